// The grid of checkpoints. Rows whose seat did not change are left alone, so that
// 300 of them stay usable; one of them is in the tab order, the arrows go on.
import { el, find } from "#pushlab/bench/dom.js"
import { arrange } from "#pushlab/room/board-arrange.js"
import { awayWords, cellWords, number, seatWords } from "#pushlab/room/board-words.js"

/** @typedef {import("#pushlab/room/board-state.js").Seat} Seat */
/** @typedef {import("#pushlab/room/board-state.js").Column} Column */

/** @type {Record<string, string>} */
const marks = { p: "c-d", w: "c-n", s: "c-s" }

export class Grid {
  /** @type {Map<number, HTMLTableRowElement>} */
  #rows = new Map()
  #columns = ""

  /**
   * @param {HTMLElement} root
   * @param {boolean} present a projector has nothing to press
   * @param {(seat: number) => void} choose
   */
  constructor(root, present, choose) {
    this.present = present
    this.choose = choose
    this.head = find(root, "[data-head]")
    this.body = find(root, "[data-rows]")
    this.foot = find(root, "[data-foot]")
    this.body.replaceChildren()
    if (!present) find(root, "[data-scroll]").removeAttribute("tabindex")
    this.body.addEventListener("keydown", (e) => this.#key(e))
    this.body.addEventListener("click", (e) => this.#click(e))
  }

  /** @param {Column[]} columns */
  columns(columns) {
    const now = JSON.stringify(columns)
    if (now === this.#columns) return
    this.#columns = now
    const follows = this.present ? [] : [el("th", { scope: "col", class: "fw" }, "follows")]
    const first = el("th", { scope: "col" }, this.present ? "Seat" : "Participant")
    this.head.replaceChildren(first, ...columns.map(columnHead), ...follows)
    const passed = columns.map((c) => el("td", {}, String(c.passed)))
    const none = this.present ? [] : [el("td", { class: "fw" })]
    this.foot.replaceChildren(el("th", { scope: "row" }, "Passed"), ...passed, ...none)
  }

  /** @param {Seat[]} seats in their order @param {Set<number>} changed */
  show(seats, changed) {
    const here = new Set(seats.map((s) => s.seat))
    for (const n of changed) if (!here.has(n)) this.#rows.delete(n)
    const rows = seats.map((seat) => {
      const row = this.#rows.get(seat.seat)
      return row && !changed.has(seat.seat) ? row : this.#fill(seat)
    })
    arrange(this.body, rows)
    this.#rove()
  }

  /** Goes to the row of a seat, or where the grid is entered if it has none. @param {number} seat */
  focus(seat) {
    const name = this.#rows.get(seat)?.querySelector("button")
    const entry = name ?? this.#names().find((b) => b.tabIndex === 0)
    entry?.focus()
  }

  /** @param {Seat} seat */
  #fill(seat) {
    const row = this.#rows.get(seat.seat) ?? this.#make(seat.seat)
    row.className = seat.on ? "" : "away"
    const head = /** @type {HTMLElement} */ (row.firstElementChild)
    const name = /** @type {HTMLElement} */ (head.firstElementChild)
    name.replaceChildren(
      ...(seat.name ? [el("span", { class: "sn" }, number(seat.seat)), " "] : []),
      seatWords(seat),
    )
    while (head.lastElementChild !== name) head.lastElementChild?.remove()
    head.append(...this.#states(seat))
    const follows = this.present ? [] : [el("td", { class: "fw" }, seat.follows ? "yes" : "no")]
    const cells = seat.cells.map((c) => cell(c, seat.minutes))
    while (row.lastElementChild !== head) row.lastElementChild?.remove() // the head may have the focus
    row.append(...cells, ...follows)
    return row
  }

  /** What a seat says of itself is not for a projector. @param {Seat} seat */
  #states(seat) {
    const words = { come: "please come", done: "done" }[seat.state]
    const said = words && !this.present ? [el("small", { class: seat.state }, words)] : []
    return seat.on ? said : [...said, el("small", {}, awayWords(seat))]
  }

  /** @param {number} n */
  #make(n) {
    const name = this.present
      ? el("span", { class: "nm" })
      : el("button", { class: "nm", type: "button", tabindex: -1 })
    const row = el("tr", { "data-seat": n }, el("th", { scope: "row" }, name))
    this.#rows.set(n, row)
    return row
  }

  /** One name is in the tab order. */
  #rove() {
    const names = this.#names()
    if (names.length > 0 && !names.some((b) => b.tabIndex === 0)) names[0].tabIndex = 0
  }

  #names() {
    return /** @type {HTMLButtonElement[]} */ ([...this.body.querySelectorAll("button.nm")])
  }

  /** @param {KeyboardEvent} e */
  #key(e) {
    const names = this.#names()
    const at = names.indexOf(/** @type {HTMLButtonElement} */ (e.target))
    /** @type {Record<string, number>} */
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1 }
    const next = names[to[e.key]]
    if (at < 0 || !next) return
    e.preventDefault()
    for (const b of names) b.tabIndex = b === next ? 0 : -1
    next.focus()
  }

  /** @param {MouseEvent} e */
  #click(e) {
    const button = e.target instanceof Element && e.target.closest("button.nm")
    if (!button) return
    for (const b of this.#names()) b.tabIndex = b === button ? 0 : -1
    this.choose(Number(button.closest("tr")?.dataset.seat))
  }
}

/** @param {Column} c */
function columnHead(c) {
  const th = el("th", { scope: "col", class: c.here ? "here" : "" }, c.label)
  if (c.here) th.append(el("span", { class: "vh" }, ", where the host is"))
  return th
}

/** @param {string} c @param {number} minutes */
function cell(c, minutes) {
  const td = el("td", { class: marks[c] ?? "" })
  if (c === "s") td.append(el("span", { "aria-hidden": true }, `${minutes}′`))
  td.append(el("span", { class: "vh" }, cellWords(c, minutes)))
  return td
}
