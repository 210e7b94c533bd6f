// The inspector of the selected row: fetched, never guessed from the row. What
// draws it comes with the first row that somebody selects.
import { el } from "#pushlab/bench/dom.js"
import { Probe } from "#pushlab/bench/probe.js"

export class Inspector {
  #abort = new AbortController()

  /**
   * @param {HTMLElement} root the .bytes
   * @param {string} base the address of the rows' details: base/rows/18
   */
  constructor(root, base) {
    this.root = root
    this.base = base
    this.probe = new Probe(root)
  }

  clear() {
    this.#abort.abort()
    this.#fill(note("Select a row", "Its bytes appear here, with the name of each."))
  }

  /** @param {number} n number of a row */
  async show(n) {
    this.#abort.abort()
    const { signal } = (this.#abort = new AbortController())
    try {
      const response = await fetch(`${this.base}/rows/${n}`, { signal })
      if (!response.ok) throw new Error(`The server answered ${response.status}.`)
      const [detail, view] = await Promise.all([response.json(), import("#pushlab/bench/detail.js")])
      if (!signal.aborted) this.#fill(...view.detailView(detail))
    } catch (error) {
      if (signal.aborted) return
      const why =
        error instanceof TypeError ? "The server does not answer." : /** @type {Error} */ (error).message
      this.#fill(note("No bytes yet", `${why} The row is kept; select it again.`))
    }
  }

  /** A row that only this page still has. */
  gone() {
    this.#abort.abort()
    this.#fill(note("Not on the server", "The run was emptied after this row was drawn."))
  }

  /** Goes to the dump. */
  focus() {
    const dump = this.root.querySelector(".hx")
    if (dump instanceof HTMLElement) dump.focus()
  }

  /** @param {...Node} nodes */
  #fill(...nodes) {
    this.probe.pin(null)
    this.root.replaceChildren(...nodes)
    this.root.scrollTop = 0
  }
}

/** What stands where bytes would be. @param {string} title @param {string} words */
export function note(title, words) {
  return el("div", { class: "in-none" }, el("p", { class: "in-big" }, title), el("p", {}, words))
}
