// The parts of the picture of a run. Everything is an attribute: the page's
// policy takes no style from a script's text.
import { count } from "#pushlab/bench/dom.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {(t: number) => number} Scale ms to px
 */

/**
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string)} children
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  element.append(...children)
  return element
}

/** The lane of a row: its connection, or its stream of one. @param {Row} row */
export function laneOf({ conn, lane }) {
  return lane ? `${conn}, stream ${lane}` : `connection ${conn}`
}

/**
 * A tick for each row, above its rail to the server and below it to the client.
 * Rows that would lie on one another are drawn once.
 *
 * @param {Row[]} rows
 * @param {Scale} x
 * @param {Map<string, number>} lanes
 * @param {number} height of a lane
 */
export function ticks(rows, x, lanes, height) {
  /** @type {Map<string, Set<string>>} by wire */
  const paths = new Map()
  for (const row of rows) {
    const at = lanes.get(laneOf(row))
    if (at === undefined || row.fault) continue
    const rail = at * height + 9
    const [from, to] = { c: [rail - 7, rail], s: [rail, rail + 7], "": [rail - 3, rail + 3] }[row.dir]
    const wire = row.wire || "none"
    if (!paths.has(wire)) paths.set(wire, new Set())
    paths.get(wire)?.add(`M${Math.round(x(row.t)) + 0.5} ${from}V${to}`)
  }
  return Array.from(paths, ([wire, marks]) =>
    svg("path", { class: "mm-tick", "data-wire": wire, d: [...marks].join("") }),
  )
}

/** Silences, over all lanes: nothing crossed any of them. @param {Row[]} rows @param {Scale} x @param {number} height */
export function hatch(rows, x, height) {
  const made = []
  for (const [i, row] of rows.entries()) {
    if (row.kind !== "gap") continue
    const [from, to] = [x(row.t), x(rows[i + 1]?.t ?? row.t)]
    let d = `M${from} 0V${height}M${to} 0V${height}`
    for (let at = from - height; at < to; at += 6) d += slope(at, from, to, height)
    made.push(svg("path", { class: "mm-gap", d }))
  }
  return made
}

/** One line of a hatching, from the lower left, cut at both sides. */
function slope(
  /** @type {number} */ at,
  /** @type {number} */ from,
  /** @type {number} */ to,
  /** @type {number} */ height,
) {
  const [left, right] = [Math.max(at, from), Math.min(at + height, to)]
  return right > left ? `M${left} ${height - (left - at)}L${right} ${height - (right - at)}` : ""
}

/** Faults and broken rules. @param {Row[]} rows @param {Scale} x @param {Map<string, number>} lanes @param {number} height */
export function crosses(rows, x, lanes, height) {
  const marks = rows
    .filter((row) => row.fault || row.err)
    .map((row) => {
      const [at, y] = [x(row.t), (lanes.get(laneOf(row)) ?? 0) * height + 9]
      return `M${at - 4} ${y - 4}l8 8M${at + 4} ${y - 4}l-8 8`
    })
  return marks.length ? [svg("path", { class: "mm-x", d: marks.join("") })] : []
}

/** The clock below the lanes. @param {number} end ms @param {Scale} x @param {number} y */
export function scaleMarks(end, x, y) {
  const step = stepOf(end, Math.floor((x(end) - x(0)) / 80))
  const made = []
  for (let t = 0; t <= end; t += step) {
    const last = t + step > end
    made.push(
      svg("path", { class: "mm-rail", d: `M${x(t)} ${y}v4` }),
      svg(
        "text",
        { x: x(t), y: y + 15, class: "mm-ms", "text-anchor": t === 0 ? "start" : last ? "end" : "middle" },
        last ? `${count(t)} ms` : count(t),
      ),
    )
  }
  return made
}

/** A round step that makes no more marks than fit. @param {number} end ms @param {number} fit */
export function stepOf(end, fit) {
  let step = 1
  for (let i = 0; end / step > Math.max(fit, 2); i++) step = [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3)
  return step
}
