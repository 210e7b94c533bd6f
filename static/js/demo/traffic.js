// What each client of the post chat cost: requests and bytes from the trace,
// text from the page.
import { count, find } from "#pushlab/bench/dom.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Emit} Emit
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {"eventsource" | "fetch"} Who
 * @typedef {{requests: number, preflights: number, events: number, text: number}} Counts
 */

const encoder = new TextEncoder()

export class Traffic {
  /** @type {Record<Who, Counts>} */
  #counts = {
    eventsource: { requests: 0, preflights: 0, events: 0, text: 0 },
    fetch: { requests: 0, preflights: 0, events: 0, text: 0 },
  }
  /** @type {Map<string, Who>} by connection and exchange */
  #asked = new Map()
  /** @type {Map<number, number>} bytes by row, since a row may come again, longer */
  #rows = new Map()

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.#draw()
  }

  /** Counts the text that a client shows. @param {Who} who @param {Emit} emit @returns {Emit} */
  hearing(who, emit) {
    return (event) => {
      if (event.type === "token") this.#counts[who].text += encoder.encode(event.text).length
      emit(event)
      if (event.type === "token") this.#draw()
    }
  }

  /** @param {Row[]} rows */
  rows(rows) {
    for (const row of rows) this.#row(row)
    this.#draw()
  }

  /** @param {Row} row */
  #row(row) {
    const exchange = `${row.conn} ${row.exch}`
    const method = row.dir === "c" ? row.label.split(" ")[0] : ""
    if (!this.#rows.has(row.n)) {
      if (method === "GET") this.#request("eventsource", exchange)
      else if (method === "POST") this.#request("fetch", exchange)
      else if (method === "OPTIONS") this.#counts.fetch.preflights++
    }
    const who = this.#asked.get(exchange)
    const bytes = who && row.dir === "s" && row.kind === "sse" ? row.size : 0
    if (who) this.#counts[who].events += bytes - (this.#rows.get(row.n) ?? 0)
    this.#rows.set(row.n, bytes)
  }

  /** EventSource can only GET, and the other client only posts. @param {Who} who @param {string} exchange */
  #request(who, exchange) {
    this.#counts[who].requests++
    this.#asked.set(exchange, who)
  }

  #draw() {
    for (const name of /** @type {const} */ (["requests", "preflights", "events", "text"])) {
      const cells = find(this.root, `[data-count=${name}]`).querySelectorAll("td")
      cells[0].textContent = count(this.#counts.eventsource[name])
      cells[1].textContent = count(this.#counts.fetch[name])
    }
  }
}
