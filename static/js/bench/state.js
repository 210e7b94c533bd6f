// What a stream is doing, as its client's callbacks told it. Nothing here
// looks at the trace: a page can only know what its own callbacks say.
import { count, millis, plural } from "#pushlab/bench/dom.js"

/**
 * @typedef {import("#pushlab/bench/types.js").DemoEvent} DemoEvent
 * @typedef {object} State
 * @property {string} phase
 * @property {number} since when the phase began, in ms
 * @property {number} heard when the last byte reached the page
 * @property {number} began when the first request was made
 * @property {number} first ms from there to the first token; 0 = none yet
 * @property {number} tokens shown so far
 * @property {number} attempt
 * @property {number} until when the next attempt is made; 0 = not known
 * @property {number} code status or close code; 0 = none
 * @property {string} text the sentence of the phase
 *
 * @typedef {object} Look what a state looks like: a mark, two words, a sentence
 * @property {string} name
 * @property {string} mark class of the square
 * @property {string} words
 * @property {string} sentence
 */

const silentAfter = 1000 // ms without a byte
const silence = "The connection is open. The browser cannot tell a slow model from a dead peer."

/** @type {State} */
export const ready = Object.freeze({
  phase: "ready",
  since: 0,
  heard: 0,
  began: 0,
  first: 0,
  tokens: 0,
  attempt: 1,
  until: 0,
  code: 0,
  text: "Nothing on the wire yet.",
})

/**
 * @param {State} s
 * @param {DemoEvent} e
 * @param {number} now
 * @returns {State}
 */
export function next(s, e, now) {
  const to = (/** @type {string} */ phase, /** @type {object} */ more = {}) =>
    s.phase === phase ? { ...s, ...more } : { ...s, phase, since: now, ...more }
  switch (e.type) {
    case "connecting":
      return to("connecting", {
        began: s.began || now,
        attempt: e.attempt,
        text: e.request,
      })
    case "open":
      return to("streaming", { heard: now, text: e.sentence ?? silence })
    case "token":
    case "text":
      return to("streaming", {
        heard: now,
        tokens: s.tokens + (e.type === "token" ? 1 : 0),
        first: s.first || now - s.began,
      })
    case "reset":
      return { ...s, heard: now, tokens: 0 }
    case "challenge":
    case "goodbye":
      return { ...s, heard: now }
    case "reconnecting": {
      const until = e.wait === undefined ? 0 : now + e.wait
      const text = `${e.why ?? ""} Attempt ${e.attempt}. ${e.next}`.trim()
      return to("reconnecting", { attempt: e.attempt, until, text })
    }
    case "failed":
      return to("failed", { code: e.code ?? 0, text: e.sentence })
    case "cut":
      return to("reset", { code: e.code, text: e.sentence })
    case "done":
      return to("complete", { tokens: e.tokens || s.tokens, heard: now, text: e.sentence })
    case "closed":
      if (s.phase === "complete" || s.phase === "failed") return s
      return to("closed", { code: e.code ?? 0, text: e.sentence })
  }
}

/** @param {State} s whether something may still come */
export function active(s) {
  return ["connecting", "streaming", "reconnecting"].includes(s.phase)
}

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
      return plain("idle", s.code ? `Closed, code ${s.code}` : "Closed")
  }
  return plain("idle", "Ready")
}

/** @param {State} s @param {number} now */
function pace(s, now) {
  if (s.tokens === 0) return s.first ? s.text : "The connection is open; nothing has come yet."
  const rate = (1000 * (s.tokens - 1)) / Math.max(1, s.heard - s.began - s.first)
  const speed = s.tokens > 1 ? `${count(Math.round(rate))} tok/s. ` : ""
  return `${speed}${plural(s.tokens, "token")}.`
}

/** @param {State} s when the first and the last of a whole answer came */
function times(s) {
  const all = millis(s.heard - s.began)
  if (s.heard - s.began - s.first < 5) return `${plural(s.tokens, "token")}, all at once after ${all} ms.`
  return `${plural(s.tokens, "token")}: the first after ${millis(s.first)} ms, the last after ${all} ms.`
}
