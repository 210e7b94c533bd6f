// The worker that runs a learner's code, seen from the page: it is made from
// the address of the page's run, watched, and ended from outside.

import { scriptURL } from "#pushlab/scripturl.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Run} Run
 * @typedef {import("#pushlab/editor/worker/main.js").Told} Told
 * @typedef {Told | {kind: "lost"} | {kind: "silent", line: number, loop: boolean}} News
 */

const tick = 500 // ms
const most = 6 // ticks without a beat; ticks, since a page that slept has missed time and no beat

export class Sandbox {
  #missed = 0
  #timer = 0
  #line = 0 // the last that is known
  #loop = false // that line is a loop, and no beat came since
  /** @type {MessagePort | null} */
  #port = null

  /** @param {Run & {edge?: string}} run @param {string} code @param {(news: News) => void} hear */
  constructor({ run, lab, edge }, code, hear) {
    this.hear = hear
    this.worker = new Worker(scriptURL(`/runs/${run}/worker.js`))
    this.worker.addEventListener("error", (event) => this.#lost(event))
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    port1.onmessage = ({ data }) => this.#told(data)
    this.worker.postMessage({ code, port: port2, given: { lab, edge, run } }, [port2])
  }

  /** Ends the worker: its streams close, and nothing more is heard of it. */
  end() {
    clearInterval(this.#timer)
    this.worker.terminate()
    this.#port?.close()
    this.#port = null
  }

  /** @param {Told} message */
  #told(message) {
    if (!this.#port) return // it was on its way when the worker ended
    if (message.kind === "beat") return this.#beat()
    if ("line" in message && message.line) [this.#line, this.#loop] = [message.line, message.kind === "at"]
    if (message.kind !== "at") this.hear(message)
  }

  #beat() {
    this.#missed = 0
    this.#loop = false
    this.#timer ||= setInterval(() => this.#tick(), tick) // from the first beat on
  }

  #tick() {
    if (++this.#missed >= most) this.hear({ kind: "silent", line: this.#line, loop: this.#loop })
  }

  /** The script did not load; an error of the code does not come here. @param {Event} event */
  #lost(event) {
    event.preventDefault()
    if (this.#port) this.hear({ kind: "lost" })
  }
}
