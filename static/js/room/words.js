// The sentences and words of the strip. They are made here, so that what is seen
// and what is said are the same.
import { lesson as mine } from "#pushlab/room/where.js"

/** @typedef {import("#pushlab/room/state.js").Room} Room */
/** @typedef {import("#pushlab/room/state.js").Place} Place */

/** "05-resume" is "lesson 5". @param {string} slug */
export function lessonName(slug) {
  const [, number] = /^0*(\d+)-/.exec(slug) ?? []
  return number ? `lesson ${number}` : slug
}

/** A section of this page by its heading; of another one by its lesson alone. @param {Place} place */
export function placeName({ lesson, section }) {
  const heading = lesson === mine && section ? document.getElementById(section) : null
  const words = heading?.textContent?.replace(/^\s*\d+/, "").trim()
  return words ? `“${words}”` : lessonName(lesson)
}

/** @param {string} words */
const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1)

/**
 * What the seat should know now, a line for each, by what it is about.
 *
 * @param {Room} room
 * @returns {Map<string, string>}
 */
export function news(room) {
  const { hint, taken, looked, closed, fault, cards, ended, wiped, replaced } = room
  if (wiped)
    return new Map([["wiped", "The host has wiped the room: your seat and what you did in it are deleted."]])
  if (replaced) return new Map([["replaced", replacedWords]])
  if (ended) return new Map([["ended", "The room has ended. What you did is kept for 7 days."]])
  /** @type {[string, string][]} */
  const lines = [
    ["hint", hint ? `${hintName(hint)} was sent to you, for ${hint.exercise}: ${hint.text}` : ""],
    ["taken", taken ? `${capital(taken)} is coming to you.` : ""],
    ["looked", looked ? "The host or a helper has your bench open, to look and not to touch." : ""],
    ["closed", closed?.includes(mine) ? `The host has closed ${lessonName(mine)} for now.` : ""],
    ["buffer", fault.buffer ? "A proxy holds the streams of this room back. The host has put it there." : ""],
    ["down", fault.downUntil > room.now ? "The lab answers 502 to every new stream for now." : ""],
    ["cards", cards ? "The minute card is open: two sentences, and nobody sees whose they are." : ""],
  ]
  return new Map(lines.filter(([, line]) => line))
}

const replacedWords =
  "The host has begun a new room, with another code. What you did in this one is kept for 7 days at most; take it home before you join the new one."

/** Those of the exercise have numbers; one that was typed has none. @param {{n: number}} hint */
const hintName = ({ n }) => (n ? `Hint ${n}` : "A hint")

/** What to do about a line: an address and its words. @type {Record<string, [string, string]>} */
export const acts = {
  ended: ["/room#th", "Take your progress home"],
  replaced: ["/progress/export?seat=before", "Take your progress home"],
  cards: ["/room?card=1#good", "Write the card"],
}
