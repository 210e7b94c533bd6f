// Which rows of a list are in the document: those in view and some around
// them. The others are a height above and below.
import { el } from "#pushlab/bench/dom.js"

/**
 * @typedef {import("#pushlab/bench/rows.js").Item} Item
 * @typedef {import("#pushlab/bench/rows.js").Rows} Rows
 */

export class Virtual {
  /** @type {Item[]} what is in the document, in order */
  drawn = []
  #above = spacer()
  #below = spacer()
  #height = 0 // of the list's window
  #top = 0 // how far it is scrolled: what is kept need not be asked of a layout that has to be made first

  /**
   * @param {HTMLElement} list
   * @param {Rows} rows
   * @param {{make: (item: Item) => HTMLElement, drew: () => void}} owner makes
   *   a row's element, and hears that other rows are in view
   */
  constructor(list, rows, { make, drew }) {
    this.list = list
    this.rows = rows
    this.make = make
    this.drew = drew
    list.addEventListener("scroll", () => this.#scrolled(), { passive: true })
    new ResizeObserver(() => requestAnimationFrame(() => this.measure())).observe(list)
  }

  /** How many pixels of the list are in view. */
  get height() {
    return this.#height
  }

  /** How many pixels of it are above those. */
  get top() {
    return Math.max(0, Math.min(this.#top, this.rows.height - this.#height))
  }

  /** Numbers of the first and the last row in view, counted among the shown. */
  get seen() {
    const { rows, top } = this
    const last = rows.find(top + this.#height - 1)
    return [rows.find(top), Math.min(last, rows.shown.length - 1)]
  }

  /** Whether some rows are not in the document. */
  get part() {
    const [from, to] = this.rows.window(0, 0)
    return to - from < this.rows.shown.length
  }

  /** Row heights are set by the styles, and by the reader's font size. */
  measure() {
    this.#height = this.list.clientHeight
    this.#top = this.list.scrollTop
    const probes = ["wr", "wr k-gap"].map((kind) => el("li", { class: kind, role: "none" }))
    this.list.append(...probes)
    const [row, gap] = probes.map((probe) => probe.offsetHeight)
    probes.forEach((probe) => probe.remove())
    const { heights } = this.rows
    if (row && (row !== heights.row || gap !== heights.gap)) this.rows.resize({ row, gap })
    this.draw()
  }

  /** Takes the elements away, not the rows, and keeps the place. */
  erase() {
    for (const item of this.drawn) item.element = null
    this.drawn = []
    resize(this.#above, this.list.scrollHeight)
    this.list.replaceChildren(this.#above)
  }

  /** Puts the rows in view into the document. */
  draw() {
    const { rows, list } = this
    const [from, to] = rows.window(this.top, this.#height)
    this.#drop(from, to)
    const first = this.drawn[0]?.at ?? to
    const last = this.drawn.at(-1)?.at ?? to - 1
    const before = rows.shown.slice(from, Math.min(first, to)).map(this.make)
    const after = rows.shown.slice(Math.max(last + 1, from), to).map(this.make)
    if (this.drawn.length) this.drawn[0].element?.before(...before)
    else list.append(...before)
    list.append(...after)
    this.drawn = rows.shown.slice(from, to)
    this.#space(rows.top(from), rows.height - rows.top(to))
    this.drew()
  }

  /** @param {number} top */
  scrollTo(top) {
    this.list.scrollTop = top
    this.#top = this.list.scrollTop
    this.draw()
  }

  /** @param {number} at place of a row @param {number} where in the list, 0 = wherever it is in view */
  reveal(at, where) {
    const { rows, height } = this
    if (at < 0 || at >= rows.shown.length) return
    const [top, below] = [rows.top(at), rows.top(at + 1)]
    const margin = below - top
    if (where > 0) this.scrollTo(top - height * where)
    else if (top < this.top) this.scrollTo(top - margin)
    else if (below + margin > this.top + height) this.scrollTo(below + margin - height)
    else this.draw()
  }

  #scrolled() {
    this.#top = this.list.scrollTop
    const [from, to] = this.rows.window(this.#top, this.#height)
    const same = from === this.drawn[0]?.at && to - from === this.drawn.length
    if (same) this.drew()
    else this.draw()
  }

  /** Takes out of the document what is not among the rows from to to. @param {number} from @param {number} to */
  #drop(from, to) {
    this.drawn = this.drawn.filter((item) => {
      const keep = item.at >= from && item.at < to
      if (keep) return true
      item.element?.remove()
      item.element = null
      return false
    })
  }

  /** @param {number} above @param {number} below */
  #space(above, below) {
    resize(this.#above, above)
    resize(this.#below, below)
    if (above) this.list.prepend(this.#above)
    else this.#above.remove()
    if (below) this.list.append(this.#below)
    else this.#below.remove()
  }
}

/** What stands for the rows above or below: a height. */
function spacer() {
  const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  picture.setAttribute("width", "1")
  return el("li", { class: "w-far", role: "none", "aria-hidden": true }, picture)
}

/** @param {Element} spacer @param {number} height px */
function resize(spacer, height) {
  spacer.firstElementChild?.setAttribute("height", String(height))
}
