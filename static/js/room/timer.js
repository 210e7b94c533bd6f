// The host's timer. The server says when it ends by its own clock; the page only
// counts what is left, so that a wrong clock on the learner's machine is no matter.
import { find } from "#pushlab/bench/dom.js"

const marks = [5, 1] // minutes left that are said

/** Minutes and seconds. @param {number} ms */
export function clock(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
}

export class Timer {
  #ends = 0 // by performance.now
  #told = Infinity // minutes that were said last
  #tick = 0

  /** @param {HTMLElement} root @param {(words: string) => void} said */
  constructor(root, said) {
    this.root = find(root, "[data-timer]")
    this.left = find(root, "[data-left]")
    this.label = find(root, "[data-label]")
    this.said = said
  }

  /** @param {{ends: number, label: string} | null} timer @param {number} now of the server */
  set(timer, now) {
    clearInterval(this.#tick)
    this.root.hidden = !timer
    if (!timer) return void (this.#ends = 0)
    const ends = performance.now() + timer.ends - now
    if (Math.abs(ends - this.#ends) > 2000) this.#told = Infinity // another one, or extended
    this.#ends = ends
    this.label.textContent = timer.label
    this.#tick = setInterval(() => this.#draw(), 500)
    this.#draw()
  }

  #draw() {
    const left = this.#ends - performance.now()
    this.left.textContent = left > 0 ? clock(left) : "Time is up"
    this.root.toggleAttribute("data-over", left <= 0)
    const mark = left <= 0 ? 0 : marks.findLast((minutes) => left <= minutes * 60_000)
    if (mark === undefined || mark >= this.#told) return
    const begun = this.#told === Infinity && left > 0
    this.#told = mark
    if (!begun || mark === 0) this.said(mark ? `${mark} min left.` : "Time is up.")
  }
}
