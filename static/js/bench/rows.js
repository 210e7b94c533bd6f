// The rows of a ladder: all there are, those that a filter lets through, and
// where each stands, so that only those in view need elements.

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {object} Item
 * @property {Row} row
 * @property {number} at its place among the shown, from 0; -1 = not shown
 * @property {boolean} gone the server no longer has it
 * @property {HTMLElement | null} element while it is in the document
 */

const whole = 400 // a list this short is in the document as a whole: the browser's own search finds its rows
const ahead = 16 // rows that come and go together, and how many are ready above and below those in view

/** @type {(row: Row) => boolean} */
export const everything = () => true

/** A silence or a fault, where [ and ] stop. @param {Row} row */
export const isTrouble = (row) => row.kind === "gap" || Boolean(row.fault || row.err)

export class Rows {
  /** @type {Item[]} in the order in which they came */
  all = []
  /** @type {Item[]} */
  shown = []
  filter = everything
  heights = { row: 28, gap: 40 } // px
  /** @type {Map<number, Item>} */
  #numbers = new Map()
  /** @type {Map<string, Item>} the latest row of each token */
  #tokens = new Map()
  #tops = [0] // of each of the shown; one more for the end of the last

  clear() {
    this.all = []
    this.#numbers.clear()
    this.#tokens.clear()
    this.#place([])
  }

  /** @param {Row} row @param {HTMLElement | null} [element] @returns {Item} */
  append(row, element = null) {
    /** @type {Item} */
    const item = { row, at: -1, gone: row.n === 0, element }
    this.all.push(item)
    if (row.n) this.learn(item)
    if (!this.filter(row) && row.n) return item
    this.#show(item)
    return item
  }

  /** Finds an item again by what its row says now. @param {Item} item */
  learn(item) {
    this.#numbers.set(item.row.n, item)
    for (const id of item.row.token?.split(" ") ?? []) this.#tokens.set(id, item)
  }

  /** All of these are of a run that the server has no more. */
  forget() {
    for (const item of this.all) item.gone = true
    this.#numbers.clear()
  }

  /** @param {number} n */
  number(n) {
    return this.#numbers.get(n) ?? null
  }

  /** @param {string} id */
  token(id) {
    return this.#tokens.get(id) ?? null
  }

  /** Shows what a filter lets through. @param {(row: Row) => boolean} filter */
  show(filter) {
    this.filter = filter
    this.#place(this.all.filter(({ row }) => row.n === 0 || filter(row)))
  }

  /** @param {{row: number, gap: number}} heights */
  resize(heights) {
    this.heights = heights
    this.#place(this.shown)
  }

  /** The height of all that is shown. */
  get height() {
    return this.#tops[this.shown.length]
  }

  /** @param {number} at */
  top(at) {
    return this.#tops[at]
  }

  /** The row at a distance from the top, by halving. @param {number} y */
  find(y) {
    let [from, to] = [0, this.shown.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (this.#tops[middle + 1] <= y) from = middle + 1
      else to = middle
    }
    return from
  }

  /** Which rows must be in the document when these pixels are in view. @param {number} top @param {number} height */
  window(top, height) {
    const { length } = this.shown
    if (length <= whole) return [0, length]
    const from = ahead * Math.floor(this.find(top) / ahead - 1)
    const to = ahead * Math.ceil((this.find(top + height) + 1) / ahead + 1)
    return [Math.max(0, from), Math.min(length, to)]
  }

  /** The next (1) or previous (-1) of the shown that is a silence or a fault. @param {Item | null} from @param {number} by */
  trouble(from, by) {
    let at = from ? this.#near(from, by) : by > 0 ? 0 : this.shown.length - 1
    if (from && this.shown[at] === from) at += by
    while (this.shown[at] && !isTrouble(this.shown[at].row)) at += by
    return this.shown[at] ?? null
  }

  /** @param {Item} from @param {number} by @returns {Item | null} */
  step(from, by) {
    const at = this.#near(from, by)
    return this.shown[at === from.at ? at + by : at] ?? null
  }

  /** The place of an item, or of the next one that is shown. @param {Item} item @param {number} by */
  #near(item, by) {
    if (item.at >= 0) return item.at
    const at = this.shown.findIndex(({ row }) => row.n > item.row.n)
    if (by < 0) return (at < 0 ? this.shown.length : at) - 1
    return at < 0 ? this.shown.length : at
  }

  /** @param {Item} item */
  #show(item) {
    item.at = this.shown.push(item) - 1
    this.#tops.push(this.#tops[item.at] + this.#heightOf(item))
  }

  /** @param {Item[]} items */
  #place(items) {
    for (const item of this.shown) item.at = -1
    this.shown = []
    this.#tops = [0]
    for (const item of items) this.#show(item)
  }

  /** @param {Item} item */
  #heightOf({ row }) {
    return row.kind === "gap" ? this.heights.gap : this.heights.row
  }
}
