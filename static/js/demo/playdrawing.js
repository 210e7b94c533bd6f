// A play drawn to scale: the page's readyState as a step, its callbacks on it,
// and the requests below, on one clock.
import { count } from "#pushlab/bench/dom.js"
import { stepOf, svg } from "#pushlab/bench/drawing.js"

/**
 * @typedef {import("#pushlab/demo/playrequests.js").Request} Request
 * @typedef {import("#pushlab/demo/theatresource.js").Call} Call
 */

const left = 92 // px for the names
const right = 12
const levels = [34, 16, 52] // of readyState 0, 1, 2
const rail = 84 // of the requests
const room = 46 // px for the words of a request
const axis = 108
const height = 130

/** @param {Call[]} calls @param {Request[]} requests @param {number} width */
export function playDrawing(calls, requests, width) {
  const wide = Math.max(280, width - 36)
  const from = Math.min(calls[0].t, requests[0].t)
  const last = Math.max(...calls.map((c) => c.t), ...requests.map((r) => Math.max(r.t, r.end)))
  const span = Math.max(50, last - from) * 1.03
  const x = (/** @type {number} */ t) => left + ((t - from) / span) * (wide - left - right)
  const label = `${requests.length} requests and ${calls.length} callbacks in ${count(Math.round(last - from))} ms; the table has every one`
  return svg(
    "svg",
    {
      class: "play",
      viewBox: `0 0 ${wide} ${height}`,
      width: wide,
      height,
      role: "img",
      "aria-label": label,
    },
    ...names(),
    state(calls, x, wide - right),
    ...marks(calls, x),
    ...bars(requests, x, wide - right),
    ...clock(span, x, from),
  )
}

function names() {
  const list = [
    ["1 open", levels[1]],
    ["0 connecting", levels[0]],
    ["2 closed", levels[2]],
    ["requests", rail],
  ]
  return list.map(([text, y]) => svg("text", { x: 0, y: Number(y) + 4, class: "p-name" }, String(text)))
}

/** @param {Call[]} calls @param {(t: number) => number} x @param {number} end */
function state(calls, x, end) {
  let d = ""
  for (const call of calls) {
    const y = levels[call.state]
    d += d ? `H${round(x(call.t))}V${y}` : `M${round(x(call.t))} ${y}`
  }
  return svg("path", { class: "p-state", d: `${d}H${end}` })
}

/** Shape before colour: a ring for open, a bar for a message, a cross for an error. @param {Call[]} calls @param {(t: number) => number} x */
function marks(calls, x) {
  return calls.map((call) => {
    const [at, y] = [round(x(call.t)), levels[call.state]]
    if (call.type === "open") return svg("circle", { class: "p-open", cx: at, cy: y, r: 4 })
    if (call.type === "message") return svg("path", { class: "p-msg", d: `M${at} ${y - 6}v12` })
    if (call.type === "new") return svg("path", { class: "p-new", d: `M${at} ${y - 6}v12M${at} ${y}h5` })
    return svg("path", { class: "p-err", d: `M${at - 4} ${y - 4}l8 8M${at + 4} ${y - 4}l-8 8` })
  })
}

/**
 * Each request as long as it took, with its number and status: above its bar, or
 * below when the one before is too near.
 *
 * @param {Request[]} requests
 * @param {(t: number) => number} x
 * @param {number} end of the drawing
 */
function bars(requests, x, end) {
  let taken = 0 // up to here there are words above the bars
  return requests.flatMap(({ n, t, end: over, status, how }) => {
    const at = round(x(t))
    const wide = Math.max(3, round(x(Math.max(t, over))) - at)
    const words = `${n}: ${status ? status.slice(0, 3) : how ? "RST" : "…"}`
    const above = at >= taken
    if (above) taken = at + room
    const edge = at + room > end
    const place = {
      x: edge ? end : at,
      y: above ? rail - 9 : rail + 16,
      "text-anchor": edge ? "end" : "start",
    }
    return [
      svg("rect", { class: "p-req", x: at, y: rail - 4, width: wide, height: 8 }),
      svg("text", { class: "p-num", ...place }, words),
    ]
  })
}

/** @param {number} span @param {(t: number) => number} x @param {number} from */
function clock(span, x, from) {
  const step = stepOf(span, Math.floor((x(from + span) - left) / 70))
  const made = [svg("path", { class: "p-axis", d: `M${left} ${axis}H${round(x(from + span))}` })]
  for (let t = 0; t <= span; t += step) {
    const at = round(x(from + t))
    const lastOne = t + step > span
    made.push(
      svg("path", { class: "p-axis", d: `M${at} ${axis}v4` }),
      svg(
        "text",
        { class: "p-ms", x: at, y: axis + 16, "text-anchor": lastOne ? "end" : "middle" },
        lastOne ? `${count(t)} ms` : count(t),
      ),
    )
  }
  return made
}

/** @param {number} n */
const round = (n) => Math.round(n * 2) / 2
