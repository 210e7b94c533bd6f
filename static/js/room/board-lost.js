// The server is out of reach: the last board stays, as of when it was, and its
// buttons say why they do nothing.
import { find } from "#pushlab/bench/dom.js"

const patience = 4000 // ms until a page that was never connected says so
const controls = "form :is(button, input, select, textarea)"

/** @typedef {HTMLButtonElement | HTMLInputElement} Control */

export class Lost {
  #asOf = new Date() // the server drew the page now
  #timer = 0
  #wasUp = false
  /** @type {Set<Control>} what was switched off; some of it may be off the page when the server is back */
  #off = new Set()

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.line = find(root, "[data-lost]")
  }

  /** A board came. */
  seen() {
    this.#asOf = new Date()
    if (this.root.hasAttribute("data-gone")) this.#back()
  }

  /** @param {boolean} up */
  link(up) {
    clearTimeout(this.#timer)
    if (up) {
      this.#wasUp = true
      return
    }
    this.#timer = setTimeout(() => this.#gone(), this.#wasUp ? 1000 : patience)
  }

  /** The server does not show this board to this browser any more. @param {string} sentence */
  refused(sentence) {
    this.#say(sentence, sentence)
  }

  #gone() {
    const at = this.#asOf.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })
    const why = "The server does not answer."
    this.#say(`${why} The board is as of ${at}. The buttons work again when it is back.`, why)
  }

  /** @param {string} words @param {string} why a control does nothing */
  #say(words, why) {
    this.line.hidden = false
    find(this.line, "[data-lost-words]").textContent = words
    this.root.toggleAttribute("data-gone", true)
    const all = /** @type {NodeListOf<Control>} */ (this.root.querySelectorAll(controls))
    for (const control of all) {
      if (control.disabled) continue
      control.disabled = true
      control.title = why
      this.#off.add(control)
    }
  }

  #back() {
    this.line.hidden = true
    this.root.removeAttribute("data-gone")
    for (const control of this.#off) {
      control.disabled = false
      control.removeAttribute("title")
    }
    this.#off.clear()
  }
}
