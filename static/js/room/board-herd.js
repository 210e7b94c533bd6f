// The herd: how many streams came back in each tenth of a second since a fault,
// the last two on one scale. It is drawn twice, for a wide and a narrow window.
import { count, el, find } from "#pushlab/bench/dom.js"
import { path, svg, text } from "#pushlab/race/svg.js"
import { backWords, came, clockWords, herdWords, jitterWords, seconds } from "#pushlab/room/board-words.js"

/** @typedef {import("#pushlab/room/board-state.js").Herd} Herd */
/** @typedef {Herd & {name: string}} Named */
/** @typedef {{name: string, width: number, height: number, left: number, labels: number}} View */

/** @type {View[]} */
const views = [
  { name: "w", width: 880, height: 150, left: 34, labels: 16 },
  { name: "n", width: 358, height: 130, left: 26, labels: 6 },
]

/** A projector is wider than high, and has the room to itself. @type {View[]} */
const shown = [{ name: "p", width: 1300, height: 170, left: 44, labels: 12 }]
const top = 30 // above the bars: who they are, and the peak
const foot = 22 // below them: the clock
const width = 100 // ms of a bar

/**
 * What both drawings have in common: how long the clock is, and how high a bar.
 *
 * @param {Herd[]} herds
 */
export function scale(herds) {
  const bars = Math.max(10, ...herds.map(({ bars }) => bars.length))
  return { span: bars * width, peak: Math.max(1, ...herds.map(({ peak }) => peak)) }
}

/**
 * How a herd is called beside the other one.
 *
 * @param {Herd} h
 * @param {Herd[]} herds in their order
 */
export function nameOf(h, herds) {
  const alike = herds.every(({ jitter }) => jitter === h.jitter)
  if (!alike || herds.length < 2) return jitterWords(h)
  return `${jitterWords(h)}, cut at ${clockWords(h.at)}`
}

/** Without jitter first: that is the herd to look at. @param {Herd[]} herds */
export const inOrder = (herds) =>
  [...herds].sort((a, b) => Number(a.jitter) - Number(b.jitter) || a.at - b.at)

export class Herds {
  #shown = ""

  /** @param {HTMLElement} root @param {boolean} present */
  constructor(root, present) {
    this.section = root.querySelector("[data-herds]")
    this.views = present ? shown : views
  }

  /** @param {Herd[]} herds @param {number} now @param {number} keep how long they are shown, in ms */
  show(herds, now, keep) {
    if (!(this.section instanceof HTMLElement)) return // a helper has none
    const newest = Math.max(0, ...herds.map(({ at }) => at))
    this.section.hidden = herds.length === 0 || now - newest > keep
    const text = JSON.stringify(herds)
    if (text === this.#shown) return
    this.#shown = text
    const sorted = inOrder(herds)
    this.#draw(this.section, sorted.map((h) => ({ ...h, name: nameOf(h, sorted) }))) // prettier-ignore
  }

  /** @param {HTMLElement} section @param {Named[]} herds */
  #draw(section, herds) {
    const all = scale(herds)
    const drawings = this.views.map((view) =>
      el(
        "div",
        { class: `wh-${view.name}` },
        ...herds.map((h, i) => chart(h, all, view, i === herds.length - 1)),
      ),
    )
    find(section, "[data-chart]").replaceChildren(...drawings)
    find(section, "[data-herd-words]").textContent = herds.map((h) => herdWords(h, h.name)).join(" ")
    find(section, "[data-herd-rows]").replaceChildren(...herds.map(row))
  }
}

/** @param {Named} h @param {{span: number, peak: number}} all @param {View} view @param {boolean} clock */
function chart(h, { span, peak }, view, clock) {
  const base = view.height - foot
  const x = (/** @type {number} */ ms) => view.left + (ms / span) * (view.width - view.left - 8)
  const y = (/** @type {number} */ n) => base - (n / peak) * (base - top)
  const root = svg("svg", {
    class: "hc",
    viewBox: `0 0 ${view.width} ${view.height}`,
    role: "img",
    "aria-label": herdWords(h, h.name),
  })
  root.append(path("ax", `M${view.left} ${base}H${view.width - 8}`))
  root.append(
    text("sc", view.left - 6, y(peak) + 4, String(peak), "end"),
    text("sc", view.left - 6, base + 4, "0", "end"),
  )
  h.bars.forEach((n, i) => {
    if (n > 0) root.append(svg("rect", { class: "bar", x: x(i * width) + 0.5, y: y(n), width: x(width) - x(0) - 1, height: base - y(n) })) // prettier-ignore
  })
  root.append(...labels(h, x, y, view), ...ticks(span, x, base, view, clock))
  return root
}

/** The name of the herd, its peak, and when the last one was back, where they are. @param {Named} h @param {(ms: number) => number} x @param {(n: number) => number} y @param {View} view */
function labels(h, x, y, view) {
  const at = h.bars.indexOf(h.peak)
  const name = text("lb b", view.left, 12, `${h.name}: ${count(came(h))} of ${count(h.streams)} back`)
  if (h.peak === 0) return [name]
  const words = `${count(h.peak)} in 100 ms`
  const high = y(h.peak) < top + 20 // then the words stand beside the bar, else on top of it
  const beside = text("lb", x((at + 1) * width) + 6, y(h.peak) + 12, words)
  const out = [name, high ? beside : text("lb", x(at * width), y(h.peak) - 6, words)]
  const end = x(h.bars.length * width)
  if (came(h) < h.streams || end < x(at * width) + 240) return out
  const above = y(h.bars[h.bars.length - 1]) - 6
  out.push(text("lb", end, above, `all after ${seconds(h.last)}`, "end"))
  return out
}

/** @param {number} span @param {(ms: number) => number} x @param {number} base @param {View} view @param {boolean} clock */
function ticks(span, x, base, view, clock) {
  const step = [200, 500, 1000, 2000, 5000].find((s) => span / s <= view.labels) ?? 10_000
  const out = []
  for (let t = 0; t <= span; t += step) {
    out.push(path("tk", `M${x(t)} ${base}v4`))
    if (clock) out.push(text("sc", x(t), base + 17, t === 0 ? "0 s" : String(t / 1000), anchor(t, span)))
  }
  return out
}

/** The first and the last label stay within the drawing. @param {number} t @param {number} span */
function anchor(t, span) {
  if (t === 0) return "start"
  return t > span * 0.98 ? "end" : "middle"
}

/** @param {Named} h */
function row(h) {
  const numbers = [count(h.streams), count(h.peak), backWords(h)].map((words) => el("td", {}, words))
  return el("tr", {}, el("th", { scope: "row" }, h.name), ...numbers)
}
