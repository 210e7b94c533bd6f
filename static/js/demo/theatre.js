// A script for the successive requests of one EventSource, and what the page and
// the wire saw of it.
import { find, plural } from "#pushlab/bench/dom.js"
import { answerKey } from "#pushlab/bench/run.js"
import { chosen, put } from "#pushlab/demo/composer.js"
import { exerciseOf, exerciseRun } from "#pushlab/demo/inexercise.js"
import { address, given } from "#pushlab/demo/knobs.js"
import { Stagebook } from "#pushlab/demo/stagebook.js"
import { Script } from "#pushlab/demo/theatrescript.js"
import { watchSource } from "#pushlab/demo/theatresource.js"
import { byWorker, register, unregister, why } from "#pushlab/demo/theatreworker.js"

/** @typedef {import("#pushlab/demo/theatresource.js").Handler} Handler */

/** @type {WeakMap<HTMLElement, Script>} */
const scripts = new WeakMap()

/** The last play of each script without a service worker. @type {Map<string, Stagebook>} */
const straight = new Map()

/** Makes the controls work. @param {HTMLElement} root */
export function prepare(root) {
  const list = /** @type {HTMLSelectElement} */ (find(root, "[data-preset]"))
  const tell = () => {
    const { what, result, seen } = list.selectedOptions[0].dataset
    find(root, "[data-told]").hidden = !what
    find(root, "[data-told] [data-what]").textContent = what ?? ""
    find(root, "[data-told] [data-result]").textContent = result ?? ""
    find(root, "[data-told] [data-seen]").textContent = seen ? `Seen in ${seen}.` : ""
  }
  const own = () => {
    list.value = "own"
    tell()
    root.dispatchEvent(new Event("input"))
  }
  const script = new Script(root, own)
  scripts.set(root, script)
  list.addEventListener("change", () => {
    tell()
    const { set } = list.selectedOptions[0].dataset
    if (!set) return
    put(root, JSON.parse(set))
    script.bad("")
    script.draw()
    root.dispatchEvent(new Event("input"))
  })
  exerciseOf(root)
  workerSwitch(root)
}

/** The switch says where it can not be turned on. @param {HTMLElement} root */
function workerSwitch(root) {
  const words = find(root, "[data-sw-why]")
  words.textContent = why
  words.hidden = why === ""
  for (const choice of root.querySelectorAll("[name=sw]")) {
    if (why && choice instanceof HTMLInputElement) choice.disabled = choice.value === "on"
  }
  unregister() // one that a page left behind which had no time for it
}

/** Whether there is something to play; if not, the script says so. @param {HTMLElement} root */
export function ready(root) {
  const script = scripts.get(root)
  const empty = script?.acts.length === 0
  script?.bad(empty ? "The script has no act yet: add one." : "")
  return !empty
}

export const run = exerciseRun

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start({ lab, root, pane }) {
  const { hear } = pane("theatre")
  const acts = chosen(root, "acts")
  const handler = /** @type {Handler} */ (chosen(root, "handler"))
  const page = answerKey()
  const query = given({ acts, page, retry: chosen(root, "retry"), check: chosen(root, "check") })
  const most = acts.split(",").length + 1
  const worker = chosen(root, "sw") === "on"
  const script = [acts, query.retry, handler].join(" ")
  const book = new Stagebook(find(root, "[data-results]"), { worker, without: straight.get(script) })
  let errors = 0
  hear({ type: "connecting", request: "GET …/d/theatre", attempt: 1 })

  const over = (/** @type {import("#pushlab/bench/types.js").DemoEvent} */ event) => {
    book.end()
    if (!worker) straight.set(script, book)
    hear(event)
  }
  /** @type {(call: import("#pushlab/demo/theatresource.js").Call) => void} */
  const call = (told) => {
    book.call(told)
    if (told.type === "open") hear({ type: "open", sentence: "readyState 1. The EventSource is open." })
    if (told.type === "message") hear({ type: "text", text: book.text })
    if (told.type === "close")
      over({ type: "closed", sentence: `The error handler called close(). ${book.words()}` })
    if (told.type !== "error") return
    errors++
    if (told.state === EventSource.CONNECTING)
      hear({
        type: "reconnecting",
        attempt: errors + 1,
        next: "readyState 0: the EventSource comes back by itself.",
      })
    else if (handler === "recreate" && book.made < most)
      hear({
        type: "reconnecting",
        attempt: errors + 1,
        wait: 1000,
        next: "readyState 2: the page makes a new EventSource.",
      })
    else over({ type: "failed", sentence: `readyState 2: the EventSource stopped for good. ${book.words()}` })
  }

  const url = address(lab, "d/theatre", query)
  let source = worker ? null : watchSource(url, { handler, most, call })
  let stopped = false
  if (worker)
    register().then(
      () => {
        if (!stopped) source = watchSource(byWorker(url), { handler, most, call })
      },
      (error) => hear({ type: "failed", sentence: `There is no service worker: ${error.message}.` }),
    )
  return {
    rows: (rows) => book.rows(rows),
    stop() {
      stopped = true
      source?.stop()
      hear({ type: "closed", sentence: `The page closed it. ${plural(errors, "error")} so far.` })
    },
  }
}
