// The newest that the page has heard of the room. The server is silent while
// nothing changes, but one thing ends by itself: that the lab is down.

/** @typedef {import("#pushlab/room/state.js").Room} Room */

export class Newest {
  /** @type {Room | null} */
  state = null
  #timer = 0

  /** @param {() => void} redraw */
  constructor(redraw) {
    this.redraw = redraw
  }

  /** @param {Room} state */
  hear(state) {
    this.state = state
    clearTimeout(this.#timer)
    const left = state.fault.downUntil - state.now
    if (left > 0) this.#timer = setTimeout(() => this.#over(state), left)
  }

  /** It is the same state, at the time when the lab is back. @param {Room} state */
  #over(state) {
    this.state = { ...state, now: state.fault.downUntil }
    this.redraw()
  }
}
