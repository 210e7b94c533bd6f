// The buffers of the parser behind each line, as a table.
import { count, el } from "#pushlab/bench/dom.js"

/** @typedef {import("#pushlab/demo/emission.js").Parse} Parse */

const most = 40
const titles = ["line", "what it does", "data buffer", "event type", "last event ID", "retry, ms"]

/** @param {Parse} parse */
export function stateTable({ lines, moreLines = 0, limit }) {
  const rows = lines.slice(0, most).map((line, n) => {
    const { data, type, id, retry } = line.state
    const before = lines[n - 1]?.state
    const cells = [
      cell(data, before?.data ?? ""),
      cell(type, before?.type ?? ""),
      cell(id, before?.id ?? ""),
      cell(retry < 0 ? "" : String(retry), (before?.retry ?? -1) < 0 ? "" : String(before?.retry)),
    ]
    return el(
      "tr",
      { "data-line": n },
      el("th", { scope: "row" }, String(n + 1)),
      el("td", {}, line.effect),
      ...cells,
    )
  })
  const head = el("tr", {}, ...titles.map((title) => el("th", { scope: "col" }, title)))
  const table = el("table", { class: "st" }, el("thead", {}, head), el("tbody", {}, ...rows))
  const more = lines.length + moreLines - rows.length
  const box = el(
    "div",
    { class: "r-box", tabindex: 0, role: "group", "aria-label": "The parser's buffers after every line" },
    table,
  )
  if (more > 0) box.append(el("p", { class: "r-note" }, `and ${count(more)} more lines`))
  if (limit) box.append(el("p", { class: "r-note" }, limit))
  return box
}

/** A buffer; a change is bold. @param {string} text @param {string} before */
function cell(text, before) {
  const shown = text === "" ? el("span", { class: "nil" }, "empty") : el("code", {}, short(text))
  return el("td", { class: text === before ? null : "new" }, shown)
}

/** @param {string} text */
function short(text) {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text)
}
