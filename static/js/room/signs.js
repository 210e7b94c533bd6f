// What a page tells of itself: where it is, and that somebody is there.

const signEvery = 20_000 // ms: a sign of life is not needed more often

const hand = ["pointerdown", "keydown", "wheel", "touchmove"]

/** @typedef {import("#pushlab/room/state.js").Place} Place */

export class Signs {
  #timer = 0
  #told = ""
  #signed = -Infinity

  /**
   * @param {object} page
   * @param {() => Place} page.place
   * @param {number} page.every ms between two looks at the place
   * @param {(message: {op: string}) => void} page.say
   * @param {boolean} page.places whether the page is a place to be at
   */
  constructor({ place, every, say, places }) {
    this.place = place
    this.every = every
    this.say = say
    this.places = places
    for (const type of hand) addEventListener(type, () => this.#sign(), { passive: true })
  }

  start() {
    this.stop()
    this.#timer = setInterval(() => this.#look(), this.every)
    this.again()
  }

  stop() {
    clearInterval(this.#timer)
    this.#timer = 0
  }

  /** A new socket has been told nothing. */
  again() {
    this.#told = ""
    this.#look()
  }

  #look() {
    if (!this.places || this.#timer === 0) return
    const message = { op: "here", ...this.place() }
    const text = JSON.stringify(message)
    if (text === this.#told) return
    this.#told = text
    this.say(message)
  }

  #sign() {
    const now = performance.now()
    if (this.#timer === 0 || now - this.#signed < signEvery) return
    this.#signed = now
    this.say({ op: "sign" })
  }
}
