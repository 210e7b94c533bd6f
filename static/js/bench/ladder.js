// The message ladder: rows in the order in which the trace has them.
import { find, plural } from "#pushlab/bench/dom.js"
import { rowElement, rowOf } from "#pushlab/bench/row.js"
import { Rows } from "#pushlab/bench/rows.js"
import { Virtual } from "#pushlab/bench/virtual.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {import("#pushlab/bench/rows.js").Item} Item
 */

const restarted = "The server restarted. The rows above are kept by this page only."

export class Ladder {
  rows = new Rows()
  /** @type {Item | null} */
  selected = null
  /** The status with which the latest refused request was refused, 0 if none was. */
  refusal = 0
  /** Hears that other rows are in view, or that there are others. */
  onView = () => {}
  /** @type {WeakMap<Element, Item>} */
  #items = new WeakMap()
  #unseen = 0
  #counted = 0 // rows of the list, as the rows in the document say

  /**
   * @param {HTMLElement} root the .wire
   * @param {string} id begins the ids of the rows
   * @param {(item: Item) => void} onSelect
   */
  constructor(root, id, onSelect) {
    this.id = id
    this.onSelect = onSelect
    this.root = root
    this.list = find(root, ".wl")
    this.none = find(root, ".w-none")
    this.more = find(root, ".w-more")
    const make = (/** @type {Item} */ item) => this.#make(item)
    this.window = new Virtual(this.list, this.rows, { make, drew: () => this.#drew() })
    this.more.addEventListener("click", () => this.#toEnd())
    this.list.addEventListener("click", (e) => {
      const element = e.target instanceof Element ? e.target.closest(".wr") : null
      if (element) this.select(this.#items.get(element))
    })
    this.#adopt()
  }

  get size() {
    return this.rows.all.length
  }

  /** Times of the first and last row in view; null: none is. */
  get view() {
    if (this.window.height === 0) return null
    const [from, to] = this.window.seen.map((at) => this.rows.shown[at])
    return from && to ? { from: from.row.t, to: to.row.t } : null
  }

  clear() {
    this.rows.clear()
    delete this.root.dataset.sides
    this.selected = null
    this.refusal = 0
    this.#unread(0)
    this.#redraw()
  }

  /** Appends rows; one whose number is there takes the place of the old one. @param {Row[]} rows */
  add(rows) {
    const follow = this.#following()
    if (rows.some((row) => this.#foreign(row))) this.#restarted()
    const before = this.rows.shown.length
    for (const row of rows) this.#take(row)
    const hidden = this.list.hidden // a hidden list has no measures
    this.window.draw()
    if (hidden) this.window.measure()
    if (follow) this.#toEnd()
    else this.#unread(this.#unseen + this.rows.shown.length - before)
  }

  /** All rows there are, in the place of those there were; what is in view stays. @param {Row[]} rows */
  fill(rows) {
    const selected = this.selected?.row.n
    const first = this.rows.shown[this.window.seen[0]]
    const offset = first ? this.list.scrollTop - this.rows.top(first.at) : 0
    this.rows.clear()
    for (const row of rows) this.#take(row)
    this.selected = selected ? this.rows.number(selected) : null
    this.#redraw()
    const now = first && this.rows.number(first.row.n)
    if (now && now.at >= 0) this.window.scrollTo(this.rows.top(now.at) + offset)
  }

  /** Shows the rows that a filter lets through. Their numbers stay. @param {(row: Row) => boolean} filter */
  filter(filter) {
    this.rows.show(filter)
    this.#unread(0)
    this.#redraw()
    this.window.reveal(this.selected?.at ?? -1, 0.5)
  }

  /** @param {number} n @returns {Item | null} */
  row(n) {
    return this.rows.number(n)
  }

  /** @param {string} id @returns {Item | null} the row that carries a token */
  tokenRow(id) {
    return this.rows.token(id)
  }

  /** @param {Item | null | undefined} item @param {boolean} [reveal] scrolls to it */
  select(item, reveal = true) {
    if (!item || item === this.selected) return
    this.selected?.element?.setAttribute("aria-selected", "false")
    this.selected = item
    if (reveal) this.window.reveal(item.at, 0)
    this.#mark()
    this.onSelect(item)
  }

  /** Moves the selection by rows; Infinity goes to an end. @param {number} by */
  move(by) {
    const { selected, rows } = this
    if (!selected || !Number.isFinite(by)) return this.select(by < 0 ? rows.shown[0] : rows.shown.at(-1))
    this.select(rows.step(selected, by))
  }

  /** Goes to the next (1) or previous (-1) silence or fault. @param {number} by @returns whether there is one */
  trouble(by) {
    const item = this.rows.trouble(this.selected, by)
    this.select(item)
    return item !== null
  }

  /** Brings the rows of a moment into view. @param {number} t */
  goTo(t) {
    const { shown } = this.rows
    const at = shown.findIndex(({ row }) => row.t >= t)
    this.window.reveal(at < 0 ? shown.length - 1 : at, 0.5)
  }

  /** Takes the rows that the document came with. */
  #adopt() {
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll(".wr"))) {
      const item = this.rows.append(rowOf(element), element)
      this.window.drawn.push(item)
      this.#items.set(element, item)
      this.#learn(item)
      if (element.getAttribute("aria-selected") === "true") this.selected = item
    }
    this.window.measure()
    this.window.reveal(this.selected?.at ?? -1, 0.7)
  }

  /** @param {Row} row */
  #take(row) {
    const item = this.rows.number(row.n)
    if (!item) return this.#learn(this.rows.append(row))
    const { label, size, err } = item.row
    item.row = row
    this.#learn(item)
    const same = label === row.label && size === row.size && err === row.err
    if (item.element && !same) item.element.replaceWith(this.#make(item))
  }

  /** @param {Item} item */
  #learn(item) {
    const { row } = item
    if (row.n) this.rows.learn(item)
    if (row.place) this.root.dataset.sides = "" // two ladders beside each other
    const refused = row.kind === "http" && row.dir === "s" && /^[45]\d\d /.exec(row.label)
    if (refused) this.refusal = Number(refused[0])
  }

  /** Whether the trace now has another row under this number. @param {Row} row */
  #foreign(row) {
    const old = this.rows.number(row.n)
    return old !== null && Math.abs(old.row.t - row.t) > 0.1 // Go and toFixed do not round alike
  }

  /** The server came back with an empty trace: what this page has stays, under other ids. */
  #restarted() {
    this.rows.forget()
    this.rows.append({ n: 0, t: 0, dir: "", kind: "note", wire: "", label: restarted, size: 0, conn: 0 })
    this.window.erase()
  }

  /** @param {Item} item */
  #make(item) {
    const element = rowElement(item.row, item.gone ? "" : this.id, item.at + 1)
    if (item.gone) element.classList.add("gone")
    if (item === this.selected) element.setAttribute("aria-selected", "true")
    if (this.window.part) element.setAttribute("aria-setsize", String(this.rows.shown.length))
    item.element = element
    this.#items.set(element, item)
    return element
  }

  #redraw() {
    this.window.erase()
    this.window.draw()
  }

  /** Other rows are in the document. */
  #drew() {
    const { rows, list, none, window } = this
    if (this.#unseen && this.#following()) this.#unread(0)
    none.hidden = rows.all.length > 0
    list.hidden = rows.all.length === 0
    const some = rows.shown.length < rows.all.length ? `${rows.shown.length} of ` : ""
    const label = `Bytes on the wire, ${some}${plural(rows.all.length, "row")}`
    if (list.ariaLabel !== label) list.ariaLabel = label
    if (window.drawn.length < rows.shown.length && rows.shown.length !== this.#counted) {
      for (const { element } of window.drawn) element?.setAttribute("aria-setsize", String(rows.shown.length))
    }
    this.#counted = rows.shown.length
    this.#mark()
    this.onView()
  }

  /** Says which row is selected, if it is in the document. */
  #mark() {
    const element = this.selected?.element
    element?.setAttribute("aria-selected", "true")
    element?.setAttribute("aria-setsize", String(this.rows.shown.length))
    if (element?.id) this.list.setAttribute("aria-activedescendant", element.id)
    else this.list.removeAttribute("aria-activedescendant")
  }

  #following() {
    return this.rows.height - this.list.scrollTop - this.list.clientHeight < 24
  }

  #toEnd() {
    this.window.scrollTo(this.rows.height)
    this.#unread(0)
  }

  /** @param {number} n rows that came while the end was out of view */
  #unread(n) {
    this.#unseen = n
    this.more.hidden = n === 0
    this.more.textContent = `${plural(n, "new row")}`
  }
}
