// Frames made by hand, sent to a browser or to the lab; and what a browser makes
// by itself of the same payload.
import { chosen, slicing } from "#pushlab/demo/composer.js"
import { Crossing } from "#pushlab/demo/crossing.js"
import { FrameForm } from "#pushlab/demo/frameform.js"
import { start as startEcho } from "#pushlab/demo/frameecho.js"
import { askServer, openBrowser, submit } from "#pushlab/demo/framesend.js"

/** @type {WeakMap<HTMLElement, FrameForm>} */
const forms = new WeakMap()

/** Makes the controls work. @param {HTMLElement} root */
export function prepare(root) {
  forms.set(root, new FrameForm(root))
}

/** Whether there is something to send; if not, the box says why. @param {HTMLElement} root */
export function ready(root) {
  const form = forms.get(root)
  if (!form) return true
  if (chosen(root, "to") === "echo") return "bytes" in form.own
  const parsed = form.box.read()
  if ("bytes" in parsed && parsed.bytes.length > 0) return true
  form.box.point("bytes" in parsed ? { bad: "", at: 0 } : parsed)
  return false
}

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start(stage) {
  const { lab, root, pane } = stage
  const form = forms.get(root)
  const crossing = new Crossing(root)
  if (chosen(root, "to") === "echo") return ownFrames(startEcho(stage, form, crossing), root)
  const { hear } = pane("frames")
  const abort = new AbortController()
  const parsed = form?.box.parse()
  const bytes = parsed && "bytes" in parsed ? parsed.bytes : new Uint8Array()
  const to = chosen(root, "to")
  const query = { to, writers: chosen(root, "writers") || "1", ...slicing(root) }
  hear({ type: "connecting", request: "POST …/d/frames", attempt: 1 })
  const talk = to === "browser" ? openBrowser : askServer
  submit(lab, bytes, query, abort.signal)
    .then((answer) => talk(answer, { hear, crossing, signal: abort.signal }))
    .catch((error) => {
      if (abort.signal.aborted) return hear({ type: "closed", sentence: "The page gave up." })
      hear({ type: "failed", sentence: error.message })
    })
  return { stop: () => abort.abort(), rows: (rows) => crossing.rows(rows) }
}

/**
 * A connection to the echo stays open for more messages, but not for another
 * target: what is sent there starts anew.
 *
 * @param {import("#pushlab/demo/knobs.js").Client} client
 * @param {HTMLElement} root
 * @returns {import("#pushlab/demo/knobs.js").Client}
 */
function ownFrames(client, root) {
  return {
    stop: client.stop,
    rows: client.rows,
    get again() {
      return chosen(root, "to") === "echo" ? client.again : undefined
    },
  }
}
