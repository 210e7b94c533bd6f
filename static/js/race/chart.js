// The drawing of a race, to scale: a ladder for each lane, then the tokens that
// each page has shown, on one clock. It is drawn twice, for a wide and for a
// narrow window, from the same numbers.
import { count } from "#pushlab/bench/dom.js"
import { grid, hatch, levels } from "#pushlab/race/grid.js"
import { path, svg, text } from "#pushlab/race/svg.js"

/**
 * @typedef {import("#pushlab/race/measure.js").Lane} Lane
 * @typedef {import("#pushlab/race/measure.js").Crossing} Crossing
 * @typedef {{width: number, height: number, left: number, right: number,
 *   lanes: [number, number][], steps: [number, number], labels: number,
 *   wide: boolean}} View lanes and steps: their upper and lower edge
 */

/** @type {View} */
export const wide = {
  width: 1246, height: 580, left: 64, right: 1218,
  lanes: [[34, 146], [198, 310]], steps: [366, 526], labels: 16, wide: true,
} // prettier-ignore

/** @type {View} */
export const narrow = {
  width: 358, height: 500, left: 8, right: 350,
  lanes: [[34, 114], [164, 244]], steps: [300, 450], labels: 4, wide: false,
} // prettier-ignore

const code = (/** @type {Lane} */ lane) => lane.wire.toUpperCase()
const ms = (/** @type {number} */ n) => `${count(Math.round(n))} ms`

/**
 * How long the clock is, and how far its labels are apart.
 *
 * @param {Lane[]} lanes
 * @param {number} labels at most
 */
export function scale(lanes, labels) {
  const ends = lanes.flatMap((lane) => [
    ...lane.crossings.map((c) => c.to ?? c.from),
    ...lane.tokens.map((t) => t.t),
  ])
  const last = Math.max(100, ...ends)
  const step = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000].find((s) => last / s <= labels) ?? 20_000
  return { span: last * 1.02, step }
}

/**
 * @param {Element} root an svg
 * @param {Lane[]} lanes
 * @param {number} tokens of the answer
 * @param {View} view
 * @returns {(t: number) => number} where a time stands
 */
export function draw(root, lanes, tokens, view) {
  const { span, step } = scale(lanes, view.labels)
  const x = (/** @type {number} */ t) => view.left + (t / span) * (view.right - view.left)
  const [, foot] = view.steps
  root.replaceChildren(hatch(view), grid(x, span, step, view))
  lanes.forEach((lane, i) => root.append(ladder(lane, x, view.lanes[i], view)))
  root.append(levels(tokens, view))
  root.append(...lanes.map((lane) => steps(lane, tokens, x, span, view)))
  root.append(...names(lanes, tokens, x, view))
  root.append(probe(view, foot))
  return x
}

/** @param {Lane} lane @param {(t: number) => number} x @param {[number, number]} edges @param {View} view */
function ladder(lane, x, [top, foot], view) {
  const g = svg("g", { "data-wire": lane.wire })
  const { silence, faults } = lane
  if (silence && faults.length > 0) g.append(hush(silence, x, [top, foot], view))
  g.append(path("rl", `M${view.left} ${top}H${view.right}M${view.left} ${foot}H${view.right}`))
  for (const c of lane.crossings) g.append(...arrow(c, x, top, foot))
  for (const t of faults) g.append(cross(x(t), top, foot))
  const first = lane.tokens[0]
  if (first) {
    g.append(path("tk1", `M${x(first.t)} ${top - 3}v-9`))
    const words = view.wide ? ", first token " : " "
    g.append(text("lb b", x(first.t) + 5, top - 6, code(lane) + words + ms(first.t)))
  }
  if (view.wide) {
    g.append(
      text("rn", view.left - 8, top + 4, "client", "end"),
      text("rn", view.left - 8, foot + 4, "server", "end"),
    )
  }
  return g
}

/** @param {Crossing} c @param {(t: number) => number} x @param {number} top @param {number} foot */
function arrow({ dir, from, to, token }, x, top, foot) {
  const [start, end] = dir === "c" ? [top, foot] : [foot, top]
  const arrived = to ?? from
  const line = path(
    `${dir === "c" ? "mc" : "mt"}${to === null ? " gone" : ""}`,
    `M${x(from)} ${start}L${x(arrived)} ${to === null ? (start + end) / 2 : end}`,
  )
  if (dir === "c") return [line, path("hd", `M${x(arrived)} ${end}l-3.4 -6.5h5.4z`)]
  return token && to !== null
    ? [line, svg("circle", { class: "dot", cx: x(arrived), cy: end, r: 1.9 })]
    : [line]
}

/** @param {number} at @param {number} top @param {number} foot */
function cross(at, top, foot) {
  const half = (top + foot) / 2
  const g = svg("g")
  g.append(path("rs", `M${at} ${foot}V${half}`), path("xx", `M${at - 5} ${half - 5}l10 10m0 -10l-10 10`))
  g.append(text("lb", at + 8, foot + 15, "cut by the lab"))
  return g
}

/** @param {{from: number, to: number}} silence @param {(t: number) => number} x @param {[number, number]} edges @param {View} view */
function hush({ from, to }, x, [top, foot], view) {
  const g = svg("g", { class: "gl" })
  const [left, right] = [x(from), x(to)]
  const fill = `url(#${view.wide ? "race-hatch" : "race-hatch-narrow"})`
  g.append(
    svg("rect", { class: "hz", fill, x: left, y: top, width: Math.max(0, right - left), height: foot - top }),
  )
  const words = view.wide ? `silence ${ms(to - from)}` : ms(to - from)
  const width = words.length * 7 + 12
  if (right - left < width + 8) return g
  const middle = (left + right) / 2
  g.append(svg("rect", { x: middle - width / 2, y: (top + foot) / 2 - 12, width, height: 24 }))
  g.append(text("", middle, (top + foot) / 2 + 4.5, words, "middle"))
  return g
}

/** How high a number of tokens stands. @param {number} tokens of all @param {View} view */
function height(tokens, { steps: [top, foot] }) {
  return (/** @type {number} */ n) => foot - (n / tokens) * (foot - top)
}

/** @param {Lane} lane @param {number} tokens @param {(t: number) => number} x @param {number} span @param {View} view */
function steps(lane, tokens, x, span, view) {
  const [y, foot] = [height(tokens, view), view.steps[1]]
  let d = `M${view.left} ${foot}`
  lane.tokens.forEach((token, i) => (d += `H${x(token.t)}V${y(i + 1)}`))
  d += `H${x(span)}`
  const g = svg("g", { "data-wire": lane.wire }, path("st", d))
  if (lane.wire === "ws") g.append(path("st2", d))
  return g
}

/**
 * The code of each lane beside its steps, all at the same token: of the lane that is
 * ahead there, left of and above it, and of the other, right of and below it.
 *
 * @param {Lane[]} lanes @param {number} tokens @param {(t: number) => number} x @param {View} view
 */
function names(lanes, tokens, x, view) {
  const n = Math.floor(0.85 * Math.min(...lanes.map((lane) => lane.tokens.length)))
  const there = lanes.filter((lane) => lane.tokens[n])
  const y = height(tokens, view)(n + 1)
  const ahead = Math.min(...there.map((lane) => lane.tokens[n].t))
  const first = there.find((lane) => lane.tokens[n].t === ahead)
  return there.map((lane) => {
    const at = x(lane.tokens[n].t)
    const words =
      lane === first
        ? text("lb b", at - 8, y - 5, code(lane), "end")
        : text("lb b", at + 8, y + 14, code(lane))
    return svg("g", { "data-wire": lane.wire }, words)
  })
}

/** The line that cuts all lanes; probe.js moves it. @param {View} view @param {number} foot */
function probe(view, foot) {
  const g = svg("g", { class: "cur", "data-cur": "" })
  g.append(path("", `M0 24V${foot}`), svg("rect", { x: -36, y: 4, width: 72, height: 19 }))
  g.append(text("", 0, 18, "", "middle"))
  return g
}
