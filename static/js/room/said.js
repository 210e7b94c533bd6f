// The strip's one role=status. Changes alone are said, and not more often than
// every few seconds: what waits meanwhile is said together, and of two sentences
// about one thing the newer.

const pause = 4000 // ms between two times

export class Said {
  /** @type {Map<string, string>} by what they are about */
  #waiting = new Map()
  /** @type {Map<string, string>} what was said last */
  #last = new Map()
  #timer = 0
  #spoke = -pause

  /** @param {HTMLElement} region */
  constructor(region) {
    this.region = region
  }

  /**
   * @param {string} about
   * @param {string} sentence "" takes back what still waits
   */
  say(about, sentence) {
    if (this.#last.get(about) === sentence) return
    this.#last.set(about, sentence)
    if (sentence) this.#waiting.set(about, sentence)
    else this.#waiting.delete(about)
    const due = Math.max(0, this.#spoke + pause - performance.now())
    this.#timer ||= setTimeout(() => this.#speak(), due)
  }

  /** What is so when the page loads is read, not said. @param {string} about @param {string} sentence */
  known(about, sentence) {
    this.#last.set(about, sentence)
  }

  #speak() {
    this.#timer = 0
    if (this.#waiting.size === 0) return
    this.#spoke = performance.now()
    this.region.textContent = [...this.#waiting.values()].join(" ")
    this.#waiting.clear()
  }
}
