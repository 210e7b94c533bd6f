// The waterfall: a bar for each step, to scale, on one clock for both lanes.
import { nameOf, total, tripsOf } from "#pushlab/demo/roundtrips-steps.js"
import { hatch } from "#pushlab/race/grid.js"
import { path, svg, text } from "#pushlab/race/svg.js"

/** @typedef {import("#pushlab/demo/roundtrips-steps.js").Lane} Lane */

const head = 24 // px
// A wide waterfall has its labels beside the bars, a narrow one above them.
const beside = { row: 28, bar: 22, top: 0 }
const above = { row: 38, bar: 12, top: 20 }
/** @type {import("#pushlab/race/chart.js").View} */
const pattern = { width: 0, height: 0, left: 0, right: 0, lanes: [], steps: [0, 0], labels: 0, wide: true }

/**
 * @param {Lane[]} lanes @param {number} rtt @param {number} wide px
 * @returns {SVGElement}
 */
export function fall(lanes, rtt, wide) {
  const width = Math.max(280, wide)
  const bars = lanes.reduce((n, lane) => n + lane.steps.length, 0)
  const form = width < 600 ? above : beside
  const height = bars * form.row + lanes.length * head + 30
  const span = Math.max(20, ...lanes.map(total)) * 1.02
  const x = (/** @type {number} */ t) => (t / span) * (width - 2) + 1
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "rt" })
  picture.append(hatch(pattern))
  picture.append(...trips(rtt, span, x, height))
  let y = 0
  for (const lane of lanes) {
    picture.append(laneOf(lane, x, y, width, form))
    y += head + lane.steps.length * form.row
  }
  return picture
}

/** A line for each round trip, or each 100 ms where there is none. @param {number} rtt @param {number} span @param {(t: number) => number} x @param {number} height */
function trips(rtt, span, x, height) {
  const step = rtt >= 20 ? rtt : 20 * Math.ceil(span / 100)
  const lines = []
  for (let t = 0; t <= span; t += step) {
    lines.push(path("rt-grid", `M${x(t)} 0V${height - 18}`))
    lines.push(text("rt-ms", x(t), height - 4, `${t}`, t === 0 ? "start" : "middle"))
  }
  return lines
}

/** @param {Lane} lane @param {(t: number) => number} x @param {number} top @param {number} width @param {typeof beside} form */
function laneOf(lane, x, top, width, form) {
  const g = svg("g", { "data-wire": lane.wire })
  const words = `${nameOf(lane)}: ${Math.round(total(lane))} ms, ${tripsOf(lane)}`
  g.append(text("rt-name", 2, top + 17, words))
  for (const [i, step] of lane.steps.entries()) {
    const y = top + head + i * form.row
    const [left, right] = [x(step.from), x(step.from + step.took)]
    const box = { x: left, y: y + form.top, width: Math.max(1, right - left), height: form.bar }
    g.append(svg("rect", { class: step.computed ? "rt-none" : "rt-bar", ...box }))
    if (step.computed) g.append(svg("rect", { fill: "url(#race-hatch)", ...box }))
    const label = `${step.name}, ${Math.round(step.took)} ms${step.computed ? ", computed" : ""}`
    const [at, anchor] = form === above ? [2, "start"] : roomFor(left, right, 8 * label.length, width)
    g.append(text("rt-label", at, y + 15, label, anchor))
  }
  return g
}

/** Where a label of a bar has room: behind it, before it, or on it. @param {number} left @param {number} right @param {number} long @param {number} width @returns {[number, string]} */
function roomFor(left, right, long, width) {
  if (width - right > long) return [right + 6, "start"]
  return left > long ? [left - 6, "end"] : [6, "start"]
}
