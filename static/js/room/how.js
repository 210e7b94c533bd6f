// How it goes at this seat, as its learner says. What was chosen stands on the page
// until the server has it: while the server can not be reached it is tried again,
// and the strip says that nobody knows of it yet.
import { el } from "#pushlab/bench/dom.js"
import { send, Unreachable } from "#pushlab/form.js"

const settle = 400 // ms: who walks through the three states with the arrow keys means the last
const patience = 5000 // ms to the next try, if the page's socket is not back before

export class How {
  /** @type {HTMLInputElement | null} what the server does not have yet */
  #chosen = null
  #known = "" // what the server has
  #failed = false
  #timer = 0
  #failure = el("p", { class: "room-fail", role: "alert" })

  /** @param {HTMLFormElement} form @param {HTMLElement} row a failure is told below it */
  constructor(form, row) {
    this.form = form
    this.row = row
    this.#known = this.#states().find((input) => input.defaultChecked)?.value ?? ""
    form.addEventListener("change", (e) => this.#chose(e.target))
  }

  /** How the seat is with the server; if that is news, it is newer than what could not be sent. @param {string} state */
  hear(state) {
    if (this.#failed && state !== this.#known) this.#over()
    this.#known = state
    if (!this.#chosen) this.#check()
  }

  /** The page has a socket again. */
  again() {
    if (this.#failed) this.#send()
  }

  #states() {
    return /** @type {HTMLInputElement[]} */ ([...this.form.querySelectorAll("input[name=state]")])
  }

  #check() {
    for (const input of this.#states()) input.checked = input.value === this.#known
  }

  /** @param {EventTarget | null} target */
  #chose(target) {
    if (!(target instanceof HTMLInputElement) || target.name !== "state") return
    this.#chosen = target
    this.#failed = false
    this.#sendIn(settle)
  }

  /** @param {number} ms */
  #sendIn(ms) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#send(), ms)
  }

  async #send() {
    clearTimeout(this.#timer)
    const chosen = this.#chosen
    try {
      await send(this.form.action, new FormData(this.form))
      if (this.#chosen === chosen) this.#over()
    } catch (error) {
      if (this.#chosen === chosen) this.#fail(/** @type {Error} */ (error))
    }
  }

  /** The server has what was chosen, or something newer. */
  #over() {
    clearTimeout(this.#timer)
    this.#chosen = null
    this.#failed = false
    this.#tell("")
  }

  /** @param {Error} error */
  #fail(error) {
    if (!(error instanceof Unreachable)) return this.#refused(error.message)
    this.#failed = true
    const words = this.#chosen?.closest("label")?.textContent?.trim()
    this.#tell(
      `The server can not be reached, so “${words}” is not sent yet. It is kept on this page, and sent when the server is back.`,
    )
    this.#sendIn(patience)
  }

  /** @param {string} sentence */
  #refused(sentence) {
    this.#over()
    this.#check()
    this.#tell(sentence)
  }

  /** @param {string} sentence "" takes the last one away */
  #tell(sentence) {
    if (this.#failure.textContent === sentence) return
    this.#failure.textContent = sentence
    if (sentence) this.row.after(this.#failure)
    else this.#failure.remove()
  }
}
