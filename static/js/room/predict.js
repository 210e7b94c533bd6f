// The room predicts together: in a panel of the strip on every page, and in the
// lesson's own block where the page has it.
import { el } from "#pushlab/bench/dom.js"
import { bars } from "#pushlab/room/bars.js"
import { Block } from "#pushlab/room/block.js"
import { ballot, vote } from "#pushlab/room/vote.js"
import { lesson as mine } from "#pushlab/room/where.js"

/** @typedef {import("#pushlab/room/state.js").Question} Question */

export class Together {
  #drawn = ""
  /** @type {Block | null} */
  #block = null
  #counted = el("p", { class: "room-n" })

  /** @param {HTMLElement} panel */
  constructor(panel) {
    this.panel = panel
  }

  /** @param {Question | null} question */
  draw(question) {
    this.#hold(question)
    this.panel.hidden = !question
    if (!question) return void (this.#drawn = "")
    const { answered, of, ...rest } = question
    const words = `${answered} of ${of} have answered.`
    if (this.#counted.textContent !== words) this.#counted.textContent = words
    const text = JSON.stringify(rest)
    if (text === this.#drawn) return
    this.#drawn = text
    this.#fill(question)
  }

  /** What is said when the question changes. @param {Question} question */
  sentence({ state, round, text, options, right }) {
    if (state === "revealed")
      return `The host has revealed the answer: ${(options[right - 1] ?? "none is right").replace(/[.?!]$/, "")}.`
    if (state === "closed") return "The host has closed the question. The answer comes with the reveal."
    return round > 1 ? `The room chooses again: ${text}` : `The room is predicting: ${text}`
  }

  /** The block of another question goes on as always. @param {Question | null} question */
  #hold(question) {
    if (this.#block && !this.#block.is(question)) {
      this.#block.release()
      this.#block = null
    }
    if (question?.lesson === mine) this.#block ??= Block.of(question)
    if (question) this.#block?.draw(question)
  }

  /** @param {Question} question */
  #fill(question) {
    const had = this.panel.contains(document.activeElement)
    const { text, round, state, lesson, block } = question
    const title =
      state === "revealed"
        ? "The room predicted"
        : round > 1
          ? "The room chooses again"
          : "The room is predicting"
    const link = el("a", { href: `/lessons/${lesson}/#${block}` }, "The question in its lesson")
    this.panel.replaceChildren(
      el("h2", { id: "room-q", tabindex: -1 }, title),
      el("p", { class: "room-q" }, text),
      ...this.#body(question),
      ...(lesson === mine && document.getElementById(block) ? [] : [el("p", {}, link)]),
    )
    if (had) this.panel.querySelector("h2")?.focus()
  }

  /** @param {Question} question @returns {Node[]} */
  #body(question) {
    const { state, mine, options } = question
    if (state === "revealed") return [bars(question)]
    if (state === "closed")
      return [this.#counted, el("p", {}, "It is closed. The answer comes when the host reveals it.")]
    const form = ballot(question, (option) => this.#choose(question, option))
    if (mine === 0) return [form, this.#counted]
    const words = `Your choice: “${options[mine - 1]}” It counts; you can change it until the host closes the question.`
    return [el("p", {}, words), this.#counted, el("details", {}, el("summary", {}, "Change it"), form)]
  }

  /** The block says the same as the panel. @param {Question} question @param {number} option */
  async #choose(question, option) {
    await vote(question, option)
    this.#block?.chosen(option)
  }
}
