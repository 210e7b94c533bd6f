// What a race is drawn on: the grid with its clock, the scale of the tokens, and
// the hatching of silences.
import { count } from "#pushlab/bench/dom.js"
import { path, svg, text } from "#pushlab/race/svg.js"

/** @typedef {import("#pushlab/race/chart.js").View} View */

/** @param {View} view */
export function hatch(view) {
  const id = view.wide ? "race-hatch" : "race-hatch-narrow"
  const attributes = {
    id,
    width: 7,
    height: 7,
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  }
  return svg("defs", {}, svg("pattern", attributes, path("hp", "M0 0V7")))
}

/** @param {(t: number) => number} x @param {number} span @param {number} step @param {View} view */
export function grid(x, span, step, view) {
  const g = svg("g")
  const foot = view.steps[1]
  for (let t = 0; t <= span; t += step / 5) {
    const labelled = Math.round(t / (step / 5)) % 5 === 0
    if (labelled) g.append(path("g", `M${x(t)} ${view.lanes[0][0]}V${foot}`))
    g.append(path("tick", `M${x(t)} ${foot}v${labelled ? 7 : 3}`))
    if (labelled)
      g.append(text("rn", x(t), foot + 22, t === 0 ? "0" : count(t), t === 0 ? "start" : "middle"))
  }
  g.append(path("rl", `M${view.left} ${foot}H${view.right}`))
  g.append(text("rn", view.right, foot + 38, "ms", "end"))
  return g
}

/** The scale of the tokens shown. @param {number} tokens @param {View} view */
export function levels(tokens, view) {
  const g = svg("g")
  const [top, foot] = view.steps
  if (view.wide) g.append(text("rn", view.left, top - 8, "tokens shown"))
  for (const part of [0.25, 0.5, 0.75, 1]) {
    const y = foot - part * (foot - top)
    g.append(path("g", `M${view.left} ${y}H${view.right}`))
    const n = String(Math.round(part * tokens))
    if (view.wide) g.append(text("rn", view.left - 8, y + 4, n, "end"))
    else g.append(text("rn", view.left, y - 5, part === 1 ? `${n} tokens shown` : n))
  }
  return g
}
