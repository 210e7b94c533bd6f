// What the room predicted, before and after it talked: a table, so that every
// number is there, with a bar beside each.
import { el } from "#pushlab/bench/dom.js"
import { svg } from "#pushlab/race/svg.js"

const wide = 120 // px of the longest bar

/** @typedef {import("#pushlab/room/state.js").Question} Question */

/** @param {Question} question whose answer is revealed @returns {HTMLTableElement} */
export function bars({ options, before, after, right }) {
  const rounds = [before, after].filter((counts) => counts !== null)
  const most = Math.max(1, ...rounds.flat())
  const names = after ? ["Before", "After"] : ["Votes"]
  const head = el(
    "tr",
    {},
    el("th", { scope: "col" }, "Option"),
    ...names.map((name) => el("th", { scope: "col" }, name)),
  )
  const rows = options.map((option, i) => {
    const words = el("th", { scope: "row" }, option)
    if (i + 1 === right) words.append(" ", el("b", {}, "correct"))
    return el("tr", {}, words, ...rounds.map((counts) => cell(counts[i] ?? 0, most)))
  })
  const caption = el("caption", {}, "What the room predicted")
  return el("table", { class: "room-bars" }, caption, el("thead", {}, head), el("tbody", {}, ...rows))
}

/** @param {number} n @param {number} most */
function cell(n, most) {
  const frame = {
    viewBox: `0 0 ${wide} 10`,
    preserveAspectRatio: "none",
    width: wide,
    height: 10,
    "aria-hidden": "true",
  }
  const bar = svg("rect", { width: (wide * n) / most, height: 10 })
  return el("td", {}, svg("svg", frame, bar), String(n))
}
