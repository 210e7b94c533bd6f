// A parser of text/event-stream (WHATWG HTML §9.2.6), fed with what each read of
// a body returned. A read ends anywhere: in a character, in a line, between CR
// and LF. So everything that is not whole yet is kept for the next one.

/** @typedef {{type: string, data: string, id: string}} Fired an event; its data is for the caller to read */

export class RightParser {
  /** Milliseconds that the stream asks for before a reconnect; -1 = it did not say. */
  retry = -1
  #decoder = new TextDecoder() // one for the whole body: it also drops a byte order mark at its start
  #rest = "" // of a line whose end has not come
  #afterCR = false // the next LF belongs to a line that is over
  #data = ""
  #type = ""
  #id = "" // stays until another one comes

  /**
   * @param {(event: Fired) => void} fire
   * @param {(text: string) => void} [decoded] sees the text of each read
   */
  constructor(fire, decoded = () => {}) {
    this.fire = fire
    this.decoded = decoded
  }

  /** @param {Uint8Array} bytes of one read */
  read(bytes) {
    const text = this.#decoder.decode(bytes, { stream: true }) // keeps half a character
    this.decoded(text)
    if (text === "") return
    const from = this.#afterCR && text[0] === "\n" ? 1 : 0
    this.#afterCR = text.endsWith("\r")
    const parts = text.slice(from).split(/\r\n|\n|\r/)
    parts[0] = this.#rest + parts[0]
    this.#rest = parts.pop() ?? ""
    for (const line of parts) this.#line(line)
  }
  // The end of the body needs no method: an event without its blank line was cut
  // off, and is none.

  /** @param {string} line */
  #line(line) {
    if (line === "") return this.#dispatch()
    const colon = line.indexOf(":") // the first: a value may have more
    if (colon === 0) return // a comment
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "") // one space at most
    if (name === "data") this.#data += value + "\n"
    else if (name === "event") this.#type = value
    else if (name === "id" && !value.includes("\0")) this.#id = value
    else if (name === "retry" && /^[0-9]+$/.test(value)) this.retry = Number(value)
  }

  #dispatch() {
    const [data, type] = [this.#data, this.#type]
    this.#data = this.#type = ""
    if (data === "") return // nothing to tell: a comment, an id alone
    this.fire({ type: type || "message", data: data.slice(0, -1), id: this.#id })
  }
}
