// The buttons of the cut lab: each is a fault, which strikes what runs or, when its
// place was chosen before, starts a run in which it waits for its token.
import { count, find } from "#pushlab/bench/dom.js"

/** What strikes the run of a bench; a bench without one does not run. @type {WeakMap<HTMLElement, (kind: string) => void>} */
const striking = new WeakMap()

/** @param {HTMLElement} root */
export function prepare(root) {
  root.addEventListener("input", () => draw(root))
  root.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("[data-cut]") : null
    if (button) press(root, button.getAttribute("data-cut") ?? "")
  })
  draw(root)
}

/** A run begins, or is over. @param {HTMLElement} root @param {((kind: string) => void) | null} strike */
export function runs(root, strike) {
  if (strike) striking.set(root, strike)
  else striking.delete(root)
  draw(root)
}

/** The fault that this start was pressed for, "" for Start itself. @param {HTMLElement} root */
export function taken(root) {
  const kind = field(root, "[name=strike]").value
  field(root, "[name=strike]").value = ""
  return kind
}

/** Says what went wrong with a fault; "" is nothing. @param {HTMLElement} root @param {string} words */
export function complain(root, words) {
  const bad = find(root, "[data-bad]")
  bad.hidden = words === ""
  bad.textContent = words
}

/** @param {HTMLElement} root @param {string} kind */
function press(root, kind) {
  if (isNow(root)) return striking.get(root)?.(kind)
  const begin = /** @type {HTMLButtonElement} */ (find(root, "[data-start]"))
  if (begin.disabled) return
  field(root, "[name=strike]").value = kind
  begin.click()
}

/** @param {HTMLElement} root */
function draw(root) {
  const idle = isNow(root) && !striking.has(root)
  for (const button of root.querySelectorAll("button[data-cut]"))
    /** @type {HTMLButtonElement} */ (button).disabled = idle
  const hint = find(root, "[data-when]")
  const words = sentence(root, idle)
  if (hint.textContent !== words) hint.textContent = words
}

/** @param {HTMLElement} root @param {boolean} idle */
function sentence(root, idle) {
  if (idle) return "Press Start, then a fault."
  if (isNow(root)) return "A fault strikes the three streams at once."
  const place = field(root, "[name=when][value=mid]").checked ? "in the middle of the event behind" : "behind"
  const after = count(Number(field(root, "[name=after]").value))
  const words = `A fault starts the three anew, and strikes each of them ${place} token ${after}.`
  if (field(root, "[name=ids][value=on]").checked) return words
  return `${words} The answers have names, so that it strikes once: the server repeats them, and makes nothing again.`
}

/** @param {HTMLElement} root */
const isNow = (root) => field(root, "[name=when][value=now]").checked

/** @param {HTMLElement} root @param {string} selector */
const field = (root, selector) => /** @type {HTMLInputElement} */ (find(root, `input${selector}`))
