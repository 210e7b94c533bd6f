// What the board knows: the newest message, and every seat as it was last told.
// The server sends all seats first, then those that changed.

/**
 * @typedef {{seat: number, name?: string, cells: string[], minutes: number, on: boolean,
 *   away: number, follows: boolean, state: string, why?: string[] | null, exercise: string,
 *   tries: number, clause?: string, seen?: string, taken?: string, hints?: number,
 *   view?: string}} Seat what a projector may not show is missing there
 * @typedef {{id: string, label: string, lesson: string, passed: number, here: boolean}} Column
 * @typedef {{lesson: string, block: string, text: string, options: string[], round: number,
 *   state: "open" | "closed" | "revealed", answered: number, of: number,
 *   before: number[] | null, after: number[] | null, right: number}} Question
 * @typedef {{kind: string, streams: number, jitter: boolean, at: number, bars: number[],
 *   back: number, peak: number, last: number}} Herd bars are 100 ms wide, last is in ms
 * @typedef {{joined: number, connected: number, following: number, stuck: number,
 *   come: number, answered: number}} Counts
 * @typedef {object} Board
 * @property {boolean} full
 * @property {number} now
 * @property {string} code
 * @property {number} began when the first of the class joined; 0: nobody has
 * @property {boolean} ended
 * @property {boolean} [wiped]
 * @property {boolean} [replaced] another room is open by now
 * @property {string} role
 * @property {Counts} counts
 * @property {{full: boolean, seats: number, refused: number}} door refused: tries to join a full room
 * @property {Column[]} columns
 * @property {Seat[]} seats
 * @property {number[] | null} [gone]
 * @property {number[]} order all seats by need; on a projector by number
 * @property {{on: boolean, mode: string, place: import("#pushlab/room/state.js").Place}} follow
 * @property {{ends: number, label: string} | null} timer
 * @property {Question | null} predict
 * @property {Herd[] | null} herds
 * @property {{on: boolean, tps: number, stagger: number, spread: number, jitter: boolean}} profile
 * @property {boolean} stream
 * @property {{buffer: boolean, downUntil: number}} fault
 * @property {string[] | null} closed
 * @property {{open: boolean, list: {good: string, bad: string}[] | null}} [cards]
 */

/** The seats of a board. */
export class Seats {
  /** @type {Map<number, Seat>} */
  all = new Map()
  /** @type {Map<number, number>} where a seat stands by need: the server's order */
  #need = new Map()

  /**
   * Takes a message in.
   *
   * @param {Pick<Board, "full" | "seats" | "gone" | "order">} message
   * @returns {Set<number>} whose rows are no longer right
   */
  take({ full, seats, gone, order }) {
    this.#need = new Map((order ?? []).map((n, i) => [n, i]))
    const changed = new Set(gone ?? [])
    if (full) for (const n of this.all.keys()) changed.add(n)
    if (full) this.all.clear()
    for (const n of gone ?? []) this.all.delete(n)
    for (const seat of seats ?? []) {
      this.all.set(seat.seat, seat)
      changed.add(seat.seat)
    }
    return changed
  }

  /** @param {string} order "needs", "progress", "name" @returns {Seat[]} */
  sorted(order) {
    return [...this.all.values()].sort(orders[order] ?? this.#byNeed)
  }

  /** Who needs somebody, the most urgent first. @returns {Seat[]} */
  needs() {
    return this.sorted("needs").filter((s) => (s.why?.length ?? 0) > 0)
  }

  #byNeed = (/** @type {Seat} */ a, /** @type {Seat} */ b) => {
    const place = (/** @type {Seat} */ s) => this.#need.get(s.seat) ?? Infinity
    return place(a) - place(b) || bySeat(a, b)
  }
}

const passed = (/** @type {Seat} */ s) => s.cells.filter((c) => c === "p").length
const bySeat = (/** @type {Seat} */ a, /** @type {Seat} */ b) => a.seat - b.seat

/** @type {Record<string, (a: Seat, b: Seat) => number>} */
const orders = {
  progress: (a, b) => passed(b) - passed(a) || bySeat(a, b),
  name: (a, b) => (a.name ?? "").localeCompare(b.name ?? "") || bySeat(a, b),
}
