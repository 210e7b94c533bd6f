// What has been seen of the endings of one run, by the page and on the wire.
import { find, plural } from "#pushlab/bench/dom.js"
import { bothSides, emptyRow, fillRow, guessIn, score } from "#pushlab/demo/closetheatresheet.js"
import { crossingsOf } from "#pushlab/demo/closetheatrewire.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {import("#pushlab/demo/closetheatreplay.js").Told} Told
 */

export class Show {
  /** @type {{told: Told, guess: string}[]} */
  #told = []
  /** @type {Map<number, Row>} */
  #rows = new Map()
  #looked = "" // the ending that is looked at; "": the last
  #drawn = ""
  #frame = 0

  /** @param {HTMLElement} root @param {import("#pushlab/bench/types.js").Run} run */
  constructor(root, run) {
    this.root = root
    this.run = run
    this.card = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-ending]")])
    for (const row of this.card) emptyRow(row)
    find(root, "[data-score]").textContent = ""
    find(root, "[data-results]").replaceChildren()
  }

  /** @param {string} ending a slug */
  look(ending) {
    this.#looked = ending
    this.#draw()
  }

  /** @param {Told} told */
  told(told) {
    this.#told.push({ told, guess: guessIn(this.#row(told.asked.ending)) })
    this.#later()
  }

  /** @param {Row[]} rows */
  rows(rows) {
    for (const row of rows) this.#rows.set(row.n, row)
    this.#later()
  }

  #later() {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => this.#draw())
  }

  #draw() {
    const crossings = crossingsOf([...this.#rows.values()].sort((a, b) => a.n - b.n))
    const played = this.#told.map((one, i) => ({ ...one, crossed: crossings[i] }))
    const marks = played.map((one) => fillRow(this.#row(one.told.asked.ending), one))
    find(this.root, "[data-score]").textContent = score(marks)
    const one = played.find(({ told }) => told.asked.ending === this.#looked) ?? played.at(-1)
    if (one) this.#sides(one)
  }

  /** @param {string} ending */
  #row(ending) {
    return /** @type {HTMLElement} */ (this.card.find((row) => row.dataset.ending === ending))
  }

  /** Draws both sides anew only when there is more of them. @param {import("#pushlab/demo/closetheatresheet.js").Played} one */
  #sides(one) {
    const row = this.#row(one.told.asked.ending)
    const state = [one.told.asked.ending, one.crossed?.frames.length, one.crossed?.ended].join()
    if (state === this.#drawn) return
    this.#drawn = state
    for (const other of this.card) other.toggleAttribute("data-looked", other === row)
    const recorded = one.told.asked.by === "server" ? row.dataset.recorded : "" // as it was recorded
    const about = { name: find(row, "[data-open]").textContent ?? "", recorded: recorded ?? "" }
    bothSides(find(this.root, "[data-results]"), one, about, (n) => this.#hex(n))
  }

  /** @param {number} n of a row */
  async #hex(n) {
    const response = await fetch(`${this.run.inspector}/rows/${n}`)
    if (!response.ok) throw new Error(`The server answered ${response.status}.`)
    const { hex } = /** @type {import("#pushlab/bench/types.js").Detail} */ (await response.json())
    const bytes = hex.replaceAll(" ", "").match(/../g) ?? []
    return bytes.slice(0, 48).join(" ") + (bytes.length > 48 ? ` … ${plural(bytes.length, "byte")}` : "")
  }
}
