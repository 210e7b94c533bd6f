// The steps to a first token, from the rows of the trace at the client's side of the
// edge. Nothing here is drawn or asked.

/**
 * A step lasts from what was sent to what came of it: one round trip. One that is
 * computed stands before those that were measured.
 *
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {{name: string, from: number, took: number, computed: boolean, trips: number}} Step
 * @typedef {{wire: string, steps: Step[], seen: number, computed: number, trips: number,
 *   reused: boolean, where: string}} Lane seen: ms to the first token, by the clock of
 *   where: "in the page", "in the client"
 * @typedef {{rtt: number, tls: boolean, cold: boolean, preflight: boolean}} How
 * @typedef {{name: string, from: {t: number}, to: {t: number}}} Span
 */

const fresh = 50 // ms from the opening of a connection to its first request, at most

/**
 * Both lanes, or null while the trace has not all of their steps.
 *
 * @param {Row[]} all @param {{post: number, ws: number}} seen @param {How} how
 * @returns {Lane[] | null}
 */
export function lanesOf(all, seen, how) {
  const rows = all.filter((row) => row.place !== "lab").sort((a, b) => a.n - b.n)
  const post = postSteps(rows, how)
  const socket = socketSteps(rows, how)
  if (!post || !socket) return null
  return [
    { ...lane("fs", post, seen.post, how), reused: how.cold && wasOpen(rows, post[0].from) },
    { ...lane("ws", socket, seen.ws, how), reused: how.cold && wasOpen(rows, socket[0].from) },
  ]
}

/** @typedef {Span & {from: Row}} RowSpan */

/** Whether the connection of a request was there long before. @param {Row[]} rows @param {Row} asked */
function wasOpen(rows, asked) {
  const opened = rows.find((row) => row.conn === asked.conn && row.kind !== "gap")
  return Boolean(opened && asked.t - opened.t > fresh)
}

/** @param {Row[]} rows @param {How} how @returns {RowSpan[] | null} */
function postSteps(rows, { preflight }) {
  const asked = rows.findLast(isRequest("POST /chat"))
  const token = asked && answerTo(rows, asked, (row) => Boolean(row.token))
  if (!asked || !token) return null
  const question = preflight ? rows.findLast(isRequest("OPTIONS /chat")) : undefined
  const allowed = question && answerTo(rows, question, (row) => row.dir === "s")
  if (preflight && !(question && allowed)) return null
  const first = question && allowed ? [{ name: "preflight", from: question, to: allowed }] : []
  return [...first, { name: "request to first token", from: asked, to: token }]
}

/** @param {Row[]} rows @param {How} how @returns {RowSpan[] | null} */
function socketSteps(rows, { cold }) {
  const asked = rows.findLast(isRequest("GET /ws"))
  const opened = asked && answerTo(rows, asked, (row) => row.label.startsWith("101"))
  const start = asked && answerTo(rows, asked, (row) => row.kind === "ws" && row.dir === "c")
  const token = start && answerTo(rows, start, (row) => Boolean(row.token))
  if (!asked || !opened || !start || !token) return null
  const handshake = cold ? [{ name: "handshake", from: asked, to: opened }] : []
  return [...handshake, { name: "start to first token", from: start, to: token }]
}

/** @param {string} label @returns {(row: Row) => boolean} */
const isRequest = (label) => (row) => row.dir === "c" && row.label.startsWith(label)

/** @param {Row[]} rows @param {Row} asked @param {(row: Row) => boolean} is */
const answerTo = (rows, asked, is) =>
  rows.find((row) => row.n > asked.n && row.conn === asked.conn && is(row))

/**
 * What was measured, behind TCP's round trip when that was one of the steps.
 *
 * @param {string} wire @param {Span[]} spans @param {number} seen @param {How} how
 * @param {string} [where] @returns {Lane}
 */
export function lane(wire, spans, seen, { rtt, cold }, where = "in the page") {
  /** @type {Step[]} */
  const steps = []
  const computed = cold ? rtt : 0
  if (cold) steps.push({ name: "TCP", from: 0, took: rtt, computed: true, trips: 1 })
  let at = computed
  for (const { name, from, to } of spans) {
    const took = to.t - from.t
    steps.push({ name, from: at, took, computed: false, trips: 1 })
    at += took
  }
  return { wire, steps, seen, computed, trips: steps.length, reused: false, where }
}

/** What the first token would take with what is computed. @param {Lane} lane */
export const total = ({ seen, computed }) => seen + computed

const names = { fs: "POST", ws: "WebSocket" }

/** @param {Lane} lane */
export const nameOf = ({ wire }) => names[/** @type {keyof typeof names} */ (wire)]

/** @param {Lane} lane */
export const tripsOf = ({ trips }) => (trips === 1 ? "1 round trip" : `${trips} round trips`)
