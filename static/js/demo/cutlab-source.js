// An EventSource with what the browser leaves out: a watchdog, and another try when
// it has closed for ever. The page can not tell it an id to go on from. Only the
// browser's own reconnect sends Last-Event-ID; so the new one says after=ID in its
// address, which this lab reads as if it were that header.
import { Answer } from "#pushlab/clients/answer.js"
import { Backoff } from "#pushlab/clients/backoff.js"
import { Watchdog } from "#pushlab/clients/watchdog.js"

const mostFailures = 12 // in a row that brought nothing

export class Source {
  /** @type {EventSource | null} */
  #source = null
  #timer = 0

  /**
   * @param {(after: string) => string} url after the id of the last event, "" = none
   * @param {import("#pushlab/clients/answer.js").Hears & {interval?: number,
   *   backoff?: Pick<Backoff, "failures" | "next" | "reset">}} options
   */
  constructor(url, { interval = 0, backoff = new Backoff(), ...hears }) {
    this.url = url
    this.backoff = backoff
    this.answer = new Answer(hears)
    this.watchdog = new Watchdog(interval, () => this.#lost("Silent for too long: the watchdog closed it."))
    this.#open()
  }

  stop() {
    clearTimeout(this.#timer)
    this.watchdog.stop()
    this.#source?.close()
  }

  #open() {
    const source = (this.#source = new EventSource(this.url(this.answer.lastId)))
    source.onopen = () => this.answer.open()
    source.onmessage = (event) => this.#hear({ id: event.lastEventId, token: event.data })
    for (const type of ["heartbeat", "reset", "done"])
      source.addEventListener(type, (event) =>
        this.#hear({ ...JSON.parse(event.data || "{}"), id: event.lastEventId, type }),
      )
    source.onerror = () => this.#broke(source.readyState)
    this.watchdog.sign()
  }

  /** @param {any} message */
  #hear(message) {
    this.watchdog.sign()
    this.backoff.reset()
    this.answer.hear(message)
    if (this.answer.over) this.stop() // or the browser would ask again for ever
  }

  /** @param {number} state */
  #broke(state) {
    if (state === EventSource.CLOSED) return this.#lost("EventSource fired error: readyState is CLOSED.")
    this.answer.hears.lost?.("EventSource fired error: the browser asks again.", 0)
  }

  /** @param {string} why */
  #lost(why) {
    this.stop()
    if (this.backoff.failures >= mostFailures) return this.answer.fail(why)
    const wait = this.backoff.next()
    this.answer.hears.lost?.(why, wait)
    this.#timer = setTimeout(() => this.#open(), wait)
  }
}
