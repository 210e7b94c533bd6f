// <push-bench>: the instrument of a lesson (live or a recorded figure) and of
// the page of a run.
import { find } from "#pushlab/bench/dom.js"
import { Instrument } from "#pushlab/bench/instrument.js"
import { keys } from "#pushlab/bench/keys.js"
import { Live } from "#pushlab/bench/live.js"
import { fold } from "#pushlab/bench/setup.js"

class PushBench extends HTMLElement {
  /** What the page's strip reads and moves when a class follows its host. @type {Instrument | null} */
  instrument = null
  /** @type {Live | null} */
  #live = null
  /** @type {import("#pushlab/bench/run-page.js").RunPage | null} */
  #page = null

  connectedCallback() {
    const { demo, run, view, rows = "" } = this.dataset
    const instrument = (this.instrument = new Instrument(this, rows))
    keys(this, instrument, () => this.#live?.toggle())
    if (run || view) this.#follow(instrument)
    else if (demo) this.#begin(instrument)
  }

  disconnectedCallback() {
    this.#live?.close()
    this.#page?.close()
    this.instrument?.close()
  }

  /** The page of a run has more than a bench, which comes apart from it. @param {Instrument} instrument */
  async #follow(instrument) {
    const { RunPage } = await import("#pushlab/bench/run-page.js")
    if (this.isConnected) this.#page = new RunPage(this, instrument)
  }

  /** @param {Instrument} instrument */
  #begin(instrument) {
    fold(this)
    const controls = /** @type {HTMLFieldSetElement} */ (find(this, ".ctl"))
    controls.disabled = false
    const live = (this.#live = new Live(this, instrument))
    this.addEventListener("click", (e) => {
      if (!(e.target instanceof Element)) return
      if (e.target.closest("[data-start]")) live.start()
      else if (e.target.closest("[data-stop]")) live.stop()
    })
    this.addEventListener("submit", (e) => e.preventDefault())
    this.addEventListener("input", () => live.draw())
    const draw = () => live.draw()
    addEventListener("online", draw)
    addEventListener("offline", draw)
  }
}

customElements.define("push-bench", PushBench)
