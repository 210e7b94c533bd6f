// A choice in a question of the room.
import { el } from "#pushlab/bench/dom.js"
import { send } from "#pushlab/form.js"

/** @typedef {import("#pushlab/room/state.js").Question} Question */

/** @param {Question} question @param {number} option from 1 */
export function vote({ lesson, block }, option) {
  const data = new FormData()
  for (const [name, value] of Object.entries({ lesson, block, option })) data.append(name, String(value))
  return send("/room/vote", data)
}

/**
 * The form for a question away from its lesson.
 *
 * @param {Question} question
 * @param {(option: number) => Promise<void>} choose fails with a sentence
 */
export function ballot({ options, round }, choose) {
  const failure = el("p", { class: "stt", role: "alert" })
  const labels = options.map((option, i) =>
    el(
      "label",
      { class: "ro" },
      el("input", { type: "radio", name: "option", value: i + 1, required: true }),
      el("span", {}, option),
    ),
  )
  const opts = el("div", { class: "room-opts", role: "radiogroup", "aria-labelledby": "room-q" }, ...labels)
  const button = el(
    "button",
    { class: "btn pri" },
    round > 1 ? "Send my second choice" : "Send my prediction",
  )
  const form = el("form", {}, opts, button, failure)
  form.addEventListener("submit", async (e) => {
    e.preventDefault()
    button.disabled = true
    const failed = (/** @type {Error} */ error) => (failure.textContent = error.message)
    await choose(Number(new FormData(form).get("option"))).catch(failed)
    button.disabled = false
  })
  return form
}
