// What was seen of a play: the page's callbacks and the requests on the wire, on
// one clock.
import { el, plural } from "#pushlab/bench/dom.js"
import { differences, factsOf } from "#pushlab/demo/playdiff.js"
import { playDrawing } from "#pushlab/demo/playdrawing.js"
import { agree, requestsOf } from "#pushlab/demo/playrequests.js"
import { playTable } from "#pushlab/demo/playtable.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {import("#pushlab/demo/theatresource.js").Call} Call
 */

const slack = 50 // ms, between two plays in one run

/** Measured with each of the theatre's scripts. */
const recorded =
  "Recorded in Chromium 156: the request that a service worker gets has no Last-Event-ID, so a stream begins at 1 again; " +
  "a cut is an error with readyState 2, and no further request; behind a redirect the page comes back to the first address."

export class Stagebook {
  /** @type {Call[]} */
  calls = []
  /** @type {Map<number, Row>} */
  #rows = new Map()
  #frame = 0
  #began = performance.now()
  #least = 0 // ms of the run: what came before is of an earlier play in it
  #over = false

  /**
   * @param {HTMLElement} root
   * @param {{worker?: boolean, without?: Stagebook}} [options] without is the play of the same script
   *   without a service worker
   */
  constructor(root, { worker = false, without } = {}) {
    this.root = root
    this.worker = worker
    this.without = without
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

  /** Nothing more will be called. */
  end() {
    this.#over = true
    this.#later()
  }

  get facts() {
    return factsOf(this.calls, this.#requests)
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

  get #requests() {
    const rows = [...this.#rows.values()].filter((row) => row.t >= this.#least)
    return requestsOf(rows.sort((a, b) => a.n - b.n))
  }

  draw() {
    const requests = this.#requests
    if (requests.length === 0 || this.calls.length === 0) return
    const clock = agree(this.calls, requests)
    const calls = this.calls.map((call) => ({ ...call, t: call.t + clock.offset }))
    this.root.hidden = false
    this.root.replaceChildren(
      section("On one clock", playDrawing(calls, requests, this.root.clientWidth), note(clock.within)),
      section("The same as a table", playTable(calls, requests)),
      ...(this.worker ? [section("What the service worker changed", ...this.#changes().map(line))] : []),
    )
  }

  /** What differs from the play without the worker, in sentences. */
  #changes() {
    if (!this.#over) return [recorded]
    if (!this.without)
      return ["Play this script without the service worker too, and then again with it.", recorded]
    const list = differences(this.without.facts, this.facts)
    return list.length > 0 ? [...list, recorded] : ["With this script, nothing.", recorded]
  }
}

/** @param {string} text */
const line = (text) => el("p", { class: "r-note" }, text)

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
