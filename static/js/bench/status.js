// What a bench says to a screen reader: one region with role=status. The
// answer itself is no live region: it would speak every token.

import { recall, remember } from "#pushlab/memory.js"

const manners = ["sentences", "answer", "nothing"]

const pause = 5000 // ms between two sentences of the answer

export class Status {
  /** @type {string[]} sentences of the answer that wait for their turn */
  #waiting = []
  #timer = 0
  #spoke = -pause

  /**
   * @param {HTMLElement} region
   * @param {HTMLSelectElement} [select] how much the learner wants to hear
   */
  constructor(region, select) {
    this.region = region
    this.manner = remembered()
    if (!select) return
    select.value = this.manner
    select.disabled = false
    select.addEventListener("change", () => {
      this.manner = select.value
      remember("hears", this.manner)
    })
  }

  /** A change of state is said at once. @param {string} words */
  state(words) {
    if (this.manner !== "nothing") this.#say(words)
  }

  /** A sentence of the answer waits until the last words are 5 s old. @param {string} text */
  sentence(text) {
    if (this.manner === "nothing") return
    this.#waiting.push(text)
    if (this.manner === "answer" || this.#timer) return
    const due = Math.max(0, this.#spoke + pause - performance.now())
    this.#timer = setTimeout(() => this.#speak(), due)
  }

  /** The answer is over: what waits is said, then the last words. @param {string} words */
  end(words) {
    const said = [...this.#waiting, words].join(" ")
    this.reset()
    this.state(said)
  }

  reset() {
    clearTimeout(this.#timer)
    this.#timer = 0
    this.#waiting = []
  }

  #speak() {
    const words = this.#waiting.join(" ")
    this.reset()
    this.#say(words)
  }

  /** @param {string} words */
  #say(words) {
    this.#spoke = performance.now()
    this.region.textContent = words
  }
}

function remembered() {
  const manner = recall("hears") ?? ""
  return manners.includes(manner) ? manner : manners[0]
}
