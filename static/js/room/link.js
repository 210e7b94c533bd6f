// The mark that says whether this page hears of the room.
import { find } from "#pushlab/bench/dom.js"

const patience = 1000 // ms: a short break is nobody's business

export class Link {
  #timer = 0
  #heard = false

  /** @param {HTMLElement} root @param {(words: string) => void} said */
  constructor(root, said) {
    this.mark = find(root, "[data-mark]")
    this.words = find(root, "[data-link]")
    this.said = said
  }

  /** @param {boolean} up */
  set(up) {
    if (up) this.#up()
    else if (this.#heard) this.#timer ||= setTimeout(() => this.#down(), patience)
  }

  /** The server does not speak of the room to this page. @param {string} sentence */
  refused(sentence) {
    this.#draw("err", sentence)
  }

  #up() {
    clearTimeout(this.#timer)
    this.#timer = 0
    this.#heard = true
    this.#draw("done", "Connected")
  }

  #down() {
    this.#draw("conn", "Reconnecting; what was saved is kept")
  }

  /** @param {string} mark @param {string} words */
  #draw(mark, words) {
    if (this.words.textContent === words) return
    this.mark.setAttribute("class", `mk sq-${mark}`)
    this.words.textContent = words
    this.said(`Room: ${words}.`)
  }
}
