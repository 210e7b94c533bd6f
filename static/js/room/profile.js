// How long the pages of a room wait before they come back. Three hundred pages
// that lost one server would knock together, each on the same beat; full jitter
// over the room's spread lets them come one after the other. The host can take the
// jitter away from the streams of the class, so that the class sees what it was
// for. The control socket keeps it: with it the host puts things right again.
import { waits } from "#pushlab/control.js"

/** @typedef {import("#pushlab/room/state.js").Profile} Profile */

const fixed = 500 // ms, of every client when nothing is spread
const longest = 8000 // ms, unless the spread is longer

/** Until the server has said how it is. @type {Profile} */
export const usual = { on: true, tps: 10, stagger: 2000, spread: 2000, jitter: true }

/**
 * The wait before attempt n.
 *
 * @param {Pick<Profile, "spread" | "jitter">} profile
 * @param {number} failures before it, in a row
 * @param {() => number} [random] from 0 to 1
 */
export function pause({ spread, jitter }, failures, random = Math.random) {
  if (!jitter) return fixed
  return random() * Math.min(Math.max(longest, spread), Math.max(fixed, spread) * 2 ** failures)
}

/** Sets what this page's clients wait. @param {Profile} profile */
export function adopt(profile) {
  waits.own = (failures) => pause({ ...profile, jitter: true }, failures)
  waits.demo = (failures) => pause(profile, failures)
}

/** The waits of a client that never gives up: a fault of the whole room ends. */
export class Patience {
  failures = 0 // what a client counts to give up
  #waits = 0

  /** @param {() => Profile} profile the newest */
  constructor(profile) {
    this.profile = profile
  }

  next() {
    return pause(this.profile(), this.#waits++)
  }

  reset() {
    this.#waits = 0
  }
}
