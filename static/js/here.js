// An exercise done in the page: a stream that EventSource reads, and what the
// exercise needs beside it.
import { el, find, millis } from "#pushlab/bench/dom.js"
import { Pane } from "#pushlab/bench/pane.js"
import { sse } from "#pushlab/demo/sse.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {import("#pushlab/bench/types.js").Run} Run
 */

const retry = 500 // ms: the lab's resumable streams open with it

export class Here {
  /** @type {{stop: () => void} | null} */
  #client = null
  #began = 0 // rows up to this number were there before the stream
  #last = 0
  #timer = 0
  #starting = false // waits for its run: a second click starts nothing

  /**
   * @param {HTMLElement} root
   * @param {string} exercise
   * @param {{run: () => Promise<Run>, status: import("#pushlab/bench/status.js").Status,
   *   say: (words: string) => void}} page
   */
  constructor(root, exercise, { run, status, say }) {
    this.root = root
    this.exercise = exercise
    this.run = run
    this.say = say
    this.pane = new Pane(root, status)
    this.button = find(root, "[data-start]")
    this.button.addEventListener("click", () => (this.#client ? this.stop() : this.start()))
    root.querySelector("form")?.addEventListener("submit", (e) => this.#answer(e))
  }

  /** Whether the nonce is on the page and its stream still open. */
  get asks() {
    return this.#client !== null && this.root.querySelector("form")?.hidden === false
  }

  async start() {
    if (this.#starting) return
    this.#starting = true
    const form = this.root.querySelector("form")
    form?.reset()
    form?.toggleAttribute("hidden", true)
    const { lab } = await this.run().finally(() => (this.#starting = false))
    this.#began = this.#last
    this.root.querySelector("[data-sent] ol")?.replaceChildren()
    this.pane.clear()
    this.button.textContent = "Stop"
    this.#client = sse(`${lab}/sse?check=${this.exercise}`, { emit: (e) => this.#hear(e), retry })
    this.#timer = setInterval(() => this.pane.draw(), 100)
  }

  stop() {
    clearInterval(this.#timer)
    const client = this.#client
    this.#client = null
    client?.stop()
    this.button.textContent = "Start again"
  }

  /** @param {import("#pushlab/bench/types.js").DemoEvent} event */
  #hear(event) {
    this.pane.hear(event)
    if (event.type === "challenge") this.#challenge(event.nonce)
    if (event.type === "done" || event.type === "failed") this.stop()
  }

  /** @param {string} nonce */
  #challenge(nonce) {
    const form = this.root.querySelector("form")
    if (!form) return
    form.hidden = false
    find(form, "[data-code]").textContent = nonce
    this.say(`The nonce has arrived: ${nonce}. Send it back before the stream ends.`)
  }

  /** POSTs the nonce as text/plain. @param {SubmitEvent} e */
  async #answer(e) {
    e.preventDefault()
    const form = /** @type {HTMLFormElement} */ (e.target)
    const body = String(new FormData(form).get("code"))
    try {
      const { lab } = await this.run()
      const headers = { "Content-Type": "text/plain" }
      const response = await fetch(`${lab}/ack`, { method: "POST", body, headers })
      const words = (await response.text()).trim()
      this.say(response.ok ? "The nonce is sent. Let the stream end." : words)
    } catch {
      this.say("The lab can not be reached. The nonce is kept in the field; send it again.")
    }
  }

  /** Shows the requests that left the browser since the start. @param {Row[]} rows */
  rows(rows) {
    this.#last = rows.reduce((last, row) => Math.max(last, row.n), this.#last)
    const box = this.root.querySelector("[data-sent]")
    const sent = rows.filter((row) => row.kind === "http" && row.dir === "c" && row.n > this.#began)
    if (!box || !this.#client || sent.length === 0) return
    const items = sent.map((row) => el("li", {}, el("code", {}, row.label), ` at ${millis(row.t)} ms`))
    box.querySelector("ol")?.append(...items)
    box.removeAttribute("hidden")
  }
}
