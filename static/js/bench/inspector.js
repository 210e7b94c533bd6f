// The inspector of the selected row: fetched, never guessed from the row. What
// draws it comes with the first row that somebody selects.
import { el } from "#pushlab/bench/dom.js"
import { Probe } from "#pushlab/bench/probe.js"

/** @typedef {import("#pushlab/bench/types.js").Detail} Detail */

export class Inspector {
  /** Where links to the run go; "" where it has no address for others. */
  link = ""
  /** Until what was asked for last is there; it comes without a pin. */
  ready = Promise.resolve()
  #abort = new AbortController()
  #n = 0
  /** @type {import("#pushlab/bench/link.js").Link | null} */
  #copy = null
  /** @type {import("#pushlab/bench/boundaries.js").Panel | null} */
  #panel = null

  /**
   * @param {HTMLElement} root the .bytes
   * @param {string} base the address of the rows' details: base/rows/18
   */
  constructor(root, base) {
    this.root = root
    this.base = base
    this.probe = new Probe(root)
    this.probe.onPin = (target) => this.#copy?.point(target)
    root.addEventListener("click", (e) => this.#clicked(e.target))
  }

  clear() {
    this.#abort.abort()
    this.#panel?.close()
    this.#fill(note("Select a row", "Its bytes appear here, with the name of each."))
  }

  /** @param {number} n number of a row @param {string} [more] of the query */
  show(n, more = "") {
    return (this.ready = this.#show(n, more))
  }

  /** @param {number} n @param {string} more */
  async #show(n, more) {
    this.#abort.abort()
    const { signal } = (this.#abort = new AbortController())
    this.#n = n
    try {
      const response = await fetch(`${this.base}/rows/${n}${more}`, { signal })
      if (!response.ok) throw new Error(`The server answered ${response.status}.`)
      const [detail, view] = await Promise.all([response.json(), import("#pushlab/bench/detail.js")])
      if (signal.aborted) return
      const had = this.root.contains(document.activeElement)
      this.#fill(...view.detailView(detail))
      if (had) this.focus()
      await this.#offerLink()
      this.#panel?.row(this.base, detail)
    } catch (error) {
      if (signal.aborted) return
      const why =
        error instanceof TypeError ? "The server does not answer." : /** @type {Error} */ (error).message
      this.#fill(note("No bytes yet", `${why} The row is kept; select it again.`))
    }
  }

  /** The document came with row n, or with its beginning. @param {number} n */
  adopt(n) {
    this.#n = n
    if (this.root.querySelector(".hx-cut")) return this.show(n)
    return this.#offerLink()
  }

  /** A row that only this page still has. */
  gone() {
    this.#abort.abort()
    this.#fill(note("Not on the server", "The run was emptied after this row was drawn."))
  }

  /** Goes to the dump, or to what stands in its place. */
  focus() {
    const dump = this.root.querySelector(".parsers") ?? this.root.querySelector(".hx") ?? this.root
    if (dump instanceof HTMLElement) dump.focus()
  }

  /** Puts the button that copies a link under the dump. */
  async #offerLink() {
    const dump = this.root.querySelector(".hx")
    if (!this.link || !dump) return
    const { Link } = await import("#pushlab/bench/link.js")
    if (!dump.isConnected) return
    this.#copy = new Link(this.link, this.#n)
    const acts = this.root.querySelector(".hx-acts")
    if (acts) acts.prepend(...this.#copy.root.childNodes)
    else dump.after(this.#copy.root)
  }

  /** @param {EventTarget | null} target */
  async #clicked(target) {
    if (!(target instanceof Element)) return
    if (target.closest("[data-parsers]")) await this.show(this.#n, "?parsers=all")
    else if (target.closest("[data-bounds]")) {
      const { Panel } = await import("#pushlab/bench/boundaries.js")
      this.#panel ??= new Panel(this.root)
      this.#panel.open(this.base, this.#n)
    }
  }

  /** @param {...Node} nodes */
  #fill(...nodes) {
    this.#copy = null
    this.probe.pin(null)
    this.root.replaceChildren(...nodes)
    this.root.scrollTop = 0
  }
}

/** What stands where bytes would be. @param {string} title @param {string} words */
export function note(title, words) {
  return el("div", { class: "in-none" }, el("p", { class: "in-big" }, title), el("p", {}, words))
}
