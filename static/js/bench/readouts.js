// The numbers in a bench's head. They come from the rows of the trace.
import { count, millis } from "#pushlab/bench/dom.js"

/** @typedef {import("#pushlab/bench/types.js").Row} Row */

export class Readouts {
  /** @type {Map<number, Row>} */
  #rows = new Map()
  #bytes = { c: 0, s: 0, "": 0 }
  /** @type {Row | undefined} */
  #begin
  /** @type {Row | undefined} */
  #token
  #end = 0

  /** @param {HTMLElement} root the dl */
  constructor(root) {
    this.root = root
  }

  clear() {
    this.#rows.clear()
    this.#bytes = { c: 0, s: 0, "": 0 }
    this.#begin = this.#token = undefined
    this.#end = 0
    this.#draw()
  }

  /** @param {Row[]} rows new ones, or ones that changed */
  add(rows) {
    for (const row of rows) {
      // What goes through the edge crosses the wire twice: the client's side counts.
      if (row.place !== "lab") this.#bytes[row.dir] += row.size - (this.#rows.get(row.n)?.size ?? 0)
      this.#rows.set(row.n, row)
      this.#begin ??= row
      if (row.token) this.#token ??= row
      this.#end = Math.max(this.#end, row.t)
    }
    this.#draw()
  }

  #draw() {
    const begin = this.#begin?.t ?? 0
    this.#put("ran", this.#begin && `${millis(this.#end - begin)} ms`)
    this.#put("first", this.#token && `${millis(this.#token.t - begin)} ms`)
    this.#put("sent", this.#begin && `${count(this.#bytes.c)} B`)
    this.#put("received", this.#begin && `${count(this.#bytes.s)} B`)
  }

  /** @param {string} name @param {string | undefined} text */
  #put(name, text) {
    const value = this.root.querySelector(`[data-rd=${name}]`)
    if (!value) return
    value.textContent = text ?? ""
    const item = value.parentElement
    if (item) item.hidden = text === undefined
  }
}
