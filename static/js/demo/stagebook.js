// What was seen of a play: the page's callbacks and the requests on the wire, on
// one clock.
import { el, plural } from "#pushlab/bench/dom.js"
import { playDrawing } from "#pushlab/demo/playdrawing.js"
import { agree, requestsOf } from "#pushlab/demo/playrequests.js"
import { playTable } from "#pushlab/demo/playtable.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {import("#pushlab/demo/theatresource.js").Call} Call
 */

const slack = 50 // ms, between two plays in one run

export class Stagebook {
  /** @type {Call[]} */
  calls = []
  /** @type {Map<number, Row>} */
  #rows = new Map()
  #frame = 0
  #began = performance.now()
  #least = 0 // ms of the run: what came before is of an earlier play in it

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    root.replaceChildren()
  }

  /** How many sources the page has made. */
  get made() {
    return this.calls.filter((call) => call.type === "new").length
  }

  /** What arrived, an event a line. */
  get text() {
    return this.calls
      .filter((call) => call.type === "message")
      .map(({ id, data }) => `${id}: ${data}`)
      .join("\n")
  }

  words() {
    const messages = this.calls.filter((call) => call.type === "message").length
    return `${plural(messages, "event")} and ${plural(this.calls.filter((c) => c.type === "error").length, "error")}.`
  }

  /** @param {Call} call */
  call(call) {
    this.calls.push(call)
    this.#later()
  }

  /** @param {Row[]} rows */
  rows(rows) {
    for (const row of rows) this.#rows.set(row.n, row)
    const newest = rows.at(-1)?.t ?? 0
    this.#least = Math.max(this.#least, newest - (performance.now() - this.#began) - slack)
    this.#later()
  }

  #later() {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => this.draw())
  }

  draw() {
    const rows = [...this.#rows.values()].filter((row) => row.t >= this.#least)
    const requests = requestsOf(rows.sort((a, b) => a.n - b.n))
    if (requests.length === 0 || this.calls.length === 0) return
    const clock = agree(this.calls, requests)
    const calls = this.calls.map((call) => ({ ...call, t: call.t + clock.offset }))
    this.root.hidden = false
    this.root.replaceChildren(
      section("On one clock", playDrawing(calls, requests, this.root.clientWidth), note(clock.within)),
      section("The same as a table", playTable(calls, requests)),
    )
  }
}

/** @param {number | null} within ms */
function note(within) {
  const how =
    within === null
      ? "by the first request alone, since no stream was opened"
      : `by what must come first; they agree to ± ${within.toFixed(1)} ms`
  return el(
    "p",
    { class: "r-note" },
    `Drawn to scale. The page's clock and the lab's were set side by side ${how}.`,
  )
}

/** @param {string} title @param {...Node} content */
function section(title, ...content) {
  return el("section", { class: "r-sec" }, el("h4", { class: "leg" }, title), ...content)
}
