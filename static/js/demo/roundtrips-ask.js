// A POST and a WebSocket, cold and warm, up to the first token. Both end their
// connection then, so that the next cold one really is.
import { address } from "#pushlab/demo/knobs.js"

/** @typedef {{cold: boolean, preflight: boolean, edge: string}} How */

const knobs = { ttft: 0, tps: 10, tokens: 50 } // an answer that goes on when the page leaves it

/**
 * @param {string} base @param {How} how @param {AbortSignal} signal
 * @returns {Promise<number>} ms from the call to the first token
 */
export async function byPost(base, { cold, preflight, edge }, signal) {
  if (!cold) await warm(base, signal)
  const leave = new AbortController()
  const stop = AbortSignal.any([signal, leave.signal])
  const began = performance.now()
  try {
    const response = await fetch(address(base, "chat", { ...knobs, edge }), {
      method: "POST",
      // A type that forms can not send makes the browser ask first (Fetch, CORS-safelisted request-header).
      headers: preflight ? { "Content-Type": "application/json" } : {},
      body: "{}",
      signal: stop,
    })
    if (!response.ok || !response.body) throw new Error(`The lab answered: ${(await response.text()).trim()}`)
    let text = ""
    for (const reader = response.body.pipeThrough(new TextDecoderStream()).getReader(); ;) {
      const { value, done } = await reader.read()
      text += value ?? ""
      if (text.includes("data:")) return performance.now() - began
      if (done) throw new Error("The answer ended without a token.")
    }
  } finally {
    leave.abort() // HTTP/1.1 has no other way to leave a response: the connection ends
  }
}

/** A whole answer, after which the connection is free for the next request. @param {string} base @param {AbortSignal} signal */
async function warm(base, signal) {
  const response = await fetch(address(base, "chat", { ttft: 0, tps: 1000, tokens: 1 }), {
    method: "POST",
    body: "{}",
    signal,
  })
  await response.text()
}

/**
 * @param {string} base @param {How} how @param {AbortSignal} signal
 * @returns {Promise<number>} ms from the call to the first token
 */
export function bySocket(base, { cold, edge }, signal) {
  return new Promise((resolve, reject) => {
    let began = performance.now()
    const socket = new WebSocket(address(base, "ws", { edge }))
    signal.addEventListener("abort", () => reject(signal.reason))
    socket.addEventListener("open", () => {
      if (!cold) began = performance.now()
      socket.send(JSON.stringify({ op: "start", ...knobs }))
    })
    socket.addEventListener("message", ({ data }) => {
      if (!String(data).includes('"token"')) return
      resolve(performance.now() - began)
      socket.close(1000, "done")
    })
    socket.addEventListener("close", ({ code }) => reject(new Error(`The WebSocket closed with ${code}.`)))
  })
}
