// A bench that works in the run of an exercise of its page: what it sends then
// counts there, and its rows are those of that run.
import { pageRun } from "#pushlab/page-run.js"

/** Offers it, if the page has the exercise. @param {HTMLElement} root the push-bench */
export function exerciseOf(root) {
  const offer = /** @type {HTMLElement | null} */ (root.querySelector("[data-as]"))
  if (offer) offer.hidden = !document.querySelector(`push-exercise[data-exercise="${offer.dataset.as}"]`)
}

/** The run of the exercise when the learner has chosen that. @param {HTMLElement} root */
export function exerciseRun(root) {
  const box = root.querySelector("[data-as] input")
  return box instanceof HTMLInputElement && box.checked ? pageRun() : null
}
