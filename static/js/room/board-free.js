// Seats that are freed: one that is chosen, or all empty ones of a full room.
import { el, find } from "#pushlab/bench/dom.js"
import { doorWords, number } from "#pushlab/room/board-words.js"

/** @typedef {import("#pushlab/room/board-state.js").Board} Board */

const what =
  "Who has it is put out, and its four words lead nowhere. What was done in it stays in what you take along."

/** Frees a seat, behind a summary that is opened first. @param {string} code of the room @param {number} seat */
export function freeing(code, seat) {
  const hidden = (/** @type {string} */ name, /** @type {string | number} */ value) =>
    el("input", { type: "hidden", name, value })
  const free = el("button", { class: "btn" }, `Free seat ${number(seat)}`)
  const attributes = { method: "post", action: "/room/free" }
  const form = el("form", attributes, hidden("code", code), hidden("seat", seat), el("p", {}, what), free)
  return el("details", { class: "wmore free" }, el("summary", {}, "Free this seat"), form)
}

/** Says that the room is full, and offers what helps. @param {HTMLElement} root @param {Board["door"]} door */
export function door(root, door) {
  const words = doorWords(door)
  const line = find(root, "[data-door]")
  line.hidden = words === ""
  if (line.hidden) line.querySelector("[role=alert]")?.remove() // of the time before
  find(line, "[data-door-words]").textContent = words
}
