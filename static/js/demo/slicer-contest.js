// Both parsers of the slicer, their panes, and the sheet with their scores.
import { plural } from "#pushlab/bench/dom.js"
import { Contestant } from "#pushlab/demo/contest.js"
import { NaiveParser } from "#pushlab/demo/parser-naive.js"
import { RightParser } from "#pushlab/demo/parser-right.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Emit} Emit
 * @typedef {import("#pushlab/demo/parser-right.js").Fired} Fired
 * @typedef {import("#pushlab/demo/slicer-sheet.js").Sheet} Sheet
 */

export class Contest {
  naive = new Contestant(NaiveParser)
  right = new Contestant(RightParser)
  /** @type {Uint8Array[]} */
  reads = []

  /** @param {Emit} naive @param {Emit} right @param {Sheet} sheet */
  constructor(naive, right, sheet) {
    this.panes = { naive, right }
    this.sheet = sheet
  }

  /** @param {import("#pushlab/bench/types.js").DemoEvent} event */
  both(event) {
    this.panes.naive(event)
    this.panes.right(event)
  }

  /** @param {Uint8Array} bytes */
  read(bytes) {
    this.reads.push(bytes)
    for (const who of /** @type {const} */ (["naive", "right"])) {
      const had = this[who].events.length
      this[who].read(bytes)
      for (const event of this[who].events.slice(had)) this.#show(this.panes[who], event)
    }
    this.sheet.soon(this)
  }

  /** @param {Emit} hear @param {Fired} event */
  #show(hear, { data, id }) {
    const text = token(data)
    if (text) hear({ type: "token", id, text })
  }

  /** The body is over: the right parser is checked against what the lab says it sent. */
  async end() {
    const { naive, right, panes } = this
    this.sheet.draw(this)
    this.sheet.lines(this.reads)
    const sent = await confirmed(right.events)
    panes.right({ type: "done", tokens: right.events.length, sentence: sent })
    const { exceptions } = naive
    const threw = exceptions.length
      ? ` The first of ${plural(exceptions.length, "exception")} ends a page that does not catch it.`
      : ""
    const words = `${plural(naive.events.length, "event")} of ${right.events.length}.${threw}`
    panes.naive({ type: "closed", sentence: words })
  }
}

/** What the page of a chat would show of an event. @param {string} data */
function token(data) {
  try {
    return JSON.parse(data).token ?? ""
  } catch {
    return "" // [DONE] is for the page, not for its reader
  }
}

/**
 * Compares events with their number and hash in the last of them. A page over
 * plain http of another host has no hashes: then the number is all.
 *
 * @param {Fired[]} events
 */
async function confirmed(events) {
  const [last, before] = [events.at(-1), events.slice(0, -1)]
  if (last?.type !== "done") return "The body ended without done: something is lost."
  const { events: sent, sha256 } = JSON.parse(last.data)
  if (sent !== before.length) return `${before.length} events of ${sent} before done.`
  if (!crypto.subtle) return `${plural(sent, "event")} and done, as many as the lab sent.`
  const list = JSON.stringify(before.map(({ type, data, id }) => [type, data, id]))
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(list)))
  const same = Array.from(sum, (b) => b.toString(16).padStart(2, "0")).join("") === sha256
  return same
    ? `${plural(sent, "event")} and done: their hash is the one that the lab sent.`
    : "The hash of these events is not the one that the lab sent."
}
