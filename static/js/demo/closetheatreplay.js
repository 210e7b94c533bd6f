// One ending of the close theatre, as the page lives through it.
import { address } from "#pushlab/demo/knobs.js"

/**
 * @typedef {{ending: string, by: string, delay: number, hold: string}} Asked
 * @typedef {{asked: Asked, code: number, reason: string, clean: boolean, ms: number, opened: boolean,
 *   threw: string}} Told ms from the opening, or from the constructor when it never opened
 */

/** What close() is called with when the page ends it. @type {Record<string, [number?, string?]>} */
const calls = { 1000: [1000, "done"], 4001: [4001, "auth"], 1011: [1011, "boom"], empty: [] }

/** Bytes of the 101 and of the text behind which the edge cuts. */
const cutAt = 129 + 5

/** @param {import("#pushlab/bench/types.js").Run} run @param {string} lab @param {Asked} asked */
export function closingURL({ edge }, lab, { ending, by, delay, hold }) {
  const through = by === "edge" ? `cut:${ending}@b${cutAt}` : ""
  const url = address((by === "edge" && edge) || lab, "d/closing", { ending, by, delay, hold, edge: through })
  return url.replace(/^http/, "ws")
}

/**
 * Opens a WebSocket and waits for its end.
 *
 * @param {string} url
 * @param {Asked} asked
 * @param {AbortSignal} signal ends it early
 * @param {() => void} opened
 * @returns {Promise<Told>}
 */
export function playEnding(url, asked, signal, opened) {
  return new Promise((resolve) => {
    const socket = new WebSocket(url)
    let since = performance.now()
    const told = { asked, code: 0, reason: "", clean: false, ms: 0, opened: false, threw: "" }
    const leave = () => socket.close(1000, "stopped")
    signal.addEventListener("abort", leave)
    socket.addEventListener("open", () => {
      since = performance.now()
      told.opened = true
      opened()
      if (asked.by === "client") setTimeout(() => (told.threw = close(socket, asked.ending)), asked.delay)
    })
    socket.addEventListener("close", ({ code, reason, wasClean }) => {
      signal.removeEventListener("abort", leave)
      resolve({ ...told, code, reason, clean: wasClean, ms: performance.now() - since })
    })
  })
}

/** Closes as the ending says; what close() throws is told, and then it is empty. @param {WebSocket} socket @param {string} ending */
function close(socket, ending) {
  try {
    socket.close(...calls[ending])
    return ""
  } catch (error) {
    socket.close()
    return `${/** @type {Error} */ (error).name}: ${/** @type {Error} */ (error).message}`
  }
}
