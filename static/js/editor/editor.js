import { find } from "#pushlab/bench/dom.js"
import { Status } from "#pushlab/bench/status.js"
import { Area } from "#pushlab/editor/area.js"
import { Output } from "#pushlab/editor/output.js"
import { Sandbox } from "#pushlab/editor/sandbox.js"
import { asking, heard, noRun, ready, running, stopped } from "#pushlab/editor/verdicts.js"
import { forget, recall, remember } from "#pushlab/memory.js"
import { pageRun } from "#pushlab/page-run.js"

const patience = 5000 // ms in which the second press of Reset counts

/**
 * The editor of an exercise. Its code runs in a worker that reaches the page's
 * run and nothing else, so the server sees it as it sees curl.
 */
class PushEditor extends HTMLElement {
  #began = 0
  #start = 0 // counts starts: a run that comes too late starts nothing
  #resetting = 0
  /** @type {Sandbox | null} */
  #sandbox = null

  connectedCallback() {
    this.#style()
    const lesson = /** @type {HTMLElement | null} */ (this.closest("[data-lesson]"))?.dataset.lesson
    this.key = `code.${lesson}.${this.dataset.exercise}`
    this.status = new Status(find(this, "output"))
    const does = { run: () => this.#run(), stop: () => this.#stop(), changed: () => this.#keep() }
    this.area = new Area(this, does)
    this.area.text = recall(this.key) ?? this.starter
    this.output = new Output(find(this, "[data-output]"), (line) => this.area?.go(line))
    this.button("run").addEventListener("click", does.run)
    this.button("stop").addEventListener("click", does.stop)
    this.button("reset").addEventListener("click", () => this.#reset())
    this.toggleAttribute("data-loaded", true)
  }

  disconnectedCallback() {
    this.#end()
  }

  /** The server wrote the starter into the field. */
  get starter() {
    return this.area?.field.defaultValue ?? ""
  }

  /** @param {string} name */
  button(name) {
    return /** @type {HTMLButtonElement} */ (find(this, `button[data-${name}]`))
  }

  /** The styles come with the first editor of a page. */
  #style() {
    const href = this.dataset.style ?? ""
    if (document.head.querySelector(`link[href="${href}"]`)) return
    const link = document.createElement("link")
    link.rel = "stylesheet"
    link.href = href
    document.head.append(link)
  }

  #keep() {
    const { area, key = "" } = this
    if (!area || area.text === this.starter) forget(key)
    else remember(key, area.text)
  }

  async #run() {
    this.#end()
    this.output?.clear()
    this.area?.mark(0)
    const start = ++this.#start
    this.#show(asking)
    try {
      const run = await pageRun()
      if (start === this.#start) this.#begin(run)
    } catch {
      if (start === this.#start) this.#show(noRun)
    }
  }

  /** @param {import("#pushlab/bench/types.js").Run} run */
  #begin(run) {
    this.#began = performance.now()
    this.#sandbox = new Sandbox(run, this.area?.text ?? "", (news) => this.#hear(news, run))
    this.#show(running)
  }

  get #after() {
    return performance.now() - this.#began
  }

  /** @param {import("#pushlab/editor/sandbox.js").News} news @param {import("#pushlab/bench/types.js").Run} run */
  #hear(news, run) {
    if (news.kind === "log") this.output?.add(news.level, news.text, news.line, this.#after)
    if (news.kind === "blocked") {
      const text = `${news.what} was refused: the code may only reach its run, ${run.lab}/…`
      this.output?.add("blocked", text, news.line, this.#after)
    }
    const state = heard(news, this.#after)
    if (!state) return
    if (news.kind !== "end") this.#end()
    this.area?.mark(state.line ?? 0)
    this.#show(state)
  }

  /** The learner's stop, also of a start that waits for its run. */
  #stop() {
    if (this.button("stop").disabled) return
    const after = this.#sandbox ? this.#after : 0
    this.#end()
    this.#show(stopped(after))
  }

  #end() {
    this.#start++
    this.#sandbox?.end()
    this.#sandbox = null
  }

  /** @param {import("#pushlab/editor/verdicts.js").State} state */
  #show({ name, mark, words, sentence }) {
    this.dataset.state = name
    find(this, ".mk").className = `mk sq-${mark}`
    find(this, ".state-w").textContent = words
    find(this, ".stt").textContent = sentence
    this.button("run").firstChild?.replaceWith(name === "ready" ? "Run" : "Run again")
    this.button("stop").disabled = name !== "running" && !this.#sandbox
    if (name !== ready.name) this.status?.state(`${words}. ${sentence}`)
  }

  /** The first press asks, the second does it. */
  #reset() {
    const asked = this.#resetting !== 0
    clearTimeout(this.#resetting)
    this.#resetting = asked ? 0 : setTimeout(() => this.#calm(), patience)
    this.button("reset").textContent = asked ? "Reset to starter" : "Press again to reset"
    if (!asked) return this.status?.state("Press again, and the starter takes the place of your code.")
    this.area?.replace(this.starter)
    this.status?.state("The starter is back. Undo brings your code back.")
  }

  #calm() {
    this.#resetting = 0
    this.button("reset").textContent = "Reset to starter"
  }
}

customElements.define("push-editor", PushEditor)
