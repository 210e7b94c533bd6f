// What is done to all streams of the room, the minute cards, and the notes.
import { el, find } from "#pushlab/bench/dom.js"
import { flip } from "#pushlab/room/board-pace.js"
import { faultWords } from "#pushlab/room/board-words.js"

/** @typedef {import("#pushlab/room/board-state.js").Board} Board */

/** @param {HTMLElement} root @param {Board} board */
export function streams(root, { stream, fault, profile }) {
  flip(find(root, "[data-stream]"), stream)
  const buffer = find(root, "[data-buffer]")
  buffer.textContent = fault.buffer ? "Stop buffering" : "Buffer everything"
  buffer
    .closest("form")
    ?.querySelector("[name=on]")
    ?.setAttribute("value", fault.buffer ? "no" : "yes")
  const form = /** @type {HTMLFormElement} */ (find(root, "[data-profile]"))
  if (!form.contains(document.activeElement)) fill(form, profile) // what is being typed stays
}

/** @param {HTMLElement} root @param {Board["fault"]} state @param {number} now */
export function fault(root, state, now) {
  const line = find(root, "[data-fault]")
  const words = faultWords(state, now)
  if (line.textContent !== words) line.textContent = words
}

/** @param {HTMLFormElement} form @param {Board["profile"]} profile */
function fill(form, { on, jitter, ...numbers }) {
  for (const [name, value] of Object.entries({
    on: on ? "yes" : "no",
    jitter: jitter ? "yes" : "no",
    ...numbers,
  })) {
    const field = form.elements.namedItem(name)
    if (field instanceof HTMLInputElement || field instanceof RadioNodeList) field.value = String(value)
  }
}

/** @param {HTMLElement} root @param {Board["cards"]} cards */
export function cards(root, cards) {
  if (!cards) return
  const button = find(root, "[data-cards]")
  button.textContent = cards.open ? "Close the cards" : "Open the cards"
  button
    .closest("form")
    ?.querySelector("[name=open]")
    ?.setAttribute("value", cards.open ? "no" : "yes")
  find(root, "[data-cards-words]").textContent = cards.open
    ? "Open: every learner sees two boxes."
    : "Two anonymous boxes on every learner’s page, for a break."
  const list = find(root, "[data-card-list]")
  if (list.children.length === (cards.list ?? []).length) return
  list.replaceChildren(...(cards.list ?? []).map(card))
}

/** @param {{good: string, bad: string}} c */
function card({ good, bad }) {
  const line = (/** @type {string} */ name, /** @type {string} */ words) =>
    el("p", {}, el("b", {}, name), ` ${words}`)
  return el("li", {}, line("Good", good), line("Not good", bad))
}

/** Marks the row of each plan that holds at this minute. @param {HTMLElement} root @param {number} minute since the class began */
export function notes(root, minute) {
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".wnotes [data-from]"))) {
    const now = minute >= Number(row.dataset.from) && minute < Number(row.dataset.to)
    if (now) row.setAttribute("aria-current", "true")
    else row.removeAttribute("aria-current")
  }
}
