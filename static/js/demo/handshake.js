// Opening handshakes by hand: from this page's own WebSocket, or from a client of
// the lab that sends what it is given.
import { HandshakeForm } from "#pushlab/demo/handshakeform.js"
import { HandshakeView } from "#pushlab/demo/handshakeview.js"
import { ask, keep, send } from "#pushlab/demo/handshakesend.js"
import { upgrade } from "#pushlab/demo/upgrade.js"

/** @type {WeakMap<HTMLElement, HandshakeForm>} */
const forms = new WeakMap()

/** Makes the controls work. @param {HTMLElement} root */
export function prepare(root) {
  if (!forms.has(root)) forms.set(root, new HandshakeForm(root))
}

/** Whether there is something to send; if not, the form says why. @param {HTMLElement} root */
export function ready(root) {
  prepare(root) // Start may be faster than the bench
  const form = /** @type {HandshakeForm} */ (forms.get(root))
  const { sender, to } = form
  const raw = sender === "raw" ? HandshakeForm.bytes(form.request).bad : ""
  const tls = sender === "raw" && to === "tls" ? "The raw client has no TLS: let this page ask." : ""
  const sentence = raw || tls || (to === "answer" ? HandshakeForm.bytes(form.response).bad : "")
  form.complain(sentence)
  return sentence === ""
}

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start(stage) {
  const form = /** @type {HandshakeForm} */ (forms.get(stage.root))
  const view = new HandshakeView(stage.root, stage.run.inspector)
  const { hear } = stage.pane("handshake")
  const abort = new AbortController()
  const go = form.sender === "raw" ? byHand : byPage
  hear({ type: "connecting", request: "GET with Upgrade: websocket", attempt: 1 })
  go({ ...stage, form, view, hear, signal: abort.signal }).catch((error) => {
    if (abort.signal.aborted) return hear({ type: "closed", sentence: "The page gave up." })
    hear({ type: "failed", sentence: error.message })
  })
  return { stop: () => abort.abort(), rows: (rows) => view.rows(rows) }
}

/**
 * @typedef {import("#pushlab/demo/knobs.js").Stage & {form: HandshakeForm, view: HandshakeView,
 *   hear: import("#pushlab/bench/types.js").Emit, signal: AbortSignal}} Scene
 */

/** @param {Scene} scene */
async function byHand({ lab, form, view, hear, signal }) {
  const id = form.to === "answer" ? await keep(lab, HandshakeForm.bytes(form.response).text, signal) : ""
  const through = form.to === "strip" || form.to === "http10" ? "edge" : "lab"
  const { text } = HandshakeForm.bytes(form.request)
  const said = await send(lab, through, text.replace("{id}", id), signal)
  view.raw(said)
  await view.why()
  hear({ type: "text", text: said.head.split("\r\n")[0] || "No answer." })
  hear({ type: "closed", sentence: "The raw client has hung up. It saw every byte; they are below." })
}

/** @param {Scene} scene */
async function byPage(scene) {
  const { form, hear, signal, view } = scene
  const address = await addressOf(scene)
  if (address === "") {
    const place = form.to === "tls" ? "tls" : "edge"
    return hear({ type: "failed", sentence: `The place ${place} is not open on this server.` })
  }
  const heard = await ask(address, form.offered, view, signal)
  signal.throwIfAborted()
  if (heard.threw) {
    view.nothing("The constructor refused what it was given: no connection was asked for.")
    return hear({ type: "failed", sentence: `new WebSocket threw ${heard.threw}, and nothing was sent.` })
  }
  const told = await view.why()
  hear({ type: "text", text: `${heard.opened ? "open" : "error"}, and then close with ${heard.code}.` })
  const key = /^Sec-WebSocket-Key:[ \t]*(\S+)/im.exec(told?.request ?? "")?.[1]
  if (key) form.tookKey(key)
  if (heard.opened)
    return hear({ type: "closed", code: heard.code, sentence: "It opened, and closed in order." })
  const nothing = told ? "" : ` No request reached ${new URL(address).host}.`
  const sentence = `The page was told ${heard.code} and no reason.${nothing} The reason is below.`
  hear({ type: "failed", code: heard.code, sentence })
}

/** Where the page's WebSocket goes; "" when that place is not open. @param {Scene} scene */
async function addressOf({ form, lab, run, signal }) {
  const ws = (/** @type {string | undefined} */ base, /** @type {string} */ path) =>
    base ? `${base.replace(/^http/, "ws")}/${path}` : ""
  switch (form.to) {
    case "answer": {
      const id = await keep(lab, HandshakeForm.bytes(form.response).text, signal)
      return ws(lab, `d/handshake?id=${id}`)
    }
    case "tls":
      return ws(run.tls, "ws")
    case "ws":
      return ws(lab, "ws")
  }
  return ws(run.edge, `ws?edge=${form.to}`)
}

/** What asks the lab's own /ws in a terminal. @param {string} lab */
export const command = (lab) => `${upgrade} '${lab}/ws'`
