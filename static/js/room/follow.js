// Who follows the host, and where to. The rules alone: what the page does is in
// where.js.
//
//	bring    the page goes there, once for each time that the host brings the class
//	invite   the page offers to go; who goes follows from then on
//	follows  lessons, sections, rows and pins come along, until the learner leaves;
//	         who opens another page meanwhile is fetched when the host moves on
//
// The learner's own hand wins: nothing moves under a pointer or a key until they
// have been still for five seconds.

/** @typedef {import("#pushlab/room/state.js").Follow} Follow */
/** @typedef {import("#pushlab/room/state.js").Place} Place */

export const stillness = 5000 // ms (DESIGN §7.5)

/**
 * What a browser remembers of a room.
 *
 * @typedef {object} Mind
 * @property {number} brought the newest n at which it went where it was brought
 * @property {string} at the lesson of the host to which it went last
 * @property {boolean | null} follows null: it was not asked yet
 *
 * @typedef {object} Step what is to be done now
 * @property {"go" | "apply" | ""} move go: to another place, which may be another page
 * @property {boolean} offer the place is shown with a way to go there
 * @property {Mind} mind as it is afterwards
 */

/**
 * @param {Follow} follow
 * @param {Mind} mind
 * @param {{lesson: string, still: boolean}} here the lesson of this page, "" = none
 * @returns {Step}
 */
export function step(follow, mind, { lesson, still }) {
  const { on, mode, n, place } = follow
  if (!on || mode === "off") return { move: "", offer: false, mind: { ...mind, follows: null } }
  if (!place.lesson) return { move: "", offer: false, mind }
  if (mode === "bring" && n > mind.brought) {
    return { move: "go", offer: true, mind: { follows: true, brought: n, at: place.lesson } }
  }
  if (mind.follows !== true || !still) return { move: "", offer: true, mind }
  const move = lesson === place.lesson ? "apply" : mind.at === place.lesson ? "" : "go"
  return { move, offer: true, mind: { ...mind, at: place.lesson } }
}

/** Knows when the learner last moved. */
export class Still {
  #touched = -Infinity
  #timer = 0

  /**
   * @param {() => void} again the learner has been still for long enough
   * @param {() => number} [now]
   */
  constructor(again, now = () => performance.now()) {
    this.again = again
    this.now = now
  }

  get still() {
    return this.now() - this.#touched >= stillness
  }

  touch() {
    this.#touched = this.now()
    this.#timer ||= setTimeout(() => this.#due(), stillness)
  }

  #due() {
    this.#timer = 0
    const left = stillness - (this.now() - this.#touched)
    if (left > 0) this.#timer = setTimeout(() => this.#due(), left)
    else this.again()
  }
}
