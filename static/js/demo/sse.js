// A client over EventSource. The browser reconnects by itself, and sends back
// the id of the last event that it dispatched.
import { request } from "#pushlab/demo/knobs.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Emit} Emit
 * @typedef {object} Options
 * @property {Emit} emit
 * @property {() => string} [again] a naive client: at each break it gives the
 *   browser's reconnect up and asks at this new address, without an id
 * @property {number} [retry] what the stream's retry field says, in ms
 */

const naiveWait = 500 // ms

/**
 * @param {string} url
 * @param {Options} options
 * @returns {{stop: () => void}}
 */
export function sse(url, { emit, again, retry }) {
  let attempt = 1
  let lastId = ""
  let timer = 0
  let source = open(url, false)

  /** @param {string} address @param {boolean} fresh */
  function open(address, fresh) {
    emit({ type: "connecting", request: request("GET", address), attempt, fresh })
    const s = new EventSource(address)
    s.addEventListener("open", () => emit({ type: "open" }))
    s.addEventListener("message", (e) => {
      lastId = e.lastEventId
      emit({ type: "token", id: e.lastEventId, text: e.data })
    })
    s.addEventListener("done", (e) => {
      s.close() // or the browser would ask again for ever
      emit({ type: "done", tokens: parse(e.data).tokens ?? 0, sentence: "The page closed the stream." })
    })
    s.addEventListener("reset", (e) => {
      lastId = e.lastEventId
      emit({ type: "reset", id: e.lastEventId, why: parse(e.data).why ?? "" })
    })
    s.addEventListener("challenge", (e) => emit({ type: "challenge", nonce: parse(e.data).nonce ?? e.data }))
    s.addEventListener("goodbye", () => {
      retry = undefined // the server has just set another
      emit({ type: "goodbye" })
    })
    s.addEventListener("error", () => broke(s))
    return s
  }

  /** @param {EventSource} s */
  function broke(s) {
    if (s.readyState === EventSource.CLOSED) {
      const sentence =
        "EventSource refused the answer and will not retry: it was not a 200 with an event stream. Start opens a new one."
      return emit({ type: "failed", sentence })
    }
    attempt++
    if (!again) {
      const next = lastId
        ? `The next request will carry Last-Event-ID: ${lastId}.`
        : "There is no id to send back: the next request asks for everything."
      return emit({ type: "reconnecting", attempt, wait: retry, next })
    }
    s.close()
    lastId = ""
    emit({ type: "reconnecting", attempt, wait: naiveWait, next: "The page will ask its question again." })
    timer = setTimeout(() => (source = open(again(), true)), naiveWait)
  }

  return {
    stop() {
      clearTimeout(timer)
      source.close()
      emit({ type: "closed", sentence: "The page closed the stream." })
    },
  }
}

/** @param {string} text JSON, or nothing */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
