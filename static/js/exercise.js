import { find } from "#pushlab/bench/dom.js"
import { Status } from "#pushlab/bench/status.js"
import { watch } from "#pushlab/control.js"
import { Here } from "#pushlab/here.js"
import { forget, recall, remember } from "#pushlab/memory.js"
import { dropRun, pageRun } from "#pushlab/page-run.js"
import { conditions, notChecked } from "#pushlab/verdict.js"
import { whenSeen } from "#pushlab/when-seen.js"

/**
 * An exercise. The server decides it from the bytes of the page's run, which a
 * terminal may use as well as the page; the element only shows the verdict.
 */
class PushExercise extends HTMLElement {
  #stop = () => {}
  #wasUp = false
  #renewed = false

  connectedCallback() {
    this.exercise = this.dataset.exercise ?? ""
    this.status = new Status(find(this, "[role=status]"))
    const panel = /** @type {HTMLElement | null} */ (this.querySelector("[data-here]"))
    const say = (/** @type {string} */ words) => this.#say(words)
    if (panel) this.here = new Here(panel, this.exercise, { run: pageRun, status: this.status, say })
    find(this, "button[data-skip]").addEventListener("click", () => this.#skip())
    this.#showSkipped()
    this.#stop = whenSeen(this, () => this.#begin())
  }

  disconnectedCallback() {
    this.#stop()
    this.here?.stop()
  }

  /** The page of the run. */
  get inspector() {
    return find(this, "a[data-inspector]").getAttribute("href") ?? ""
  }

  async #begin() {
    if (this.querySelector("push-editor")) import("#pushlab/editor/editor.js")
    try {
      const run = await pageRun()
      const link = /** @type {HTMLAnchorElement} */ (find(this, "[data-inspector]"))
      link.href = run.inspector
      link.hidden = false
      this.#stop = watch({ run: run.run }, this.#handlers)
    } catch {
      this.#say("The server can not be reached. The text is all here; load the page again to be checked.")
    }
  }

  /** @type {import("#pushlab/control.js").Handlers} */
  #handlers = {
    rows: (rows) => this.here?.rows(rows),
    verdict: (verdict) => this.#verdict(verdict),
    link: (up) => {
      if (this.#wasUp && !up) notChecked(find(this, ".checks"))
      this.#wasUp ||= up
    },
    error: () => this.#renew(),
  }

  /** The server does not know the run: one more is made, once. */
  #renew() {
    this.#stop()
    if (this.#renewed) return
    this.#renewed = true
    dropRun()
    this.#begin()
  }

  /** @param {import("#pushlab/verdict.js").Verdict} verdict */
  #verdict(verdict) {
    if (verdict.exercise !== this.exercise) return
    conditions(find(this, ".checks"), verdict, this.inspector)
    if (verdict.passed) this.#passed()
    else if (verdict.hint && (verdict.over || !this.here?.asks)) this.#say(verdict.hint)
  }

  #passed() {
    if (this.hasAttribute("data-passed")) return
    this.toggleAttribute("data-passed", true)
    forget(`skipped.${this.exercise}`)
    this.#showSkipped()
    this.#say("Passed: every condition is met.")
  }

  /** Shows a sentence and speaks it. @param {string} words */
  #say(words) {
    find(this, "[data-words]").textContent = words
    this.status?.state(words)
  }

  #skip() {
    const name = `skipped.${this.exercise}`
    if (recall(name)) forget(name)
    else remember(name, "yes")
    this.#showSkipped()
  }

  /** A skipped exercise stays visible as skipped. */
  #showSkipped() {
    const passed = this.hasAttribute("data-passed")
    const skipped = !passed && recall(`skipped.${this.exercise}`) !== null
    this.toggleAttribute("data-skipped", skipped)
    const button = find(this, "button[data-skip]")
    button.hidden = passed
    button.textContent = skipped ? "Take it up again" : "Skip this exercise"
    const words = skipped ? "Skipped by you" : "Checked by the server from the bytes on the wire"
    find(this, "[data-note]").textContent = passed ? "Passed" : words
  }
}

customElements.define("push-exercise", PushExercise)
