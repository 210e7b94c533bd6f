// The requests of a play, from the rows of the trace, and the page's clock set
// beside theirs.

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {import("#pushlab/demo/theatresource.js").Call} Call
 * @typedef {{n: number, t: number, conn: number, lane: number, lastId: string, path: string,
 *   answered: number, status: string, end: number, how: string}} Request
 *   t, answered and end in ms of the run; 0 = not yet
 */

/**
 * The requests of the play, from its rows: each has a connection of its own, or a
 * stream of one.
 *
 * @param {Row[]} rows
 * @returns {Request[]}
 */
export function requestsOf(rows) {
  /** @type {Request[]} */
  const list = []
  for (const row of rows) {
    const asked = /^GET (\/d\/theatre\S*)(?:\s+Last-Event-ID: (.*))?/.exec(row.label)
    if (asked && row.dir === "c") {
      const request = {
        n: list.length + 1,
        t: row.t,
        conn: row.conn,
        lane: row.lane ?? 0,
        path: asked[1],
        lastId: asked[2] ?? "",
      }
      list.push({ ...request, answered: 0, status: "", end: 0, how: "" })
      continue
    }
    const request = list.findLast((r) => r.conn === row.conn && (r.lane === (row.lane ?? 0) || !row.lane))
    if (!request || row.kind === "gap" || row.kind === "note") continue
    if (row.kind === "http" && row.dir === "s" && /^[1-5]\d\d /.test(row.label)) {
      request.answered = row.t
      request.status = row.label.replace(/\s+/g, " ")
    }
    if (row.fault) request.how = row.label
    if (!(row.kind === "tcp" && request.end)) request.end = row.t
  }
  return list
}

/**
 * Sets two clocks side by side. A source is made before its first request comes,
 * and open behind its response: the offset lies between the two.
 *
 * @param {Call[]} calls
 * @param {Request[]} requests
 * @returns {{offset: number, within: number | null}} to add to the page's clock
 */
export function agree(calls, requests) {
  const most = requests[0].t - calls[0].t
  const opens = calls.filter((call) => call.type === "open")
  const answers = requests.filter((r) => r.status.startsWith("200") && r.status.includes("event-stream"))
  let least = Number.NEGATIVE_INFINITY
  opens.forEach((open, i) => {
    if (answers[i]) least = Math.max(least, answers[i].answered - open.t)
  })
  if (least === Number.NEGATIVE_INFINITY) return { offset: most, within: null }
  return { offset: (least + most) / 2, within: Math.abs(most - least) / 2 }
}
