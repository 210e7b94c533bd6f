// Raw frames: to the lab by POST, and from there to a browser or to its echo.

/**
 * @typedef {{name: string, fin: boolean, length: number, text?: string, hex?: string,
 *   code?: number, reason?: string}} PeerFrame
 * @typedef {{id: string, url: string, writes: number[], frames?: PeerFrame[], rest?: number,
 *   tcp?: string, sentence?: string}} Answer
 * @typedef {{hear: import("#pushlab/bench/types.js").Emit, signal: AbortSignal,
 *   crossing: import("#pushlab/demo/crossing.js").Crossing}} Stage
 */

/**
 * @param {string} lab
 * @param {Uint8Array} bytes
 * @param {Record<string, string>} query
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
export async function submit(lab, bytes, query, signal) {
  const body = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")
  const response = await fetch(`${lab}/d/frames?${new URLSearchParams(query)}`, {
    method: "POST",
    body,
    signal,
  })
  if (!response.ok) throw new Error(`The lab answered: ${(await response.text()).trim()}`)
  return response.json()
}

/** Opens the WebSocket on which the lab writes the frames. @param {Answer} answer @param {Stage} stage */
export function openBrowser({ url }, { hear, crossing, signal }) {
  const socket = new WebSocket(url)
  socket.binaryType = "arraybuffer"
  signal.addEventListener("abort", () => socket.close(1000, "done"))
  socket.addEventListener("open", () => {
    crossing.heard("open")
    hear({ type: "open", sentence: "The connection is open. The lab has written the frames." })
  })
  socket.addEventListener("message", ({ data }) => {
    const words = typeof data === "string" ? crossing.text(data) : crossing.binary(new Uint8Array(data))
    crossing.heard("message", words)
    hear({ type: "text", text: words })
  })
  socket.addEventListener("error", () => crossing.heard("error", "It says no more than that."))
  socket.addEventListener("close", ({ code, reason, wasClean }) => {
    crossing.heard(
      "close",
      `code ${code}, reason ${JSON.stringify(reason)}, ${wasClean ? "clean" : "not clean"}`,
    )
    const sentence = wasClean
      ? `The page was told ${code}.`
      : "The page was told 1006: that no CLOSE frame came."
    if (wasClean) hear({ type: "closed", code, sentence })
    else hear({ type: "cut", code, sentence })
  })
}

/** What the lab's echo said to a client of the lab. @param {Answer} answer @param {Stage} stage */
export function askServer({ frames = [], tcp, sentence = "" }, { hear, crossing }) {
  for (const f of frames) {
    const payload = f.code
      ? `${f.code} ${f.reason ?? ""}`
      : f.text !== undefined
        ? crossing.text(f.text, f.length)
        : `${f.hex ?? ""}`
    crossing.heard(f.name, payload.trim())
  }
  if (frames.length === 0) crossing.heard("nothing", "No frame came back.")
  crossing.heard("TCP", tcp === "open" ? "stayed open" : tcp === "rst" ? "reset (RST)" : "ended (FIN)")
  hear({ type: "text", text: sentence })
  const code = frames.find((f) => f.code)?.code
  hear({ type: "closed", code, sentence: "The conversation is over; its frames are below." })
}
