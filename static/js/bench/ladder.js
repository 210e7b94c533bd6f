// The message ladder: rows in the order in which the trace has them.
import { el, find, plural } from "#pushlab/bench/dom.js"
import { rowElement } from "#pushlab/bench/row.js"

/** @typedef {import("#pushlab/bench/types.js").Row} Row */

export class Ladder {
  /** @type {Map<string, Element>} the latest row of each token */
  #tokens = new Map()
  #unseen = 0
  /** @type {Element | null} */
  selected = null

  /**
   * @param {HTMLElement} root the .wire
   * @param {string} id begins the ids of the rows
   * @param {(n: number) => void} onSelect
   */
  constructor(root, id, onSelect) {
    this.id = id
    this.onSelect = onSelect
    this.list = find(root, ".wl")
    this.none = find(root, ".w-none")
    this.more = find(root, ".w-more")
    this.more.addEventListener("click", () => this.#toEnd())
    this.list.addEventListener("scroll", () => this.#unseen && this.#following() && this.#unread(0), {
      passive: true,
    })
    this.list.addEventListener("click", (e) => {
      if (e.target instanceof Element) this.select(e.target.closest(".wr"))
    })
    for (const row of this.list.children) this.#learn(row)
    this.selected = this.list.querySelector("[aria-selected=true]")
    if (this.selected) this.#reveal(this.selected, 0.7)
  }

  get size() {
    return this.list.childElementCount
  }

  clear() {
    this.list.replaceChildren()
    this.#tokens.clear()
    this.selected = null
    this.list.removeAttribute("aria-activedescendant")
    this.#unread(0)
    this.#shown()
  }

  /** Appends rows; one whose number is there takes the place of the old one. @param {Row[]} rows */
  add(rows) {
    if (rows.some((row) => this.#foreign(row))) this.#restarted()
    const follow = this.#following()
    const fresh = rows.filter((row) => !this.#replace(row))
    let at = this.size
    const items = fresh.map((row) => rowElement(row, this.id, ++at))
    items.forEach((item) => this.#learn(item))
    this.list.append(...items)
    this.#shown()
    if (follow) this.list.scrollTop = this.list.scrollHeight
    else this.#unread(this.#unseen + items.length)
  }

  /** The status with which a request was refused, 0 if none was. */
  get refusal() {
    const answers = [...this.list.querySelectorAll(".k-http[data-dir=s] .wr-l")]
    return Number(answers.findLast((a) => /^[45]\d\d /.test(a.textContent))?.textContent?.slice(0, 3) ?? 0)
  }

  /** @param {number} n @returns {Element | null} */
  row(n) {
    return document.getElementById(`${this.id}-r${n}`)
  }

  /** @param {string} id @returns {Element | null} the row that carries a token */
  tokenRow(id) {
    return this.#tokens.get(id) ?? null
  }

  /** @param {Element | null | undefined} item @param {boolean} [reveal] scrolls to it */
  select(item, reveal = true) {
    if (!item || item === this.selected) return
    this.selected?.setAttribute("aria-selected", "false")
    item.setAttribute("aria-selected", "true")
    item.setAttribute("aria-setsize", String(this.size))
    this.list.setAttribute("aria-activedescendant", item.id)
    this.selected = item
    if (reveal) this.#reveal(item, 0)
    this.onSelect(Number(/** @type {HTMLElement} */ (item).dataset.row))
  }

  /** Moves the selection by rows; Infinity goes to an end. @param {number} by */
  move(by) {
    const { list, selected } = this
    if (!selected || !Number.isFinite(by)) {
      return this.select(by < 0 ? list.firstElementChild : list.lastElementChild)
    }
    this.select(by < 0 ? selected.previousElementSibling : selected.nextElementSibling)
  }

  /** Goes to the next (1) or previous (-1) silence or fault. @param {number} by */
  trouble(by) {
    let item = this.selected ?? this.list.firstElementChild
    do item = (by < 0 ? item?.previousElementSibling : item?.nextElementSibling) ?? null
    while (item && !item.matches(".k-gap, .fault, .bad"))
    this.select(item)
  }

  /** Whether the trace now has another row under this number. @param {Row} row */
  #foreign(row) {
    const old = this.row(row.n)
    if (!old) return false
    const shown = Number(find(old, ".wr-t").textContent?.replace(/\s/g, ""))
    return Math.abs(shown - row.t) > 0.1 // Go and toFixed do not round alike
  }

  /** The server came back with an empty trace: what this page has stays, under other ids. */
  #restarted() {
    for (const item of this.list.querySelectorAll(".wr:not(.gone)")) {
      item.classList.add("gone")
      item.removeAttribute("id")
    }
    const words = "The server restarted. The rows above are kept by this page only."
    this.list.append(el("li", { role: "option", class: "wr k-note gone", "aria-selected": "false" }, words))
  }

  /** @param {Row} row */
  #replace(row) {
    const old = this.row(row.n)
    if (!old) return false
    const item = rowElement(row, this.id, Number(old.getAttribute("aria-posinset")))
    item.setAttribute("aria-selected", old.getAttribute("aria-selected") ?? "false")
    if (old === this.selected) this.selected = item
    old.replaceWith(item)
    this.#learn(item)
    return true
  }

  /** @param {Element} item */
  #learn(item) {
    const token = item.getAttribute("data-tok")
    if (token) this.#tokens.set(token, item)
  }

  #shown() {
    this.none.hidden = this.size > 0
    this.list.hidden = this.size === 0
    this.list.setAttribute("aria-label", `Bytes on the wire, ${plural(this.size, "row")}`)
  }

  #following() {
    const { scrollHeight, scrollTop, clientHeight } = this.list
    return scrollHeight - scrollTop - clientHeight < 24
  }

  #toEnd() {
    this.list.scrollTop = this.list.scrollHeight
    this.#unread(0)
  }

  /** @param {number} n rows that came while the end was out of view */
  #unread(n) {
    this.#unseen = n
    this.more.hidden = n === 0
    this.more.textContent = `${plural(n, "new row")}`
  }

  /** @param {Element} item @param {number} at where in the list, 0 = wherever it is in view */
  #reveal(item, at) {
    const { list } = this
    const row = /** @type {HTMLElement} */ (item)
    const top = row.offsetTop
    if (at > 0) list.scrollTop = top - list.clientHeight * at
    else if (top < list.scrollTop) list.scrollTop = top - row.offsetHeight
    else if (top + 2 * row.offsetHeight > list.scrollTop + list.clientHeight) {
      list.scrollTop = top + 2 * row.offsetHeight - list.clientHeight
    }
  }
}
