// A payload to the lab's echo and back: two frames with the same payload, the
// first masked. The browser makes them.
import { millis, plural } from "#pushlab/bench/dom.js"
import { echo } from "#pushlab/demo/echo.js"
import { address } from "#pushlab/demo/knobs.js"

/**
 * @param {import("#pushlab/demo/knobs.js").Stage} stage
 * @param {import("#pushlab/demo/frameform.js").FrameForm | undefined} form
 * @param {import("#pushlab/demo/crossing.js").Crossing} crossing
 * @returns {import("#pushlab/demo/knobs.js").Client}
 */
export function start({ lab, pane }, form, crossing) {
  const { hear } = pane("frames")
  let sent = performance.now()
  let messages = 0
  hear({ type: "connecting", request: "GET /echo with Upgrade: websocket", attempt: 1 })
  const socket = echo(address(lab, "echo"), {
    opened() {
      crossing.heard("open")
      hear({ type: "open", sentence: "The connection is open. What you send comes back as one frame." })
    },
    echoed(data) {
      messages++
      const words = typeof data === "string" ? crossing.text(data) : crossing.binary(new Uint8Array(data))
      crossing.heard("message", `${words} after ${millis(performance.now() - sent)} ms`)
      hear({ type: "text", text: words })
    },
    closed(code, reason, clean) {
      crossing.heard(
        "close",
        `code ${code}, reason ${JSON.stringify(reason)}, ${clean ? "clean" : "not clean"}`,
      )
      const words = `${plural(messages, "message")} came back. ${reason}`.trim()
      if (code === 1000) return hear({ type: "closed", code, sentence: words })
      hear({ type: "cut", code, sentence: `WebSocket closed with ${code}. ${reason}`.trim() })
    },
  })
  const send = () => {
    const own = form?.own
    sent = performance.now()
    socket.send(form?.text ?? (own && "bytes" in own ? own.bytes.slice().buffer : ""))
  }
  send()
  return { stop: socket.close, again: send, rows: (rows) => crossing.rows(rows) }
}
