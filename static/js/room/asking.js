// The host's part of predicting together: the question nearest to the middle of
// the window can be collected, and one that is collected goes on to its reveal.
import { el } from "#pushlab/bench/dom.js"
import { lesson } from "#pushlab/room/where.js"

/** @typedef {import("#pushlab/room/state.js").Question} Question */
/** @typedef {{block: string, text: string}} Near */

const look = 1000 // ms between two looks at what is near

export class Asking {
  /** @type {Question | null} */
  #question = null
  #drawn = ""
  #counted = el("span", { class: "room-n" })

  /** @param {HTMLElement} root @param {(words: string) => void} said */
  constructor(root, said) {
    this.root = root
    this.said = said
    if (document.querySelector("push-predict")) setInterval(() => this.#draw(), look)
  }

  /** @param {Question | null} question */
  draw(question) {
    this.#question = question
    this.#draw()
  }

  #draw() {
    const question = this.#question
    const near = question ? null : nearest()
    this.root.hidden = !question && !near
    const counted = question ? `${question.answered} of ${question.of} have answered` : ""
    if (this.#counted.textContent !== counted) this.#counted.textContent = counted
    const text = question ? `${question.block} ${question.round} ${question.state}` : (near?.block ?? "")
    if (text === this.#drawn) return
    this.#drawn = text
    if (question) this.#collected(question)
    else if (near) this.#fill(near.text, form(lesson, near.block, ["collect", "Collect predictions"]))
  }

  /** @param {Question} question */
  #collected({ lesson, block, text, state, round }) {
    const again = /** @type {[string, string]} */ (["again", "Collect again"])
    const reveal = /** @type {[string, string]} */ (["reveal", "Reveal"])
    const drop = /** @type {[string, string]} */ (["drop", "Put away"])
    const acts = state === "revealed" ? [drop] : round > 1 ? [reveal, drop] : [again, reveal, drop]
    this.#fill(text, form(lesson, block, ...acts))
    this.said(state === "revealed" ? "The answer is revealed." : `Collecting, round ${round}.`)
  }

  /** @param {string} text @param {HTMLFormElement} form */
  #fill(text, form) {
    const had = this.root.contains(document.activeElement)
    this.root.replaceChildren(
      el("b", {}, "Predict"),
      el("span", { class: "room-q" }, text),
      this.#counted,
      form,
    )
    if (had) this.root.querySelector("button")?.focus()
  }
}

/** @param {string} lesson @param {string} block @param {...[string, string]} acts what, and in words */
function form(lesson, block, ...acts) {
  return el(
    "form",
    { method: "post", action: "/room/predict" },
    el("input", { type: "hidden", name: "lesson", value: lesson }),
    el("input", { type: "hidden", name: "block", value: block }),
    ...acts.map(([value, words]) => el("button", { class: "btn", name: "do", value }, words)),
  )
}

/** The question nearest to the middle of the window. @returns {Near | null} */
function nearest() {
  const far = (/** @type {Element} */ e) => Math.abs(e.getBoundingClientRect().top - innerHeight / 2)
  const [first] = [...document.querySelectorAll("push-predict .blk[id]")].sort((a, b) => far(a) - far(b))
  return first ? { block: first.id, text: first.querySelector(".q")?.textContent?.trim() ?? "" } : null
}
