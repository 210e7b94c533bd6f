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

  /**
   * @param {HTMLElement} root the push-bench
   * @param {string} base the address of the rows' details
   */
  constructor(root, base) {
    this.root = root
    this.inspector = new Inspector(find(root, ".bytes"), base)
    this.ladder = new Ladder(find(root, ".wire"), root.id, (n) => this.#select(n))
    this.readouts = new Readouts(find(root, ".rd"))
    root.addEventListener("click", (e) => this.#clicked(e.target))
    root.addEventListener("change", (e) => this.#turn(e.target))
    const { selected } = this.ladder
    // The document holds only the beginning of a long dump.
    if (selected && root.querySelector(".hx-cut"))
      this.inspector.show(Number(selected.getAttribute("data-row")))
  }

  /** Empties everything for a new run. @param {string} base */
  clear(base) {
    this.#unwatch()
    this.#touched = false
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
        this.#rows(rows)
        handlers.rows?.(rows)
      },
      row: (row) => this.#rows([row]),
    })
  }

  close() {
    this.#unwatch()
  }

  /** @param {Row[]} rows */
  #rows(rows) {
    this.ladder.add(rows)
    this.readouts.add(rows)
    if (this.#touched || this.ladder.selected) return
    // The first token is what a learner wants to see first.
    const first = rows.find((row) => row.token)
    if (first) this.ladder.select(this.ladder.row(first.n), false)
  }

  /** @param {number} n */
  #select(n) {
    this.#touched = true
    const item = this.ladder.selected
    if (item?.classList.contains("gone")) this.inspector.gone()
    else this.inspector.show(n)
    const id = item?.getAttribute("data-tok") ?? undefined
    for (const token of this.root.querySelectorAll(".tk")) {
      token.classList.toggle("on", token.getAttribute("data-tok") === id)
    }
  }

  /** A token is a link to its row. @param {EventTarget | null} target */
  #clicked(target) {
    const token = target instanceof Element ? target.closest(".tk") : null
    const id = token?.getAttribute("data-tok")
    if (id) this.ladder.select(this.ladder.tokenRow(id))
  }

  /** Wire or bytes, on a phone. @param {EventTarget | null} target */
  #turn(target) {
    if (!(target instanceof HTMLInputElement) || !target.closest(".vtabs")) return
    find(this.root, ".bench").dataset.view = target.value
  }
}
