import { send } from "#pushlab/form.js"

/** A question: every option has its reply, and another try is free. */
export class PushQuiz extends HTMLElement {
  #saved = Promise.resolve()
  #waiting = 0 // answers on their way; data-sending says so

  connectedCallback() {
    this.addEventListener("submit", this.#submit)
    this.addEventListener("change", this.#clear)
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this.#submit)
    this.removeEventListener("change", this.#clear)
  }

  #submit = (/** @type {SubmitEvent} */ e) => {
    e.preventDefault()
    const form = /** @type {HTMLFormElement} */ (e.target)
    const data = new FormData(form)
    this.#reply(String(data.get("option")))
    this.#waiting++
    this.toggleAttribute("data-sending", true)
    this.#saved = this.#saved.then(() => this.#save(form.action, data))
  }

  /** Saves one answer after the other, so that the latest is the last. @param {string} url @param {FormData} data */
  async #save(url, data) {
    try {
      await send(url, data)
    } catch (error) {
      this.#failed(/** @type {Error} */ (error).message)
    }
    if (--this.#waiting === 0) this.toggleAttribute("data-sending", false)
  }

  /** Another option was chosen: the reply to the last one goes. */
  #clear = () => this.#show("")

  /** @param {string} option */
  #reply(option) {
    this.#show(option)
    const right = this.querySelector(`[data-reply="${option}"]`)?.hasAttribute("data-right")
    this.#note(right ? "Answered correctly" : "Not right yet")
  }

  /** @param {string} option */
  #show(option) {
    for (const reply of this.querySelectorAll("[data-reply]")) {
      reply.toggleAttribute("hidden", reply.getAttribute("data-reply") !== option)
    }
    this.querySelector("[data-failure]")?.setAttribute("hidden", "")
  }

  /** @param {string} words */
  #failed(words) {
    const failure = this.querySelector("[data-failure]")
    if (!failure) return
    failure.textContent = words
    failure.removeAttribute("hidden")
  }

  /** @param {string} words */
  #note(words) {
    const note = this.querySelector("[data-note]")
    if (note) note.textContent = words
  }
}
