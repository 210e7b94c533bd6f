// The lesson's block of a question that the room predicts together. While the
// room is at it, the block takes the choice and keeps the answer back, even after
// the learner's own run; at the reveal it shows what the room chose, and goes on as
// always (#pushlab/predict.js).
import { el } from "#pushlab/bench/dom.js"
import { bars } from "#pushlab/room/bars.js"
import { vote } from "#pushlab/room/vote.js"

/** @typedef {import("#pushlab/room/state.js").Question} Question */

export class Block {
  #note = el("p", { class: "room-note" })
  /** @type {Question | null} */
  #question = null
  #passes = false // the next submit is the block's own
  #drawn = ""

  /** @param {Question} question @returns {Block | null} */
  static of(question) {
    const root = document.getElementById(question.block)?.closest("push-predict")
    return root instanceof HTMLElement ? new Block(root, question.block) : null
  }

  /** @param {HTMLElement} root @param {string} id */
  constructor(root, id) {
    this.root = root
    this.id = id
    this.form = /** @type {HTMLFormElement} */ (root.querySelector("form:not([data-skip])"))
    root.querySelector(".q")?.after(this.#note)
    root.addEventListener("submit", this.#submit, { capture: true })
  }

  /** @param {Question | null} question */
  is(question) {
    return question?.block === this.id
  }

  /** @param {Question} question */
  draw(question) {
    this.#question = question
    const { state, round, mine } = question
    const now = `${state} ${round} ${mine}`
    if (now === this.#drawn) return
    this.#drawn = now
    if (state === "revealed") return this.#reveal(question)
    this.root.dataset.room = state
    this.#note.textContent = words(question)
    this.#open(state === "open" && mine === 0)
  }

  /** The room has put the question away. */
  release() {
    delete this.root.dataset.room
    this.#note.remove()
    this.root.removeEventListener("submit", this.#submit, { capture: true })
    this.#open(this.root.dataset.state === "open")
  }

  /** A choice that was made elsewhere is the learner's prediction too, if it is the first. @param {number} option */
  chosen(option) {
    const input = /** @type {HTMLInputElement | null} */ (this.form.querySelector(`[value="${option}"]`))
    if (input) input.checked = true
    if (!input || this.root.dataset.state !== "open") return
    input.disabled = false // the socket may have told of the choice, and closed the block, before
    const voted = el("input", { type: "hidden", name: "voted", value: "yes" }) // by then the room may choose again
    this.form.append(voted)
    this.#passes = true
    this.form.requestSubmit()
    this.#passes = false
    voted.remove()
  }

  /** @param {Event} e */
  #submit = async (e) => {
    const question = this.#question
    if (this.#passes || e.target !== this.form || question?.state !== "open") return
    e.preventDefault()
    e.stopPropagation()
    const option = Number(new FormData(this.form).get("option"))
    try {
      await vote(question, option)
      this.chosen(option)
    } catch (error) {
      this.#note.textContent = /** @type {Error} */ (error).message
    }
  }

  /** @param {boolean} open whether a choice can be made */
  #open(open) {
    for (const input of this.form.querySelectorAll("input")) {
      if (input.type === "radio") input.disabled = !open
    }
    this.form.querySelector("[data-when=open]")?.toggleAttribute("hidden", !open)
  }

  /** @param {Question} question */
  #reveal(question) {
    delete this.root.dataset.room
    this.#open(this.root.dataset.state === "open")
    this.#note.textContent = ""
    this.root.querySelector(".room-bars")?.remove()
    this.form.after(bars(question))
  }
}

/** @param {Question} question */
function words({ state, round, mine, options }) {
  const kept = mine > 0 ? ` Your choice: “${options[mine - 1]}”` : ""
  if (state === "closed")
    return `The host has closed the question.${kept} The answer comes when the host reveals it.`
  if (round > 1 && !mine) return "The room chooses again. Your first choice is kept beside the second."
  return `The room is predicting.${kept} The answer comes when the host reveals it.`
}
