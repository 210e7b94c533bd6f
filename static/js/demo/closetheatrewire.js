// The endings on the wire, from the rows of the trace.

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {{conn: number, began: number, answered: string, frames: Row[],
 *   first: string, closed: number, own: string, tcp: string, ended: number, over: boolean}} Crossed
 *   first is who sent the first close frame, own what the browser's said; tcp is who ended TCP first and
 *   how; closed and ended are ms of the run, 0 = not yet
 */

const sides = { c: "client", s: "server", "": "" }

/**
 * One for each connection to the theatre, in the order in which they were made.
 * Through the edge the browser's side counts.
 *
 * @param {Row[]} rows in order
 * @returns {Crossed[]}
 */
export function crossingsOf(rows) {
  /** @type {Crossed[]} */
  const list = []
  for (const row of rows) {
    if (row.place === "lab") continue
    if (row.dir === "c" && /^GET \/d\/closing/.test(row.label)) list.push(opened(row))
    const crossed = list.findLast(({ conn }) => conn === row.conn)
    if (crossed && row.kind !== "gap") cross(crossed, row)
  }
  return list
}

/** @param {Row} row @returns {Crossed} */
function opened({ conn, t }) {
  const nothing = { answered: "", frames: [], first: "", closed: 0, own: "", tcp: "", ended: 0, over: false }
  return { conn, began: t, ...nothing }
}

/** @param {Crossed} crossed @param {Row} row */
function cross(crossed, row) {
  if (row.kind === "http" && row.dir === "s" && /^[1-5]\d\d /.test(row.label)) crossed.answered = row.label
  if (row.kind === "ws") crossed.frames.push(row)
  if (row.kind === "ws" && row.label.startsWith("CLOSE")) {
    crossed.first ||= sides[row.dir]
    crossed.closed = row.t
    if (row.dir === "c") crossed.own ||= row.label.slice(6)
  }
  const end = row.kind === "tcp" && /by the (\w+) \((\w+)\)/.exec(row.label)
  if (!end) return
  crossed.over = true
  crossed.tcp ||= `${end[1] === "lab" ? "server" : end[1]}, ${end[2]}`
  crossed.ended ||= row.t
}
