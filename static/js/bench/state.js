// What a stream is doing, as its client's callbacks told it. Nothing here
// looks at the trace: a page can only know what its own callbacks say.

/**
 * @typedef {import("#pushlab/bench/types.js").DemoEvent} DemoEvent
 * @typedef {object} State
 * @property {string} phase
 * @property {number} since when the phase began, in ms
 * @property {number} heard when the last byte reached the page
 * @property {number} began when the first request was made
 * @property {number} first ms from there to the first token; 0 = none yet
 * @property {number} tokens shown so far
 * @property {number} from when the first of these came
 * @property {string} why the answer began again; "" if it did not
 * @property {number} attempt
 * @property {number} until when the next attempt is made; 0 = not known
 * @property {number} code status or close code; 0 = none
 * @property {string} text the sentence of the phase
 */

const silence = "The connection is open. The browser cannot tell a slow model from a dead peer."

const noClose = 1006 // what a page hears when no CLOSE frame arrived

/** @param {string} why */
const again = (why) =>
  `The server no longer has that answer${why && ` (why: ${why})`}. It begins again from token 1.`

/** @type {State} */
export const ready = Object.freeze({
  phase: "ready",
  since: 0,
  heard: 0,
  began: 0,
  first: 0,
  tokens: 0,
  from: 0,
  why: "",
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
        from: s.tokens ? s.from : now,
        first: s.first || now - s.began,
      })
    case "reset":
      return { ...s, heard: now, tokens: 0, why: again(e.why) }
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
      return to(e.code === noClose ? "reset" : "closed", { code: e.code, text: e.sentence })
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
