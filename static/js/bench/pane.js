// One stream of a bench: its answer, and what state it is in.
import { Answer } from "#pushlab/bench/answer.js"
import { find, plural } from "#pushlab/bench/dom.js"
import { look } from "#pushlab/bench/look.js"
import { active, next, ready } from "#pushlab/bench/state.js"

/**
 * @typedef {import("#pushlab/bench/types.js").DemoEvent} DemoEvent
 * @typedef {import("#pushlab/bench/status.js").Status} Status
 */

const still = matchMedia("(prefers-reduced-motion: reduce)")

export class Pane {
  state = ready
  #said = ready.phase

  /**
   * @param {HTMLElement} root the .ans
   * @param {Status} status
   */
  constructor(root, status) {
    this.root = root
    this.status = status
    this.sentence = find(root, ".stt")
    const spoken = (/** @type {string} */ text) => status.sentence(text)
    this.state = { ...ready, text: this.sentence.textContent ?? "" }
    this.answer = new Answer(find(root, ".at"), { spoken, still: still.matches })
  }

  get active() {
    return active(this.state)
  }

  get look() {
    return look(this.state, performance.now())
  }

  clear() {
    this.state = ready
    this.answer.clear()
    this.draw()
  }

  /** The rows below are gone; before the first start the sentence spoke of them. */
  emptied() {
    if (this.state.phase === "ready") this.state = ready
    this.draw()
  }

  /** Takes what a client's callback told. @param {DemoEvent} event */
  hear(event) {
    this.state = next(this.state, event, performance.now())
    const { answer } = this
    if (event.type === "connecting" && answer.text === "") answer.ghost()
    else if (event.type === "token") this.#token(event)
    else if (event.type === "text") answer.whole(event.text)
    else if (event.type === "reset") answer.clear()
    else if (["done", "cut", "failed", "closed"].includes(event.type)) answer.end()
    this.draw()
  }

  /** EventSource does not tell its page which status it was refused with; the trace does. @param {number} status */
  refused(status) {
    if (this.state.phase !== "failed" || this.state.code || !status) return
    if ((this.root.querySelector(".code")?.getAttribute("data-wire") ?? "es") !== "es") return
    const text = `The server answered ${status}, so EventSource will not retry. Start opens a new one.`
    this.state = { ...this.state, code: status, text }
  }

  /** @param {DemoEvent & {type: "token"}} event */
  #token({ id, text, doubled, lost }) {
    if (lost) this.answer.lost(plural(lost, "token"))
    this.answer.token(id, text, { doubled })
  }

  /** Shows the state, and says it if it is a new one. @param {import("#pushlab/bench/look.js").Look} [look] */
  draw(look = this.look) {
    const { name, mark, words, sentence } = look
    this.sentence.textContent = sentence
    const square = this.root.querySelector(".pane-h .mk")
    square?.setAttribute("class", `mk sq-${mark}`)
    const label = this.root.querySelector(".pane-h .state-w")
    if (label) label.textContent = words
    this.root.dataset.state = name
    if (name === this.#said) return
    this.#said = name
    const over = !this.active && name !== "ready"
    if (over) this.status.end(`${words}. ${sentence}`)
    else this.status.state(`${words}. ${sentence}`)
  }
}
