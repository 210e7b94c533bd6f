// A chat box, asked by an EventSource and by fetch.
import { count, find } from "#pushlab/bench/dom.js"
import { answerKey } from "#pushlab/bench/run.js"
import { envelopes } from "#pushlab/demo/asks.js"
import { address } from "#pushlab/demo/knobs.js"
import { Posting } from "#pushlab/demo/posting.js"
import { sse } from "#pushlab/demo/sse.js"
import { Traffic } from "#pushlab/demo/traffic.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Emit} Emit
 * @typedef {import("#pushlab/demo/knobs.js").Knobs} Knobs
 * @typedef {{stop: () => void}} Asking
 */

/** Which panes there are. @param {HTMLElement} root */
export function prepare(root) {
  const draw = () => {
    const client = new FormData(/** @type {HTMLFormElement} */ (find(root, "form.panel"))).get("client")
    find(root, "[data-pane=eventsource]").hidden = client === "fetch" || client === "visibility"
    find(root, "[data-pane=fetch]").hidden = client === "eventsource"
    find(root, "[data-hide-p]").hidden = client !== "visibility"
  }
  root.addEventListener("input", draw)
  draw()
}

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start({ lab, knobs, root, pane }) {
  const { own, ttft, tps, tokens, ids } = knobs
  const traffic = new Traffic(root)
  tell(root, 0, 0)
  const key = own.idempotency === "on" ? answerKey() : ""
  const asked = { lab, own, key, knobs: { ttft, tps, tokens }, ids }
  /** @type {Asking[]} */
  const all = []
  /** @type {Posting[]} */
  const posts = []
  if (own.client === "both" || own.client === "eventsource") {
    const emit = traffic.hearing("eventsource", pane("eventsource").hear)
    all.push(strictly(own.strict, emit, (emit) => eventSource(asked, emit)))
  }
  if (own.client !== "eventsource") {
    const emit = traffic.hearing("fetch", pane("fetch").hear)
    all.push(strictly(own.strict, emit, (emit) => (posts.push(post(asked, emit)), posts[posts.length - 1])))
  }
  const unwatch = own.client === "visibility" ? hiding(root, posts) : () => {}
  return {
    stop() {
      unwatch()
      for (const one of all) one.stop()
    },
    rows: (rows) => traffic.rows(rows),
    counts: ({ made, starts }) => tell(root, made, starts),
  }
}

/** What the model did, from the trace. @param {HTMLElement} root @param {number} made @param {number} starts */
function tell(root, made, starts) {
  find(root, "[data-n=made]").textContent = count(made)
  find(root, "[data-n=starts]").textContent = count(starts)
}

/**
 * Starts as React's strict mode runs an effect: it starts, is cleaned up if it
 * returned how, and starts again, all before the browser does anything else.
 *
 * @param {string} strict "off", "cleaned", "leaked"
 * @param {Emit} emit
 * @param {(emit: Emit) => Asking} effect
 * @returns {Asking}
 */
export function strictly(strict, emit, effect) {
  if (strict === "off") return effect(emit)
  let mounted = true
  const first = effect((event) => mounted && emit(event))
  if (strict === "cleaned") {
    mounted = false // what the first one still says is not heard
    first.stop()
  }
  const second = effect(emit)
  return { stop: () => (first.stop(), second.stop()) }
}

/** @typedef {{lab: string, own: Record<string, string>, key: string, knobs: Knobs, ids: string}} Asked */

/** A GET is all that it can send. @param {Asked} asked @param {Emit} emit @returns {Asking} */
function eventSource({ lab, own, knobs, ids }, emit) {
  const { path, vendor } = envelopes[own.envelope]
  const plain = path === "chat" ? "sse" : path
  const query = vendor ? knobs : { ...knobs, ids, prompt: own.message }
  return sse(address(lab, plain, query), {
    emit,
    retry: path === "chat" && ids === "on" ? 500 : 3000,
  })
}

/** @param {Asked} asked @param {Emit} emit */
function post({ lab, own, key, knobs, ids }, emit) {
  const envelope = envelopes[own.envelope]
  const url = address(lab, envelope.path, envelope.vendor ? knobs : {})
  const body = envelope.body(own.message, envelope.vendor ? {} : { ...knobs, ids })
  return new Posting({ url, body, envelope, key }, emit)
}

/**
 * Hides and shows the posts with the document, and at the press of a button.
 *
 * @param {HTMLElement} root
 * @param {Posting[]} posts
 * @returns {() => void} stops watching
 */
function hiding(root, posts) {
  const hide = () => posts.forEach((post) => post.hide())
  const show = () => posts.forEach((post) => post.show())
  const turn = () => (document.hidden ? hide() : show())
  const button = find(root, "[data-hide]")
  const press = () => {
    hide()
    show()
  }
  document.addEventListener("visibilitychange", turn)
  button.addEventListener("click", press)
  return () => {
    document.removeEventListener("visibilitychange", turn)
    button.removeEventListener("click", press)
  }
}
