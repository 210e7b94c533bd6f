// What clients over fetch share: they come back by themselves, since the
// browser does not do it for them, and say which object they had last.
import { wait } from "#pushlab/control.js"
import { Cursor, Refused } from "#pushlab/demo/cursor.js"
import { given, request } from "#pushlab/demo/knobs.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Emit} Emit
 * @typedef {import("#pushlab/demo/knobs.js").Knobs} Knobs
 * @typedef {object} Options
 * @property {Emit} emit
 * @property {"resume" | "naive"} [client] what it does after a break
 * @property {() => Knobs} [again] the knobs with which a naive client asks anew
 * @property {number} [interval] between two polls, in ms
 *
 * Makes requests until the cursor is over, or until one of them breaks.
 *
 * @typedef {(cursor: Cursor, knobs: Knobs, signal: AbortSignal) => Promise<void>} Ask
 */

const mostFailures = 6 // in a row without a response

/**
 * Asks until the answer is over, and again after a break.
 *
 * @param {string} method
 * @param {string} url
 * @param {Knobs} knobs
 * @param {Options} options
 * @param {Ask} ask
 * @returns {{stop: () => void}}
 */
export function asking(method, url, knobs, { emit, client = "resume", again }, ask) {
  const abort = new AbortController()
  const cursor = new Cursor(emit)
  const round = async (/** @type {number} */ attempt) => {
    const fresh = client === "naive" && attempt > 1
    emit({ type: "connecting", request: request(method, url), attempt, after: cursor.after, fresh })
    const why = await ask(cursor, given(knobs), abort.signal).then(
      () => "The response ended before the answer.",
      (error) => {
        if (error instanceof Refused || abort.signal.aborted) throw error
        return `fetch: ${error.message}.`
      },
    )
    if (cursor.over) return
    if (++cursor.failures > mostFailures) throw new Error(`${why} The page gave up`)
    if (client === "naive") {
      cursor.after = ""
      if (again) knobs = again()
    }
    const pause = cursor.retry || 200 + wait(cursor.failures) // jitter: clients must not come back together
    emit({ type: "reconnecting", attempt: attempt + 1, wait: pause, why, next: plan(cursor, client) })
    await sleep(pause, abort.signal)
    return round(attempt + 1)
  }
  round(1).catch((error) => {
    if (abort.signal.aborted) return emit({ type: "closed", sentence: "The page gave up." })
    const refused = error instanceof Refused
    const sentence = refused ? `The server answered: ${error.message}` : `${error.message}.`
    emit({ type: "failed", code: refused ? error.code : undefined, sentence })
  })
  return { stop: () => abort.abort() }
}

/** @param {Cursor} cursor @param {string} client */
function plan({ after }, client) {
  if (client === "naive") return "The page will ask its question again."
  return after
    ? `The next request will say after=${after}.`
    : "There is no id to go on from: the page asks for everything."
}

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
export function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const stopped = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stopped)
      resolve()
    }, ms)
    signal.addEventListener("abort", stopped)
  })
}
