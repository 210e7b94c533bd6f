// The conditions of an exercise, as the server decided them from the trace.
import { el } from "#pushlab/bench/dom.js"

/**
 * @typedef {{text: string, state: "waiting" | "not yet" | "met", seen: string, rows: number[]}} Clause
 * @typedef {{exercise: string, passed: boolean, over: boolean, clauses: Clause[], hint: string}} Verdict
 */

const looks = {
  waiting: { mark: "none", words: "Waiting" },
  "not yet": { mark: "half", words: "Not yet" },
  met: { mark: "done", words: "Met" },
  "not checked": { mark: "sq-off", words: "Not checked" },
}

const mostRows = 6 // that are named

/**
 * @param {Element} list the ol of conditions
 * @param {Verdict} verdict
 * @param {string} inspector the page of the run, which has the rows
 */
export function conditions(list, { clauses }, inspector) {
  clauses.forEach(({ state, seen, rows }, i) => {
    const item = list.children[i]
    if (!item) return
    if (state === "met") condition(item, state, "")
    else condition(item, state, seen, links(rows.slice(0, mostRows), inspector))
  })
}

/** Where the trace shows it. @param {number[]} rows @param {string} inspector */
function links(rows, inspector) {
  return rows.flatMap((n, i) => [
    i === 0 ? " See " : i === rows.length - 1 ? " and " : ", ",
    el("a", { href: `${inspector}?row=${n}` }, `row ${n}`),
    i === rows.length - 1 ? "." : "",
  ])
}

/** The server is out of reach: what is met stays met. @param {Element} list */
export function notChecked(list) {
  const why = "The lab server did not answer. Your bytes are kept and checked when it does."
  for (const item of list.children) {
    if (!item.querySelector(".mk.done")) condition(item, "not checked", why)
  }
}

/** @param {Element} item @param {keyof typeof looks} state @param {string} why @param {(Node | string)[]} where */
function condition(item, state, why, where = []) {
  const { mark, words } = looks[state]
  item.querySelector(".mk")?.setAttribute("class", `mk ${mark}`)
  const label = item.querySelector(".st")
  if (label && label.textContent !== words) label.textContent = words
  const reason = item.querySelector("p")
  if (!reason) return
  reason.hidden = why === ""
  const text = [why, ...where.map((part) => (typeof part === "string" ? part : part.textContent))].join("")
  if (reason.textContent !== text) reason.replaceChildren(why, ...where) // what has the focus stays
}
