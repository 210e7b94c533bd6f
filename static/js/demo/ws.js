// A client over WebSocket. The browser does not reconnect; this page does, and
// says in a message where it stopped.
import { waits } from "#pushlab/control.js"
import { given, request } from "#pushlab/demo/knobs.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Emit} Emit
 * @typedef {Record<string, string | number>} Knobs
 * @typedef {object} Options
 * @property {Emit} emit
 * @property {"resume" | "naive" | "none"} [client] what it does after a break
 * @property {() => Knobs} [again] the knobs with which a naive client asks anew
 */

const mostFailures = 6 // connections in a row that did not open

/** The first message of a connection. @param {string} lastId of the last token, "" = none @param {Knobs} knobs */
export function opening(lastId, knobs) {
  const op = lastId ? { op: "resume", after: lastId } : { op: "start" }
  return JSON.stringify({ ...op, ...given(knobs) })
}

/**
 * @param {string} url
 * @param {Knobs} knobs
 * @param {Options} options
 * @returns {{stop: () => void}}
 */
export function ws(url, knobs, { emit, client = "resume", again }) {
  let attempt = 1
  let failures = 0
  let lastId = ""
  let timer = 0
  let over = false
  let socket = open(false)

  /** @param {boolean} fresh */
  function open(fresh) {
    emit({
      type: "connecting",
      request: `${request("GET", url)} with Upgrade: websocket`,
      attempt,
      after: lastId,
      fresh,
    })
    const s = new WebSocket(url, "pushlab.v1")
    s.addEventListener("open", () => {
      failures = 0
      s.send(opening(lastId, knobs))
      emit({ type: "open" })
    })
    s.addEventListener("message", (e) => hear(JSON.parse(e.data)))
    s.addEventListener("close", closed)
    return s
  }

  /** @param {any} m */
  function hear(m) {
    if (m.token !== undefined) {
      if (m.id) lastId = m.id
      emit({ type: "token", id: m.id ?? "", text: m.token })
    } else if (m.type === "reset") {
      lastId = m.id
      emit({ type: "reset", id: m.id, why: m.why })
    } else if (m.type === "challenge") {
      emit({ type: "challenge", nonce: m.nonce })
    } else if (m.type === "error") {
      over = true
      emit({ type: "failed", sentence: `The server says: ${m.error}` })
      socket.close()
    } else if (m.type === "done") {
      over = true
      emit({ type: "done", tokens: m.tokens, sentence: "The server closed with code 1000." })
    }
  }

  /** @param {CloseEvent} e */
  function closed({ code, reason }) {
    if (over) return emit({ type: "closed", code, sentence: `Closed with code ${code}. ${reason}`.trim() })
    const why = `WebSocket closed with ${code}${code === 1006 ? ": no CLOSE frame arrived." : "."}`
    if (client === "none") {
      return emit({ type: "cut", code, sentence: `${why} Your page decides what to do next.` })
    }
    attempt++
    if (++failures > mostFailures) {
      return emit({
        type: "failed",
        code,
        sentence: `${why} The page gave up after ${attempt - 1} attempts.`,
      })
    }
    if (client === "naive") {
      lastId = ""
      if (again) knobs = again()
    }
    const pause = waits.demo(failures) // ms; the jitter keeps clients from coming back together
    emit({ type: "reconnecting", attempt, wait: pause, why, next: plan() })
    timer = setTimeout(() => (socket = open(client === "naive")), pause)
  }

  function plan() {
    if (client === "naive") return "The page will ask its question again."
    return lastId
      ? `The next message will be {"op":"resume","after":"${lastId}"}.`
      : "There is no id to resume from: the page asks for everything."
  }

  return {
    stop() {
      clearTimeout(timer)
      over = true
      if (socket.readyState === WebSocket.OPEN) socket.send('{"op":"stop"}')
      socket.close(1000, "stopped by the page")
      if (socket.readyState === WebSocket.CLOSED) emit({ type: "closed", sentence: "The page gave up." })
    },
  }
}
