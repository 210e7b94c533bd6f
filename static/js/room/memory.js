// What this browser remembers of the room that it is in: another room, or another
// seat, begins with nothing.
import { recall, remember } from "#pushlab/memory.js"

/** @typedef {import("#pushlab/room/follow.js").Mind} Mind */
/** @typedef {Mind & {hint: string}} Kept hint: the one that was put away */

/** @type {Kept} */
const nothing = { brought: 0, follows: null, at: "", hint: "" }

/** @param {string} room its code and the seat @returns {Kept} */
export function kept(room) {
  const [whose, ...rest] = (recall("room") ?? "").split("\n")
  if (whose !== room) return nothing
  try {
    return { ...nothing, ...JSON.parse(rest.join("\n")) }
  } catch {
    return nothing
  }
}

/** @param {string} room @param {Partial<Kept>} what */
export function keep(room, what) {
  const text = `${room}\n${JSON.stringify({ ...kept(room), ...what })}`
  if (text !== recall("room")) remember("room", text)
}
