import { send } from "#pushlab/form.js"
import { recall, remember } from "#pushlab/memory.js"
import { afterRun, figuresOf } from "#pushlab/own.js"

/** States of a bench that has something to show for a prediction. */
const ended = ["complete"]

/** Where the learner makes the bytes, other states are an end too. @type {Record<string, string[]>} */
const ownEnds = { frames: ["silent"], bytes: ["closed"], handshake: ["failed"] }

/** @typedef {import("#pushlab/own.js").Run} Run */

/**
 * A prediction: open, then locked or skipped, then measured, when the bench
 * that it belongs to has run. One that names a figure is measured when a run of
 * the learner's has it. Nothing is blocked in any state.
 */
export class PushPredict extends HTMLElement {
  #bench = new MutationObserver(() => this.#benchRan())
  #stop = () => {}
  /** @type {Run | null} */
  #run = null

  connectedCallback() {
    this.addEventListener("submit", this.#submit)
    const { run, bench: id = "" } = this.dataset
    const bench = document.getElementById(id)?.querySelector(".bench")
    if (run) this.#stop = afterRun(run, this.#ran)
    else if (bench) this.#bench.observe(bench, { attributeFilter: ["data-state"] })
    if (this.dataset.state !== "open" && recall(this.#memory)) this.#measure()
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this.#submit)
    this.#bench.disconnect()
    this.#stop()
  }

  get #memory() {
    return `measured.${this.dataset.key}`
  }

  #submit = async (/** @type {SubmitEvent} */ e) => {
    e.preventDefault()
    const form = /** @type {HTMLFormElement} */ (e.target)
    const skipped = form.hasAttribute("data-skip")
    try {
      await send(form.action, new FormData(form))
      this.#lock(skipped ? "skipped" : "locked")
    } catch (error) {
      this.#say(/** @type {Error} */ (error).message)
    }
  }

  /** @param {"locked" | "skipped"} state */
  #lock(state) {
    this.dataset.state = state
    for (const input of this.querySelectorAll("input")) input.disabled = true
    this.#note(state === "locked" ? "Locked" : "Not predicted")
    for (const part of this.querySelectorAll("[data-when], [data-measured]")) {
      part.toggleAttribute("hidden", part.getAttribute("data-when") === "open")
    }
    if (state === "locked") this.#mine()
    this.#say(state === "locked" ? "Your prediction is locked. Run the bench." : "Skipped. Run the bench.")
    if (this.#run) this.#ran(this.#run)
  }

  /** Shows the chosen option beside the right one. */
  #mine() {
    const chosen = /** @type {HTMLInputElement | null} */ (this.querySelector(":checked"))
    const words = chosen?.nextElementSibling?.cloneNode(true)
    const mine = this.querySelector("[data-mine]")
    if (!chosen || !words || !mine) return
    mine.querySelector("dd")?.replaceChildren(words)
    const right = this.querySelector("[data-right]")?.getAttribute("data-right")
    mine.classList.toggle("miss", chosen.value !== right)
  }

  #benchRan() {
    const bench = document.getElementById(this.dataset.bench ?? "")
    const state = bench?.querySelector(".bench")?.getAttribute("data-state") ?? ""
    const over = [...ended, ...(ownEnds[bench?.dataset.demo ?? ""] ?? [])]
    if (!["locked", "skipped"].includes(this.dataset.state ?? "") || !over.includes(state)) return
    remember(this.#memory, "yes")
    this.#measure()
    this.#say("Your prediction stands beside what the wire says.")
  }

  #ran = async (/** @type {Run} */ run) => {
    this.#run = run
    if (this.dataset.state === "open") return
    try {
      const figure = (await figuresOf(run))[this.dataset.figures ?? ""]
      if (this.#run !== run) return // a newer one has ended
      if (!figure)
        return this.#say("This run does not show it. Run the bench to its end, with the lesson's settings.")
      this.#own(run, figure)
      remember(this.#memory, "yes")
      this.#measure()
      this.#say("Your prediction stands beside what your run measured.")
    } catch {
      // what stood there stays; the bench says that the server is gone
    }
  }

  /** Shows what the learner's run has measured. @param {Run} run @param {import("#pushlab/own.js").Figures[string]} figure */
  #own(run, figure) {
    const own = this.querySelector("[data-own]")
    own?.removeAttribute("hidden")
    own?.querySelector("[data-value]")?.replaceChildren(figure.text)
    own?.querySelector("[data-label]")?.replaceChildren(figure.label)
    own?.querySelector("a")?.setAttribute("href", run.inspector)
  }

  #measure() {
    this.#note(this.dataset.state === "skipped" ? "Not predicted, then measured" : "Locked, then measured")
    this.dataset.state = "measured"
    this.querySelector("details")?.setAttribute("open", "")
    this.querySelector("[data-when=locked]")?.setAttribute("hidden", "")
  }

  /** @param {string} words */
  #note(words) {
    const note = this.querySelector("[data-note]")
    if (note) note.textContent = words
  }

  /** @param {string} words */
  #say(words) {
    const status = this.querySelector("[role=status]")
    if (status) status.textContent = words
  }
}
