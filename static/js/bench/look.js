// How a state looks: a mark, two words and a sentence.
import { count, millis, plural } from "#pushlab/bench/dom.js"

/**
 * @typedef {import("#pushlab/bench/state.js").State} State
 * @typedef {object} Look
 * @property {string} name
 * @property {string} mark class of the square
 * @property {string} words
 * @property {string} sentence
 */

const silentAfter = 1000 // ms without a byte

/** @param {number} ms */
const seconds = (ms) => `${(Math.max(0, ms) / 1000).toFixed(1)} s`

/**
 * @param {State} s
 * @param {number} now
 * @returns {Look}
 */
export function look(s, now) {
  const quiet = now - s.heard
  if (s.phase === "streaming" && quiet >= silentAfter) {
    return { name: "silent", mark: "stall", words: `Silent for ${seconds(quiet)}`, sentence: s.text }
  }
  const plain = (/** @type {string} */ mark, /** @type {string} */ words) => ({
    name: s.phase,
    mark,
    words,
    sentence: s.text,
  })
  switch (s.phase) {
    case "connecting": {
      const sentence = `${s.text} was sent ${seconds(now - s.since)} ago; no answer yet.`
      return { ...plain("conn", "Connecting"), sentence }
    }
    case "streaming":
      return { ...plain("live", "Streaming"), sentence: pace(s, now) }
    case "reconnecting": {
      const left = s.until > now ? ` in ${seconds(s.until - now)}` : ""
      return plain("conn", `Reconnecting${left}`)
    }
    case "failed":
      return plain("err", s.code ? `Failed: ${s.code}` : "Failed")
    case "reset":
      return plain("err", "Reset")
    case "complete":
      return { ...plain("done", "Complete"), sentence: `${times(s)} ${s.text}`.trim() }
    case "closed":
      return { ...plain("idle", s.code ? `Closed, code ${s.code}` : "Closed"), sentence: stopped(s) }
  }
  return plain("idle", "Ready")
}

/** @param {State} s @param {number} now */
function pace(s, now) {
  if (s.tokens === 0 && s.why) return s.why
  if (s.tokens === 0) return s.first ? s.text : "The connection is open; nothing has come yet."
  const rate = (1000 * (s.tokens - 1)) / Math.max(1, s.heard - s.from)
  const speed = s.tokens > 1 ? `${count(Math.round(rate))} tok/s. ` : ""
  return `${s.why} ${speed}${plural(s.tokens, "token")}.`.trim()
}

/** @param {State} s when the first and the last of a whole answer came */
function times(s) {
  const all = millis(s.heard - s.began)
  if (s.heard - s.began - s.first < 5) return `${plural(s.tokens, "token")}, all at once after ${all} ms.`
  return `${plural(s.tokens, "token")}: the first after ${millis(s.first)} ms, the last after ${all} ms.`
}

/** @param {State} s */
function stopped(s) {
  return s.tokens ? `Stopped after ${plural(s.tokens, "token")}. ${s.text}` : s.text
}
