// The probe: one moment of the race, in both lanes. A slider moves it, and so does
// the pointer over the chart.
import { count, el, find } from "#pushlab/bench/dom.js"

/** @typedef {import("#pushlab/race/measure.js").Lane} Lane */

export class Probe {
  /** @type {Lane[]} */
  #lanes = []
  #tokens = 0
  /** @type {{root: Element, x: (t: number) => number, width: number}[]} */
  #charts = []

  /** @param {HTMLElement} root of the plate */
  constructor(root) {
    this.root = root
    this.slider = /** @type {HTMLInputElement} */ (find(root, "[data-probe]"))
    this.slider.addEventListener("input", () => this.#draw())
    root.addEventListener("pointermove", (e) => this.#point(e))
  }

  /**
   * @param {Lane[]} lanes
   * @param {number} tokens
   * @param {{root: Element, x: (t: number) => number, width: number}[]} charts
   * @param {number} span of the clock
   */
  show(lanes, tokens, charts, span) {
    this.#lanes = lanes
    this.#tokens = tokens
    this.#charts = charts
    this.slider.max = String(Math.ceil(span))
    const rest = lanes.find((lane) => lane.silence)?.silence
    this.slider.value = String(Math.round(rest ? (rest.from + rest.to) / 2 : span / 2))
    this.#draw()
  }

  /** @param {MouseEvent} e */
  #point(e) {
    const chart = this.#charts.find(({ root }) => e.target instanceof Node && root.contains(e.target))
    if (!chart) return
    const { root, x, width } = chart
    const box = root.getBoundingClientRect()
    const at = ((e.clientX - box.left) / box.width) * width
    const [zero, one] = [x(0), x(1)]
    this.slider.value = String(Math.round((at - zero) / (one - zero)))
    this.#draw()
  }

  #draw() {
    const t = Number(this.slider.value)
    const words = `${count(t)} ms`
    this.slider.setAttribute("aria-valuetext", words)
    find(this.root, "[data-at]").textContent = words
    for (const { root, x, width } of this.#charts) {
      const g = root.querySelector("[data-cur]")
      const at = x(t)
      g?.setAttribute("transform", `translate(${at} 0)`)
      const shift = Math.max(0, 37 - at) - Math.max(0, at + 37 - width)
      for (const part of g?.querySelectorAll("rect, text") ?? [])
        part.setAttribute("transform", `translate(${shift} 0)`)
      const label = g?.querySelector("text")
      if (label) label.textContent = words
    }
    this.#lanes.forEach((lane, i) => this.#answer(lane, i, t))
  }

  /** What a reader has on the screen at t. @param {Lane} lane @param {number} i @param {number} t */
  #answer(lane, i, t) {
    const shown = lane.tokens.filter((token) => token.t <= t)
    const root = find(this.root, `[data-answer="${i}"]`)
    const caret = el("span", { class: "caret", "aria-hidden": "true" })
    find(root, ".at").replaceChildren(shown.map((token) => token.text).join(""), caret)
    find(root, "[data-count]").textContent = `${shown.length} of ${this.#tokens} tokens`
    find(root, "[data-now]").textContent = now(lane, t, shown.length === this.#tokens)
  }
}

/** @param {Lane} lane @param {number} t @param {boolean} whole */
function now({ silence, tokens, faults }, t, whole) {
  if (whole) return "complete"
  if (t < (tokens[0]?.t ?? 0)) return "waiting for the first token"
  if (faults.length > 0 && silence && t >= silence.from && t < silence.to)
    return `the wire is cut, ${count(Math.round(silence.to - t))} ms left`
  return "live"
}
