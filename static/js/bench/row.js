// One row of the ladder.
import { el, millis } from "#pushlab/bench/dom.js"

/** What the arrow says to those who do not see it. */
const ways = { c: "ms, client to server,", s: "ms, server to client,", "": "ms," }

/**
 * One row, as views/bench.templ renders it.
 *
 * @param {import("#pushlab/bench/types.js").Row} row
 * @param {string} id
 * @param {number} position in the list, from 1
 */
export function rowElement(row, id, position) {
  const attributes = {
    role: "option",
    id: `${id}-r${row.n}`,
    class: `wr k-${row.kind}${row.fault ? " fault" : ""}${row.err ? " bad" : ""}`,
    "aria-selected": "false",
    "aria-posinset": position,
    "data-row": row.n,
    "data-dir": row.dir || null,
    "data-wire": row.wire || null,
    "data-tok": row.token,
  }
  return el(
    "li",
    attributes,
    el("span", { class: "wr-t" }, millis(row.t)),
    el("i", {}, row.kind === "gap" ? "ms, silence," : ways[row.dir]),
    el(
      "span",
      { class: "wr-l" },
      row.label,
      ...(row.err ? [el("span", { class: "vh" }, `, ${row.err}`)] : []),
    ),
    el("span", { class: "wr-b" }, row.size ? String(row.size) : ""),
  )
}
