// Plays a run again on its own clock: its rows come as they came.
import { el, millis } from "#pushlab/bench/dom.js"

/** @typedef {import("#pushlab/bench/types.js").Row} Row */

const speeds = [0.25, 0.5, 1, 2, 4, 8, 16]
const names = ["1/4", "1/2", "1", "2", "4", "8", "16"]
const stepTime = 1000 // ms between two steps where motion is not wanted

export class Replay {
  /** The moment that is shown, in ms; null: the whole run. @type {number | null} */
  now = null
  playing = false
  #timer = 0
  #before = 0
  /** @type {Row[]} */
  #rows = []

  /**
   * @param {HTMLElement} root
   * @param {{rows: () => Row[], show: (rows: Row[], fresh: boolean) => void,
   *   changed: () => void, still: boolean}} page rows there are, what shows
   *   some more of them (fresh: nothing else), what hears of each move, and
   *   whether motion is unwanted
   */
  constructor(root, page) {
    this.page = page
    this.button = el(
      "button",
      { type: "button", class: "btn", "data-replay": true, disabled: true },
      "Replay",
    )
    this.all = el("button", { type: "button", class: "btn", hidden: true }, "Show all")
    this.speed = el("select", { class: "inp" }, ...speeds.map((n, i) => option(n, names[i])))
    this.clock = el("output", { class: "play-t" })
    const label = el("label", {}, "Speed ", this.speed)
    root.append(this.button, label, this.all, this.clock)
    this.button.addEventListener("click", () => (this.playing ? this.pause() : this.play()))
    this.all.addEventListener("click", () => this.stop())
  }

  get end() {
    return this.page.rows().at(-1)?.t ?? 0
  }

  /** There are rows to play, or there are none. */
  offer() {
    this.button.disabled = this.page.rows().length === 0
  }

  play() {
    if (this.now === null || this.now >= this.end) this.seek(0)
    this.playing = true
    this.#before = performance.now()
    this.#tick()
    this.#draw()
  }

  pause() {
    this.playing = false
    this.#rest()
    this.#draw()
  }

  /** Shows the whole run again. */
  stop() {
    this.playing = false
    this.#rest()
    this.now = null
    this.page.show(this.page.rows(), true)
    this.#draw()
    this.button.focus()
  }

  /** Goes to a moment of the run. @param {number} t */
  seek(t) {
    const back = this.now === null || t < this.now
    this.now = t
    if (back) this.#rows = []
    this.#show(back)
    this.#draw()
  }

  close() {
    this.#rest()
  }

  #tick() {
    const next = () => this.#tick()
    this.#timer = this.page.still ? setTimeout(next, stepTime) : requestAnimationFrame(next)
    const time = performance.now()
    const passed = (time - this.#before) * Number(this.speed.value)
    this.#before = time
    this.now = Math.min(this.end, (this.now ?? 0) + passed)
    this.#show(false)
    if (this.now >= this.end) this.pause()
    else this.#draw()
  }

  /** Adds the rows that have come since. @param {boolean} fresh */
  #show(fresh) {
    const rows = this.page.rows()
    const from = this.#rows.length
    let to = from
    while (to < rows.length && rows[to].t <= (this.now ?? 0)) to++
    if (!fresh && from === to) return
    this.#rows = rows.slice(0, to)
    this.page.show(rows.slice(from, to), fresh)
  }

  #draw() {
    const { now } = this
    this.button.textContent = this.playing
      ? "Pause"
      : now === null
        ? "Replay"
        : now >= this.end
          ? "Replay again"
          : "Go on"
    this.all.hidden = now === null
    this.clock.textContent = now === null ? "" : `${millis(now)} of ${millis(this.end)} ms`
    this.page.changed()
  }

  #rest() {
    clearTimeout(this.#timer)
    cancelAnimationFrame(this.#timer)
  }
}

/** @param {number} value @param {string} words */
function option(value, words) {
  return el("option", { value, selected: value === 1 }, `${words} ×`)
}
