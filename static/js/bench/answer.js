// The answer as the page's own callbacks delivered it, token by token.
import { el } from "#pushlab/bench/dom.js"

/** A sentence ends at its full stop, or at a new line. */
const sentenceEnd = /[.!?…]["”’)]?\s*$|\n$/

export class Answer {
  #text = ""
  /** @type {HTMLElement[]} tokens that wait for the end of their sentence */
  #waiting = []
  #caret = el("span", { class: "caret", "aria-hidden": true })

  /**
   * @param {HTMLElement} root
   * @param {{spoken?: (sentence: string) => void, still?: boolean}} [options]
   *   spoken hears each sentence; still shows whole sentences only, as
   *   prefers-reduced-motion asks
   */
  constructor(root, { spoken = () => {}, still = false } = {}) {
    this.root = root
    this.spoken = spoken
    this.still = still
    this.sentence = ""
  }

  /** The text so far, as the tokens came. */
  get text() {
    return this.#text
  }

  clear() {
    this.#text = this.sentence = ""
    this.#waiting = []
    this.root.replaceChildren()
  }

  /** Two dashed lines where an answer will be. */
  ghost() {
    this.clear()
    this.root.append(el("span", { class: "ghost" }), el("span", { class: "ghost" }))
  }

  /**
   * @param {string} id of the token, which its row carries too; "" = none
   * @param {string} text
   * @param {{doubled?: boolean}} [options] doubled: the reader has it already
   */
  token(id, text, { doubled = false } = {}) {
    if (this.#text === "") this.root.replaceChildren()
    const kind = doubled ? "tk dbl" : "tk"
    this.#show(el("span", { class: kind, "data-tok": id || null }, text), text)
  }

  /** @param {string} text that came in one piece */
  whole(text) {
    this.clear()
    this.#show(el("span", { class: "tk" }, text), text)
    this.end()
  }

  /** Marks the place of tokens that never came. @param {string} words */
  lost(words) {
    this.end()
    this.root.append(el("del", { class: "lost" }, words))
  }

  /** Nothing more is coming: what waits is shown, the caret goes. */
  end() {
    for (const line of this.root.querySelectorAll(".ghost")) line.remove() // none came
    this.#flush()
    if (this.sentence.trim()) this.spoken(this.sentence.trim())
    this.sentence = ""
    this.#caret.remove()
  }

  /** Marks the token whose row is selected. @param {string | undefined} id */
  select(id) {
    for (const token of this.root.querySelectorAll(".tk.on")) token.classList.remove("on")
    if (!id) return
    for (const token of this.root.querySelectorAll(`[data-tok="${CSS.escape(id)}"]`))
      token.classList.add("on")
  }

  /** @param {HTMLElement} token @param {string} text */
  #show(token, text) {
    this.#text += text
    this.sentence += text
    this.#waiting.push(token)
    const ended = sentenceEnd.test(this.sentence)
    if (ended || !this.still) this.#flush()
    if (!ended) return
    this.spoken(this.sentence.trim())
    this.sentence = ""
  }

  #flush() {
    const { root } = this
    const atEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 40
    root.append(...this.#waiting, this.#caret)
    this.#waiting = []
    if (atEnd) root.scrollTop = root.scrollHeight
  }
}
