// What the board says: the words of views/board_words.go, for what changes while
// the page is open.
import { plural } from "#pushlab/bench/dom.js"

/** @typedef {import("#pushlab/room/board-state.js").Board} Board */
/** @typedef {import("#pushlab/room/board-state.js").Seat} Seat */
/** @typedef {import("#pushlab/room/board-state.js").Herd} Herd */

/** @param {number} n */
export const number = (n) => String(n).padStart(2, "0")

/** @param {Seat} s how a seat is called; a projector knows numbers only */
export const seatWords = (s) => s.name || `Seat ${number(s.seat)}`

/** The same with the number, as the grid has it. @param {Seat} s */
export const listed = (s) => (s.name ? `${number(s.seat)} ${s.name}` : seatWords(s))

/** @param {Seat} s since when a seat is not connected */
export function awayWords(s) {
  if (s.on) return ""
  return s.away < 60 ? "away" : `away ${Math.floor(s.away / 60)} min`
}

/** @param {string} cell @param {number} minutes */
export function cellWords(cell, minutes) {
  if (cell === "s") return ` stuck for ${plural(minutes, "minute")}`
  return { p: "passed", w: "working" }[cell] ?? "not started"
}

/** @param {Board} board @param {string} exercise */
const label = (board, exercise) => board.columns.find((c) => c.id === exercise)?.label ?? exercise

/** @param {Board} board @param {Seat} s */
export function workWords(board, s) {
  if (!s.exercise) return "no checkpoint open"
  const tries = s.tries === 1 ? ", 1 try" : `, ${s.tries} tries`
  return `${label(board, s.exercise)}, ${s.minutes} min${s.tries > 0 ? tries : ""}`
}

/** Why a seat is listed, but for what workWords says anyway. @param {Seat} s */
export const whyWords = (s) =>
  (s.why ?? []).filter((why) => why !== plural(s.minutes, "minute") && why !== `${s.tries} tries`)

/** @param {number} n */
function stuckWords(n) {
  if (n === 0) return "nobody is stuck"
  return n === 1 ? "1 is stuck" : `${n} are stuck`
}

/** The sentence above the grid. @param {Board} board @param {boolean} present who asks is not for a projector */
export function sum({ columns, counts }, present) {
  const come =
    counts.come > 0 && !present ? `, ${counts.come} ${counts.come === 1 ? "asks" : "ask"} you to come` : ""
  const words = stuckWords(counts.stuck) + come
  const here = columns.find((c) => c.here)
  if (!here) return words[0].toUpperCase() + words.slice(1)
  return `${here.passed} of ${counts.joined} passed ${here.label}; ${words}`
}

/** @param {Board} board */
export function followWords({ follow, counts }) {
  if (!follow.on) return "Off: everyone goes their own way"
  if (!follow.place.lesson) return "The lesson that the host opens leads the room"
  return `${counts.following} of ${counts.joined} see your page and your probe`
}

/** @param {number} ms */
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`

/** @param {Board["fault"]} fault @param {number} now */
export function faultWords({ buffer, downUntil }, now) {
  if (downUntil > now) return `New streams get 502 for ${Math.ceil((downUntil - now) / 1000)} s more.`
  return buffer ? "Everything is held back, as by a buffering proxy." : "No fault is set."
}

/** When something was, by the clock of this machine. @param {number} ms since 1970 */
export const clockWords = (ms) => new Date(ms).toLocaleTimeString("en-GB")

/** @param {Herd} h */
export const jitterWords = (h) => (h.jitter ? "With jitter" : "Without jitter")

/** How many streams came back; a client may come more than once. @param {Herd} h */
export const came = (h) =>
  Math.min(
    h.bars.reduce((sum, n) => sum + n, 0),
    h.streams,
  )

/** @param {Herd} h */
export const backWords = (h) => (came(h) < h.streams ? `${came(h)} of ${h.streams} so far` : seconds(h.last))

/** What the door says, if there is something to say. @param {Board["door"]} door */
export function doorWords({ full, seats, refused }) {
  const tries = `${refused} ${refused === 1 ? "try" : "tries"} to join`
  const away = refused > 0 ? ` Turned away: ${tries}.` : ""
  if (full) return `The room is full: it has ${seats} seats.${away}`
  return refused > 0
    ? `There are free seats again. Turned away before: ${tries}. Let them try once more.`
    : ""
}

/** @param {number} n how many empty seats were freed */
export const freedWords = (n) => (n === 0 ? "No seat was empty." : `Freed: ${plural(n, "seat")}.`)

const wipedWords = "The room is wiped: its seats, their progress, predictions and cards are deleted."
const replacedWords =
  "This room has ended, and another is open by now. What this one has is deleted 7 days after it; until then each browser with a seat in it can take its own progress home."

/** What an open board says of a room that it shows no more; "" while it does. @param {Pick<Board, "wiped" | "replaced">} board */
export function overWords({ wiped, replaced }) {
  if (wiped) return wipedWords
  return replaced ? replacedWords : ""
}

/** What the chart shows, for who does not see it. @param {Herd} h @param {string} [name] */
export function herdWords(h, name = jitterWords(h)) {
  const all =
    came(h) < h.streams
      ? `${came(h)} of ${plural(h.streams, "stream")} are back so far`
      : `${plural(h.streams, "stream")} came back within ${seconds(h.last)}`
  return `${name}: ${all}, at most ${h.peak} of them in a tenth of a second.`
}
