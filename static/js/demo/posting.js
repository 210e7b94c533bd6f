// A chat client over fetch. What EventSource does by itself is code here, or is
// missing: this one never comes back after a cut.
import { RightParser } from "#pushlab/demo/parser-right.js"
import { request } from "#pushlab/demo/knobs.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Emit} Emit
 * @typedef {import("#pushlab/demo/asks.js").Envelope} Envelope
 * @typedef {object} Asked
 * @property {string} url
 * @property {object} body
 * @property {Envelope} envelope
 * @property {string} key Idempotency-Key; "" = none
 */

/** One message and its answer. */
export class Posting {
  #abort = new AbortController()
  #attempt = 0
  #lastId = ""
  #most = 0 // tokens that are on the page
  over = false

  /** @param {Asked} asked @param {Emit} emit */
  constructor(asked, emit) {
    this.asked = asked
    this.emit = emit
    this.#send()
  }

  /** The request ends; what the model makes is not asked. */
  stop() {
    if (this.over) return
    this.#end({ type: "closed", sentence: "The page aborted the request." })
    this.#abort.abort()
  }

  /** What the library does when its tab is hidden. */
  hide() {
    if (this.over) return
    this.#abort.abort()
    const next =
      "The tab is hidden and the request aborted. When the tab is seen again, the whole POST goes out again."
    this.emit({ type: "reconnecting", attempt: this.#attempt + 1, next })
  }

  /** What it does when the tab is seen again. */
  show() {
    if (this.over || !this.#abort.signal.aborted) return
    this.#abort = new AbortController()
    this.#send()
  }

  #send() {
    const { signal } = this.#abort
    this.emit({
      type: "connecting",
      request: request("POST", this.asked.url),
      attempt: ++this.#attempt,
      after: this.#lastId,
    })
    this.#read(signal).catch((error) => {
      if (signal.aborted) return // stop and hide have said so
      const sentence = `fetch: ${error.message}. The answer may go on without its reader; the page does not come back by itself.`
      this.#end({ type: "failed", sentence })
    })
  }

  /** @param {AbortSignal} signal */
  async #read(signal) {
    const { url, body, envelope } = this.asked
    const response = await fetch(url, {
      method: "POST",
      headers: this.#headers(),
      body: JSON.stringify(body),
      signal,
    })
    if (!response.ok || !response.body) return this.#refused(response.status, await response.text())
    this.emit({ type: "open" })
    let tokens = 0
    const parser = new RightParser((event) => {
      this.#lastId = event.id
      const text = envelope.text(event)
      if (text) this.#token(text, ++tokens)
      if (envelope.over(event))
        this.#end({
          type: "done",
          tokens: this.#most,
          sentence: `${event.type === "message" ? event.data : event.type} says that it is whole.`,
        })
    })
    for (const reader = response.body.getReader(); ;) {
      const { value, done } = await reader.read()
      if (done) break
      parser.read(value)
    }
    if (this.over) return
    const sentence = "The body ended, and nothing in it says whether that is the whole answer."
    this.#end({ type: "closed", sentence })
  }

  #headers() {
    /** @type {Record<string, string>} */
    const headers = {
      "Content-Type": "application/json",
      Accept: "text/event-stream",
      Authorization: "Bearer pushlab-key",
    }
    if (this.asked.key) headers["Idempotency-Key"] = this.asked.key
    if (this.#lastId) headers["Last-Event-ID"] = this.#lastId // the library keeps the last id that it saw
    return headers
  }

  /** A token that came before is marked: the page has it twice. @param {string} text @param {number} n in this response */
  #token(text, n) {
    const doubled = !this.#lastId && n <= this.#most
    if (!doubled) this.#most++
    this.emit({ type: "token", id: this.#lastId, text, doubled })
  }

  /** @param {number} code @param {string} text */
  #refused(code, text) {
    this.#end({
      type: "failed",
      code,
      sentence: `The server answered ${code}: ${text.trim()}`,
    })
  }

  /** @param {import("#pushlab/bench/types.js").DemoEvent} event */
  #end(event) {
    if (this.over) return
    this.over = true
    this.emit(event)
  }
}
