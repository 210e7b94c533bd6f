import { send } from "#pushlab/form.js"

/** A question from an earlier lesson. push-quiz, inside, handles the answer. */
class PushReview extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this.#submit)
  }

  disconnectedCallback() {
    this.removeEventListener("submit", this.#submit)
  }

  /** Who answers can not skip any more; who skips goes on to the lesson. */
  #submit = async (/** @type {SubmitEvent} */ e) => {
    e.preventDefault()
    const form = /** @type {HTMLFormElement} */ (e.target)
    if (form.parentElement !== this) return this.querySelector("[form]")?.remove()
    try {
      await send(form.action, new FormData(form))
      const sheet = document.querySelector("main")
      sheet?.setAttribute("tabindex", "-1")
      sheet?.focus({ preventScroll: true })
      this.remove()
    } catch (error) {
      this.#failed(/** @type {Error} */ (error).message)
    }
  }

  /** @param {string} words */
  #failed(words) {
    const failure = this.querySelector("[data-failure]")
    if (!failure) return
    failure.textContent = words
    failure.removeAttribute("hidden")
  }
}

customElements.define("push-review", PushReview)
