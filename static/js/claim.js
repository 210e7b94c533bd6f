import { afterRun, figuresOf } from "#pushlab/own.js"

/** @typedef {import("#pushlab/own.js").Run} Run */

/** A claim: its table has a column for the learner's own run of a bench. */
class PushClaim extends HTMLElement {
  #stop = () => {}
  /** @type {Run | null} */
  #run = null

  connectedCallback() {
    const demo = this.dataset.run
    if (demo) this.#stop = afterRun(demo, this.#ran)
  }

  disconnectedCallback() {
    this.#stop()
  }

  #ran = async (/** @type {Run} */ run) => {
    this.#run = run
    try {
      const figures = await figuresOf(run)
      if (this.#run !== run) return // a newer one has ended
      for (const cell of this.querySelectorAll("[data-figure]")) {
        cell.textContent = figures[cell.getAttribute("data-figure") ?? ""]?.text ?? "–"
      }
      this.#say(run)
    } catch {
      // the column keeps what it had; the bench says that the server is gone
    }
  }

  /** Says whose numbers these are, with the way to their bytes. @param {Run} run */
  #say(run) {
    const own = this.querySelector("[data-own]")
    if (!own) return
    const link = document.createElement("a")
    link.href = run.inspector
    link.textContent = "Your run"
    own.replaceChildren(link, " is the newest on this page. The other numbers are recorded.")
  }
}

customElements.define("push-claim", PushClaim)
