// The parser that everybody writes first. On a quiet machine, in English, it
// passes every try. It has five bugs; each takes a boundary, a byte or a line
// for what it is not.

/** @typedef {import("#pushlab/demo/parser-right.js").Fired} Fired */

export class NaiveParser {
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
    // 1. A new decoder for each read: a character in two of them becomes U+FFFD twice.
    const text = new TextDecoder().decode(bytes)
    this.decoded(text)
    // 2. A read is taken for whole events: what it holds of one is all there is of it.
    for (const block of text.split("\n\n")) {
      if (block !== "") this.#block(block)
    }
  }

  /** @param {string} block */
  #block(block) {
    /** @type {Record<string, string>} */
    const fields = {}
    for (const line of block.split("\n")) {
      // 3. Cuts a value at its own ": ", and finds no value where the space is missing.
      const [name, value] = line.split(": ")
      // 4. A comment is a line like any other, and its block an event.
      fields[name] = value
    }
    // 5. Every data is JSON, even [DONE].
    JSON.parse(fields.data)
    this.fire({ type: fields.event ?? "message", data: fields.data, id: fields.id ?? "" })
  }
}
