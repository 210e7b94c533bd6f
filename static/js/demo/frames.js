// A payload to the lab's echo and back: two frames with the same payload, the
// first masked.
import { count, find, millis, plural } from "#pushlab/bench/dom.js"
import { echo } from "#pushlab/demo/echo.js"
import { address } from "#pushlab/demo/knobs.js"
import { bytes } from "#pushlab/demo/payload.js"

const most = 300 // characters of an echo that are shown

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start({ lab, knobs, root, pane }) {
  const { hear } = pane("echo")
  const url = address(lab, "echo")
  let sent = performance.now()
  let messages = 0
  const back = find(root, "[data-echo]")
  back.textContent = ""
  hear({ type: "connecting", request: "GET /echo with Upgrade: websocket", attempt: 1 })
  const socket = echo(url, {
    opened: () =>
      hear({ type: "open", sentence: "The connection is open. Each message that you send is one frame." }),
    echoed(text) {
      messages++
      hear({ type: "text", text: shorten(text) })
      back.textContent = `${plural(bytes(text), "byte")} of payload came back after ${millis(performance.now() - sent)} ms.`
    },
    closed(code, reason) {
      const words = `${plural(messages, "message")} came back. ${reason}`.trim()
      if (code === 1000) return hear({ type: "closed", code, sentence: words })
      back.textContent = ""
      hear({ type: "cut", code, sentence: `WebSocket closed with ${code}. ${reason}`.trim() })
    },
  })
  const send = (/** @type {string} */ text) => {
    sent = performance.now()
    socket.send(text)
  }
  send(knobs.payload)
  return { stop: socket.close, again: (knobs) => send(knobs.payload) }
}

/** @param {string} text */
function shorten(text) {
  return text.length <= most
    ? text
    : `${text.slice(0, most)} … and ${count(text.length - most)} characters more`
}
