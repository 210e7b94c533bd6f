// What every bench has, live or recorded: the wire list, the inspector of the
// selected row, and the numbers.
import { find } from "#pushlab/bench/dom.js"
import { Inspector } from "#pushlab/bench/inspector.js"
import { Ladder } from "#pushlab/bench/ladder.js"
import { Readouts } from "#pushlab/bench/readouts.js"
import { watch } from "#pushlab/control.js"

/** @typedef {import("#pushlab/bench/types.js").Row} Row */

export class Instrument {
  #unwatch = () => {}
  #touched = false // the learner has selected a row of this run
  #ended = false // nothing more is to be expected
  /** @type {import("#pushlab/bench/rows.js").Item | null} */
  #stopgap = null // selected because the run ended; a token that comes late takes its place

  /**
   * @param {HTMLElement} root the push-bench
   * @param {string} base the address of the rows' details
   */
  constructor(root, base) {
    this.root = root
    this.inspector = new Inspector(find(root, ".bytes"), base)
    this.ladder = new Ladder(find(root, ".wire"), root.id, (item) => this.#select(item))
    this.readouts = new Readouts(find(root, ".rd"))
    root.addEventListener("click", (e) => this.#clicked(e.target))
    root.addEventListener("change", (e) => this.#turn(e.target))
    this.inspector.link = root.dataset.link ?? ""
    if (this.ladder.selected) this.inspector.adopt(this.ladder.selected.row.n)
  }

  /** Empties everything for a new run. @param {string} base */
  clear(base) {
    this.#unwatch()
    this.#touched = this.#ended = false
    this.#stopgap = null
    this.inspector.base = base
    this.inspector.clear()
    this.ladder.clear()
    this.readouts.clear()
  }

  /**
   * @param {import("#pushlab/control.js").Target} target
   * @param {import("#pushlab/control.js").Handlers} [handlers]
   */
  watch(target, handlers = {}) {
    this.#unwatch = watch(target, {
      ...handlers,
      rows: (rows) => {
        this.show(rows)
        handlers.rows?.(rows)
      },
      row: (row) => this.show([row]),
    })
  }

  close() {
    this.#unwatch()
  }

  /** Adds rows, or what changed of them. @param {Row[]} rows */
  show(rows) {
    this.ladder.add(rows)
    this.readouts.add(rows)
    this.suggest(rows.find((row) => row.token)) // what a learner wants to see first
    if (this.#ended) this.settle()
  }

  /** Selects a row unless the learner or an earlier suggestion did. @param {Row} [row] */
  suggest(row) {
    const { ladder } = this
    const free = ladder.selected ? ladder.selected === this.#stopgap : !this.#touched
    if (row && free) ladder.select(ladder.row(row.n), false)
  }

  /** At the end of a run without a selection: shows what was answered last, or, on a phone, the rows without an answer. */
  settle() {
    this.#ended = true
    const { ladder } = this
    if (ladder.size === 0 || ladder.selected) return
    const answers = ladder.rows.all.filter(({ row }) => row.dir === "s" && row.size > 0)
    const last = answers.at(-1)?.row.exch
    this.suggest(answers.find(({ row }) => row.exch === last)?.row)
    this.#stopgap = ladder.selected
    if (answers.length === 0) this.#look("wire")
  }

  /** @param {import("#pushlab/bench/rows.js").Item} item */
  #select({ row, gone }) {
    this.#touched = true
    if (gone) this.inspector.gone()
    else this.inspector.show(row.n)
    const ids = row.token?.split(" ") ?? []
    for (const token of this.root.querySelectorAll(".tk")) {
      token.classList.toggle("on", ids.includes(token.getAttribute("data-tok") ?? ""))
    }
  }

  /** A token is a link to its row. @param {EventTarget | null} target */
  #clicked(target) {
    const token = target instanceof Element ? target.closest(".tk") : null
    const id = token?.getAttribute("data-tok")
    if (id) this.ladder.select(this.ladder.tokenRow(id))
  }

  /** Goes to the wire list or to the bytes, of which a phone shows one. @param {"wire" | "bytes"} to */
  turn(to) {
    this.#look(to)
    if (to === "bytes") this.inspector.focus()
    else this.ladder.list.focus()
  }

  /** @param {"wire" | "bytes"} at */
  #look(at) {
    find(this.root, ".bench").dataset.view = at
    for (const tab of /** @type {NodeListOf<HTMLInputElement>} */ (
      this.root.querySelectorAll(".vtabs input")
    )) {
      tab.checked = tab.value === at
    }
  }

  /** Wire or bytes, on a phone. @param {EventTarget | null} target */
  #turn(target) {
    if (!(target instanceof HTMLInputElement) || !target.closest(".vtabs")) return
    find(this.root, ".bench").dataset.view = target.value
  }
}
