// The steps to a first token, from the rows of the trace at the client's side of the
// edge. Nothing here is drawn or asked.
import { el, millis } from "#pushlab/bench/dom.js"

/**
 * A step lasts from what was sent to what came of it: one round trip. One that is
 * computed stands before those that were measured.
 *
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {{name: string, from: number, took: number, computed: boolean, trips: number}} Step
 * @typedef {{wire: string, steps: Step[], seen: number, computed: number, trips: number,
 *   reused: boolean}} Lane seen: ms to the first token, by the page's clock
 * @typedef {{rtt: number, tls: boolean, cold: boolean, preflight: boolean}} How
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
  return [lane("fs", post, seen.post, how, rows), lane("ws", socket, seen.ws, how, rows)]
}

/** @typedef {{name: string, from: Row, to: Row}} Span */

/** @param {Row[]} rows @param {How} how @returns {Span[] | null} */
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

/** @param {Row[]} rows @param {How} how @returns {Span[] | null} */
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

/** @param {string} wire @param {Span[]} spans @param {number} seen @param {How} how @param {Row[]} rows @returns {Lane} */
function lane(wire, spans, seen, { rtt, tls, cold }, rows) {
  /** @type {Step[]} */
  const steps = []
  let at = 0
  const add = (/** @type {string} */ name, /** @type {number} */ took, computed = false) => {
    steps.push({ name, from: at, took, computed, trips: 1 })
    at += took
  }
  const opened = rows.find((row) => row.conn === spans[0].from.conn && row.kind !== "gap")
  const reused = cold && Boolean(opened && spans[0].from.t - opened.t > fresh)
  if (cold) add("TCP", rtt, true)
  if (cold && tls) add("TLS 1.3", rtt, true)
  const computed = at
  for (const { name, from, to } of spans) add(name, to.t - from.t)
  return { wire, steps, seen, computed, trips: steps.length, reused }
}

/** What the first token would take with what is computed. @param {Lane} lane */
export const total = ({ seen, computed }) => seen + computed

const names = { fs: "POST", ws: "WebSocket" }

/** @param {Lane} lane */
export const nameOf = ({ wire }) => names[/** @type {keyof typeof names} */ (wire)]

/** @param {Lane[]} lanes */
export function tableRows(lanes) {
  return lanes.flatMap((lane) => [
    ...lane.steps.map((step) =>
      line(
        nameOf(lane),
        `${step.name}${step.computed ? ", computed" : ""}`,
        step.from,
        step.took,
        step.trips,
      ),
    ),
    line(nameOf(lane), "first token in the page", null, total(lane), lane.trips, "sum"),
  ])
}

/** @param {string} name @param {string} what @param {number | null} from @param {number} took @param {number} trips @param {string} [style] */
function line(name, what, from, took, trips, style) {
  return el(
    "tr",
    { class: style },
    el("td", {}, name),
    el("th", { scope: "row" }, what),
    el("td", {}, from === null ? "" : millis(from)),
    el("td", {}, millis(took)),
    el("td", {}, String(trips)),
  )
}

/** The same as a text. @param {Lane[]} lanes @param {number} rtt */
export function asText(lanes, rtt) {
  const pad = (/** @type {number} */ n) => n.toFixed(1).padStart(8)
  return [
    `Round trip ${rtt} ms. Steps to the first token: from ms, took ms.`,
    ...lanes.flatMap((lane) => [
      nameOf(lane),
      ...lane.steps.map(
        (s) => `  ${s.name.padEnd(24)}${pad(s.from)}${pad(s.took)}${s.computed ? "  computed" : ""}`,
      ),
      `  ${"first token in the page".padEnd(24)}${" ".repeat(8)}${pad(total(lane))}  ${lane.trips} round trips`,
    ]),
    "",
  ].join("\n")
}
