// The forms of the board, sent without leaving the page. What a form changes is
// seen when the server says it to all boards.
import { el } from "#pushlab/bench/dom.js"
import { send } from "#pushlab/form.js"
import { freedWords } from "#pushlab/room/board-words.js"

/** After these the page is another one. */
const leaving = ["/room/end", "/room/new", "/room/wipe"]

/** @param {HTMLElement} root */
export function forms(root) {
  root.addEventListener("submit", (e) => {
    const form = /** @type {HTMLFormElement} */ (e.target)
    if (leaving.includes(new URL(form.action).pathname)) return
    e.preventDefault()
    submit(form, /** @type {SubmitEvent} */ (e).submitter)
  })
  // a choice of the profile holds at once
  root.addEventListener("change", (e) => {
    const input = /** @type {HTMLInputElement} */ (e.target)
    if (input.type === "radio" && input.form?.matches("[data-profile]")) input.form.requestSubmit()
  })
}

/** @param {HTMLFormElement} form @param {HTMLElement | null} by */
async function submit(form, by) {
  form.querySelector("[role=alert]")?.remove()
  try {
    const { freed } = await send(form.action, new FormData(form, by))
    if (freed !== undefined) form.append(el("p", { class: "ferr", role: "alert" }, freedWords(freed)))
    const typed = form.elements.namedItem("text")
    if (typed instanceof HTMLInputElement) typed.value = ""
  } catch (error) {
    form.append(el("p", { class: "ferr", role: "alert" }, /** @type {Error} */ (error).message))
  }
}
