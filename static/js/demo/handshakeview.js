// What JavaScript saw of a handshake, what crossed, and why it went as it did. The
// left column comes from callbacks only, the others from the trace only.
import { el, find } from "#pushlab/bench/dom.js"
import { head, quoteRule, table } from "#pushlab/demo/handshakerules.js"
import { crossed } from "#pushlab/demo/handshakesend.js"

/**
 * @typedef {import("#pushlab/demo/handshakesend.js").Crossed} Crossed
 * @typedef {import("#pushlab/demo/handshakesend.js").Said} Said
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 */

const secret =
  "A page must not learn why: with a reason it could scan ports and read answers of other sites (WebSockets Standard, Feedback from the protocol)."

export class HandshakeView {
  #heard = el("ol")
  #crossed = el("div")
  #why = el("div")
  /** @type {Map<number, string>} */
  #frames = new Map()
  /** @type {Crossed | null} */
  #told = null
  #failed = false

  /** @param {HTMLElement} root the push-bench @param {string} inspector of the run */
  constructor(root, inspector) {
    this.inspector = inspector
    this.title = el("h4", { class: "leg" }, "What JavaScript saw")
    const box = find(root, "[data-results]")
    box.hidden = false
    box.replaceChildren(
      el(
        "section",
        { class: "r-sec r-two hs-sides" },
        el("div", { class: "r-col", "data-js": true }, this.title, this.#heard),
        el(
          "div",
          { class: "r-col", "data-wire-side": true },
          el("h4", { class: "leg" }, "What crossed"),
          this.#crossed,
        ),
      ),
      el("section", { class: "r-sec", "data-why": true }, el("h4", { class: "leg" }, "Why"), this.#why),
    )
  }

  /** @param {string} what @param {string} [words] */
  heard(what, words = "") {
    this.#failed ||= what === "error"
    this.#heard.append(el("li", {}, el("b", {}, what), words && ` ${words}`))
  }

  /** No JavaScript took part: the raw client has no secrets. @param {Said} said */
  raw({ head, body = "", frames = [], tcp }) {
    this.title.textContent = "What the raw client saw"
    this.heard("answer", head.split("\r\n")[0] || "none")
    if (body) this.heard("body", body.trim())
    for (const f of frames) this.heard(f.name, f.text ?? f.hex ?? String(f.code ?? ""))
    this.heard(
      "TCP",
      { fin: "ended by the server (FIN)", rst: "reset (RST)" }[tcp] ?? "still open when the client left",
    )
  }

  /** Asks the trace. */
  async why() {
    this.#told = await crossed(this.inspector)
    this.#draw()
    return this.#told
  }

  /** Frames of the trace. @param {Row[]} rows */
  rows(rows) {
    for (const row of rows)
      if (row.kind === "ws") this.#frames.set(row.n, `${row.dir === "c" ? "client" : "server"}: ${row.label}`)
    if (this.#told) this.#drawCrossed(this.#told)
  }

  /** Nothing was sent. @param {string} words why */
  nothing(words) {
    this.#crossed.replaceChildren(el("p", { class: "r-note" }, "Nothing."))
    this.#why.replaceChildren(el("p", {}, words))
  }

  #draw() {
    const told = this.#told
    if (!told) {
      this.#crossed.replaceChildren(el("p", { class: "r-note" }, "Nothing that the lab could read."))
      const tls =
        "TLS failed, or the place did not answer: the page can not tell. For tls, open /tls first, where its certificate is explained."
      return this.#why.replaceChildren(el("p", {}, tls))
    }
    this.#drawCrossed(told)
    this.#why.replaceChildren(...this.#reasons(told))
  }

  /** @param {Crossed} told */
  #drawCrossed(told) {
    const frames = [...this.#frames.values()]
    this.#crossed.replaceChildren(
      head("client", told.request),
      ...(told.upstream ? [head("what the edge passed on to the lab", told.upstream)] : []),
      told.response
        ? head("server", told.response + (told.body ?? ""))
        : el("p", { class: "r-note" }, "No answer."),
      ...(frames.length ? [el("ol", {}, ...frames.slice(0, 12).map((text) => el("li", {}, text)))] : []),
    )
  }

  /** @param {Crossed} told */
  #reasons({ rulings, response }) {
    const first = rulings.find((r) => !r.ok)
    const words = first ? `${this.#whatBroke(first, response)}: ${quoteRule(first)}` : this.#allKept(response)
    return [
      el("p", { class: "hs-why" }, words),
      ...(this.#failed ? [el("p", { class: "r-note" }, secret)] : []),
      table(rulings),
    ]
  }

  /** Bytes by hand may go on where a rule says stop. @param {import("#pushlab/demo/handshakesend.js").Ruling} first @param {string} response */
  #whatBroke({ side }, response) {
    if (side === "client") return this.#failed ? "The client gave up" : "A client has to give up here"
    return /^HTTP\/1\.\d 101\b/.test(response) ? "A server has to refuse this" : "The server refused"
  }

  /** @param {string} response */
  #allKept(response) {
    if (!response) return "No answer has come."
    if (this.#failed)
      return "None of these rules is broken: the reason is another one, and the page is not told."
    return "Every rule is kept: behind the blank line the bytes are frames."
  }
}
