// A client over fetch: one POST whose response is an event stream. It knows a cut
// from an end, notices a wire that fell silent, and comes back to the token at which
// it stopped. What EventSource does of this by itself is a line here and there; what
// EventSource can not do (POST, a watchdog, coming back after a 502) is the rest.
import { Answer } from "#pushlab/clients/answer.js"
import { Backoff, sleep } from "#pushlab/clients/backoff.js"
import { Watchdog } from "#pushlab/clients/watchdog.js"
import { RightParser } from "#pushlab/demo/parser-right.js"

const mostFailures = 12 // in a row that brought nothing

/** The server has understood, and says no. To ask again would change nothing. */
class Refused extends Error {}

export class Stream {
  #stopped = new AbortController()
  #backoff = new Backoff()
  #retry = 0 // ms that the stream asks for before a reconnect (WHATWG HTML §9.2.6)

  /**
   * @param {string} url
   * @param {object} body of the POST, the same each time
   * @param {import("#pushlab/clients/answer.js").Hears & {interval?: number}} options
   *   interval: ms between the server's heartbeats, 0 = it sends none
   */
  constructor(url, body, { interval = 0, ...hears }) {
    this.url = url
    this.body = JSON.stringify(body)
    this.interval = interval
    this.answer = new Answer(hears)
    this.#run()
  }

  stop() {
    this.#stopped.abort()
  }

  /** Asks until the answer is over. */
  async #run() {
    const { signal } = this.#stopped
    while (!this.answer.over && !signal.aborted) {
      const error = await this.#ask().catch((error) => error)
      if (this.answer.over || signal.aborted) return
      const why = error?.message ?? "The body ended before done." // HTTP takes that for an end
      if (error instanceof Refused || this.#backoff.failures >= mostFailures) return this.answer.fail(why)
      const wait = this.#retry + this.#backoff.next() // as asked for, and then some (§9.2.3)
      this.answer.hears.lost?.(why, wait)
      await sleep(wait, signal).catch(() => {}) // stopped: the loop sees it
    }
  }

  /** One request. It returns at the end of the body, and rejects where the wire was cut. */
  async #ask() {
    const attempt = new AbortController()
    const signal = AbortSignal.any([this.#stopped.signal, attempt.signal])
    const watchdog = new Watchdog(this.interval, () =>
      attempt.abort(new Error("Silent for too long: the watchdog ended the request.")),
    )
    try {
      watchdog.sign() // a server that takes the request may be as silent as one that streams
      await this.#read(await fetch(this.url, this.#request(signal)), watchdog)
    } finally {
      watchdog.stop()
      attempt.abort() // behind done there is nothing to read; it frees the connection
    }
  }

  /** @param {AbortSignal} signal @returns {RequestInit} */
  #request(signal) {
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json", Accept: "text/event-stream" }
    if (this.answer.lastId) headers["Last-Event-ID"] = this.answer.lastId
    return { method: "POST", headers, body: this.body, signal }
  }

  /** @param {Response} response @param {Watchdog} watchdog */
  async #read(response, watchdog) {
    if (!response.ok) throw refusal(response.status)
    if (!response.body) throw new Error("The answer has no body.")
    this.answer.open()
    const parser = new RightParser((event) => this.#hear(event))
    for (const reader = response.body.getReader(); !this.answer.over;) {
      const { value, done } = await reader.read() // rejects where the wire was cut
      if (done) return
      watchdog.sign()
      parser.read(value)
      this.#retry = Math.max(0, parser.retry)
    }
  }

  /** @param {import("#pushlab/demo/parser-right.js").Fired} event */
  #hear({ type, data, id }) {
    if (type === "message") this.answer.hear({ id, token: data })
    else this.answer.hear({ ...JSON.parse(data || "{}"), type, id })
    this.#backoff.reset()
  }
}

/** A 5xx is of a server that is not well, and 429 of one that is busy: both pass. @param {number} status */
function refusal(status) {
  const sentence = `The server answered ${status}.`
  return status >= 500 || status === 429 ? new Error(sentence) : new Refused(sentence)
}
