// One row of the ladder.
import { count, el, millis } from "#pushlab/bench/dom.js"

/** @typedef {import("#pushlab/bench/types.js").Row} Row */

/** What the arrow says to those who do not see it. @param {Row} row */
function way({ kind, dir, place }) {
  if (kind === "gap") return "ms, silence,"
  const [from, to] = ends[place ?? ""] ?? ends[""]
  return { c: `ms, ${from} to ${to},`, s: `ms, ${to} to ${from},`, "": "ms," }[dir]
}

/** Who speaks to whom on each side of the edge. @type {Record<string, [string, string]>} */
const ends = { "": ["client", "server"], edge: ["client", "edge"], lab: ["edge", "server"] }

/**
 * One row, as views/bench.templ renders it.
 *
 * @param {Row} row
 * @param {string} id begins the row's id; "" for a row that has none
 * @param {number} position in the list, from 1
 */
export function rowElement(row, id, position) {
  const attributes = {
    role: "option",
    id: id ? `${id}-r${row.n}` : null,
    class: `wr k-${row.kind}${row.fault ? " fault" : ""}${row.err ? " bad" : ""}`,
    "aria-selected": "false",
    "aria-posinset": position,
    "data-row": row.n || null,
    "data-dir": row.dir || null,
    "data-wire": row.wire || null,
    "data-tok": row.token,
    "data-place": row.place || null,
  }
  const rule = row.err ? [el("span", { class: "vh" }, `, ${row.err}`)] : []
  return el(
    "li",
    attributes,
    el("span", { class: "wr-t" }, row.n ? millis(row.t) : ""),
    el("i", {}, way(row)),
    el("span", { class: "wr-l", "data-lane": row.lane || null }, row.label, ...rule),
    el("span", { class: "wr-b" }, row.size ? count(row.size) : ""),
  )
}

/**
 * What a row of the document says, as far as a ladder needs it.
 *
 * @param {Element} item
 * @returns {Row}
 */
export function rowOf(item) {
  const data = /** @type {HTMLElement} */ (item).dataset
  const text = (/** @type {string} */ part) => item.querySelector(part)?.textContent ?? ""
  const number = (/** @type {string} */ part) => Number(text(part).replace(/\s/g, ""))
  return {
    n: Number(data.row),
    t: number(".wr-t"),
    dir: /** @type {Row["dir"]} */ (data.dir ?? ""),
    kind: /\bk-(\w+)/.exec(item.className)?.[1] ?? "",
    wire: data.wire ?? "",
    label: item.querySelector(".wr-l")?.firstChild?.textContent ?? "",
    size: number(".wr-b"),
    token: data.tok,
    place: data.place,
    conn: 0,
    err: item.classList.contains("bad") ? text(".wr-l .vh").slice(2) : undefined,
    fault: item.classList.contains("fault"),
  }
}
