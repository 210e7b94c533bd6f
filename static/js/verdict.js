// The conditions of an exercise, as the server decided them from the trace.

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

/**
 * @param {Element} list the ol of conditions
 * @param {Verdict} verdict
 */
export function conditions(list, { clauses }) {
  clauses.forEach((clause, i) => {
    const item = list.children[i]
    if (item) condition(item, clause.state, clause.state === "met" ? "" : clause.seen)
  })
}

/** The server is out of reach: what is met stays met. @param {Element} list */
export function notChecked(list) {
  const why = "The lab server did not answer. Your bytes are kept and checked when it does."
  for (const item of list.children) {
    if (!item.querySelector(".mk.done")) condition(item, "not checked", why)
  }
}

/** @param {Element} item @param {keyof typeof looks} state @param {string} why */
function condition(item, state, why) {
  const { mark, words } = looks[state]
  item.querySelector(".mk")?.setAttribute("class", `mk ${mark}`)
  const label = item.querySelector(".st")
  if (label && label.textContent !== words) label.textContent = words
  const reason = item.querySelector("p")
  if (!reason) return
  reason.textContent = why
  reason.hidden = why === ""
}
