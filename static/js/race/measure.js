// What one lane of a race did: from the rows of the trace, which has both ends of
// the wire, and from what the page's own callbacks said. Nothing here is drawn.

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {{id: string, text: string, at: number}} Heard a token as the page got
 *   it; at is of the page's clock, in ms
 *
 * A message on its way, in ms of the race's clock. to is null where it never
 * arrived.
 *
 * @typedef {{dir: "c" | "s", from: number, to: number | null, token: boolean}} Crossing
 *
 * @typedef {object} Lane
 * @property {string} wire
 * @property {Crossing[]} crossings
 * @property {{text: string, t: number}[]} tokens as the page showed them
 * @property {number[]} faults when the lab broke the wire
 * @property {{from: number, to: number} | null} silence after the fault, at the client
 * @property {number} requests
 * @property {number} sent bytes of the client
 * @property {number} received
 * @property {number} lost tokens that the page never got
 * @property {number} repeated tokens that it got again
 * @property {number[]} lags of the page behind its wire, for each token, in ms
 */

/**
 * Where the clock of a race begins: the first byte that any client sent.
 *
 * @param {Row[]} rows
 */
export function begin(rows) {
  return Math.min(...rows.filter((r) => r.dir === "c" && r.place !== "lab").map((r) => r.t))
}

/**
 * @param {string} wire
 * @param {Row[]} rows of the whole race
 * @param {{tokens: number, heard: Heard[], zero: number}} race
 * @returns {Lane}
 */
export function measure(wire, rows, { tokens, heard, zero }) {
  const conns = new Set(rows.filter((r) => r.wire === wire).map((r) => r.conn))
  const mine = rows.filter((r) => conns.has(r.conn)).map((r) => ({ ...r, t: r.t - zero }))
  const client = mine.filter((r) => r.place !== "lab")
  const server = mine.filter((r) => r.place !== "edge")
  const crossings = pair(client, server)
  const faults = server.filter((r) => r.fault).map((r) => r.t)
  const shown = align(heard, client)
  return {
    wire,
    crossings,
    tokens: shown.tokens,
    faults,
    silence: silence(client, faults),
    requests: client.filter((r) => r.dir === "c" && r.kind === "http").length,
    sent: bytes(client, "c"),
    received: bytes(client, "s"),
    ...tally(heard, tokens),
    lags: shown.lags,
  }
}

/** @param {Row[]} rows @param {string} dir */
const bytes = (rows, dir) => rows.reduce((sum, r) => sum + (r.dir === dir ? r.size : 0), 0)

/**
 * Each message has a row at either end, but one that was lost, which has none at
 * the far one. What has no id arrives in order. A token that was sent again
 * arrived by its last sending.
 *
 * @param {Row[]} client @param {Row[]} server
 * @returns {Crossing[]}
 */
function pair(client, server) {
  /** @type {Crossing[]} */
  const list = []
  for (const dir of /** @type {("c" | "s")[]} */ (["c", "s"])) {
    const [left, arrived] = (dir === "c" ? [client, server] : [server, client]).map((rows) =>
      Map.groupBy(
        rows.filter((r) => r.dir === dir && r.size > 0),
        (r) => r.token || r.kind,
      ),
    )
    for (const [name, sent] of left) list.push(...meet(dir, sent, arrived.get(name) ?? []))
  }
  return list.sort((a, b) => a.from - b.from)
}

/** @param {"c" | "s"} dir @param {Row[]} sent @param {Row[]} arrived rows of one name @returns {Crossing[]} */
function meet(dir, sent, arrived) {
  const token = Boolean(sent[0].token)
  const late = token ? sent.length - arrived.length : 0 // the first ones were lost
  return sent.map((row, i) => ({ dir, from: row.t, to: arrived[i - late]?.t ?? null, token }))
}

/**
 * The page's clock is not that of the trace. The token that it was told of
 * soonest says how far they are apart.
 *
 * @param {Heard[]} heard @param {Row[]} client
 */
function align(heard, client) {
  /** @type {Map<string, number>} */
  const wire = new Map()
  for (const row of client) {
    if (row.dir === "s") for (const id of (row.token ?? "").split(" ")) if (!wire.has(id)) wire.set(id, row.t)
  }
  const known = heard.filter((h) => wire.has(h.id))
  const apart = Math.min(...known.map((h) => h.at - /** @type {number} */ (wire.get(h.id))))
  return {
    tokens: known.map((h) => ({ text: h.text, t: h.at - apart })),
    lags: known.map((h) => h.at - apart - /** @type {number} */ (wire.get(h.id))),
  }
}

/** @param {Row[]} client @param {number[]} faults */
function silence(client, faults) {
  if (faults.length === 0) return null
  const came = client.filter((r) => r.token && r.dir === "s").map((r) => r.t)
  const gaps = came.slice(1).map((to, i) => ({ from: came[i], to }))
  const longest = gaps.sort((a, b) => b.to - b.from - (a.to - a.from))[0]
  return longest ?? null
}

/** @param {Heard[]} heard @param {number} tokens */
function tally(heard, tokens) {
  const seqs = heard.map((h) => Number(h.id.split("-")[1]))
  const seen = new Set(seqs)
  return { lost: tokens - seen.size, repeated: seqs.length - seen.size }
}

/** @param {Lane} lane @returns {Record<string, number | null>} one number for each row of the table */
export function figures(lane) {
  const { tokens, silence, lags } = lane
  return {
    first: tokens[0]?.t ?? null,
    silence: silence && lane.faults.length > 0 ? silence.to - silence.from : null,
    last: tokens.at(-1)?.t ?? null,
    lost: lane.lost,
    repeated: lane.repeated,
    requests: lane.requests,
    sent: lane.sent,
    received: lane.received,
    each: tokens.length > 0 ? lane.received / tokens.length : null,
    lag: lags.length > 0 ? median(lags) : null,
  }
}

/** @param {number[]} list */
export function median(list) {
  const sorted = [...list].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/** The median of each figure; null where a run has none. @param {Record<string, number | null>[]} runs */
export function medians(runs) {
  return Object.fromEntries(
    Object.keys(runs[0] ?? {}).map((name) => {
      const list = runs.map((run) => run[name]).filter((n) => n !== null)
      return [name, list.length === runs.length ? median(list) : null]
    }),
  )
}
