// The whole run to scale: a lane for each connection and HTTP/2 stream, a tick
// for each row, hatched silences, crossed faults, and what is in view framed.
import { count, el, find, millis, plural } from "#pushlab/bench/dom.js"
import { crosses, hatch, laneOf, scaleMarks, svg, ticks } from "#pushlab/bench/drawing.js"

/** @typedef {import("#pushlab/bench/types.js").Row} Row */

const laneHeight = 18
const nameWidth = 92
const most = 12 // lanes

export class Minimap {
  /** @type {Row[]} */
  #rows = []
  #frame = svg("rect", { class: "mm-view", y: 0 })
  #now = svg("path", { class: "mm-now" })
  #due = 0
  #width = 0
  /** @type {{from: number, to: number} | null} */
  #view = null
  /** @type {number | null} */
  #time = null // of the replay

  /**
   * @param {HTMLElement} root
   * @param {(t: number) => void} go where a click or a key leads
   */
  constructor(root, go) {
    this.root = root
    this.go = go
    this.picture = svg("svg", { "aria-hidden": "true" })
    this.marks = svg("svg", { "aria-hidden": "true", class: "mm-over" }, this.#frame, this.#now)
    const aria = {
      role: "slider",
      tabindex: 0,
      "aria-label": "Place in the run",
      "aria-describedby": "mm-words",
    }
    const waiting = root.querySelector("svg")?.getAttribute("height") // the server knows how many lanes there are
    if (waiting) this.picture.setAttribute("height", waiting)
    this.slider = el("div", { class: "mm", ...aria }, "")
    this.slider.append(this.picture, this.marks)
    this.sentence = find(root, ".mm-words")
    root.replaceChildren(this.slider, this.sentence)
    this.slider.addEventListener("pointerdown", (e) => this.#pointed(e))
    this.slider.addEventListener("pointermove", (e) => e.buttons === 1 && this.#pointed(e))
    this.slider.addEventListener("keydown", (e) => this.#key(e))
    new ResizeObserver(() => this.#later()).observe(root)
  }

  /** The end of the run, in ms. */
  get end() {
    return Math.max(1, this.#rows.at(-1)?.t ?? 1)
  }

  /** @param {Row[]} rows */
  draw(rows) {
    this.#rows = rows
    this.root.hidden = rows.length === 0
    this.#later()
  }

  /** @param {{from: number, to: number} | null} view times of what is in view @param {number | null} time of the replay */
  frame(view, time) {
    this.#view = view
    this.#time = time
    this.#place()
  }

  #later() {
    this.#due ||= requestAnimationFrame(() => {
      this.#due = 0
      this.#paint()
    })
  }

  #paint() {
    const { picture } = this
    if (this.#rows.length === 0) return
    this.#width = this.slider.clientWidth
    const lanes = lanesOf(this.#rows)
    const height = lanes.size * laneHeight + 18
    for (const part of [picture, this.marks]) {
      part.setAttribute("viewBox", `0 0 ${this.#width} ${height}`)
      part.setAttribute("height", String(height))
    }
    const x = (/** @type {number} */ t) => this.#x(t)
    const names = [...lanes].map(([name, at]) =>
      svg("text", { x: 0, y: at * laneHeight + 13, class: "mm-name" }, name),
    )
    const rails = [...lanes.values()].map((at) =>
      svg("path", { class: "mm-rail", d: `M${nameWidth} ${at * laneHeight + 9.5}H${this.#width}` }),
    )
    picture.replaceChildren(
      ...rails,
      ...hatch(this.#rows, x, lanes.size * laneHeight),
      ...ticks(this.#rows, x, lanes, laneHeight),
      ...crosses(this.#rows, x, lanes, laneHeight),
      ...names,
      ...scaleMarks(this.end, x, lanes.size * laneHeight),
    )
    this.sentence.textContent = sentence(this.#rows, lanes.size)
    this.#place()
  }

  /** Draws what is in view, and the moment of a replay. */
  #place() {
    const view = this.#view ?? { from: 0, to: 0 }
    this.#frame.toggleAttribute("hidden", this.#view === null)
    const height = Number(this.picture.getAttribute("height") ?? 18) - 18
    const [from, to] = [this.#x(view.from), this.#x(view.to)]
    this.#frame.setAttribute("x", String(from - 2))
    this.#frame.setAttribute("width", String(Math.max(5, to - from + 4)))
    this.#frame.setAttribute("height", String(Math.max(0, height)))
    const now = this.#time === null ? "" : `M${this.#x(this.#time)} 0V${height}`
    this.#now.setAttribute("d", now)
    const at = Math.round(this.#time ?? view.from)
    this.slider.setAttribute("aria-valuemin", "0")
    this.slider.setAttribute("aria-valuemax", String(Math.round(this.end)))
    this.slider.setAttribute("aria-valuenow", String(Math.min(at, Math.round(this.end))))
    this.slider.setAttribute("aria-valuetext", `${millis(at)} ms of ${millis(this.end)} ms`)
  }

  /** @param {number} t */
  #x(t) {
    return nameWidth + ((this.#width - nameWidth - 8) * t) / this.end
  }

  /** @param {PointerEvent} e */
  #pointed(e) {
    const x = e.clientX - this.slider.getBoundingClientRect().left
    const t = ((x - nameWidth) / (this.#width - nameWidth - 8)) * this.end
    this.go(Math.max(0, Math.min(this.end, t)))
  }

  /** @param {KeyboardEvent} e */
  #key(e) {
    const at = Number(this.slider.getAttribute("aria-valuenow"))
    const steps = { ArrowRight: 50, ArrowUp: 50, ArrowLeft: -50, ArrowDown: -50, PageUp: 10, PageDown: -10 }
    const step = steps[/** @type {keyof typeof steps} */ (e.key)]
    const to = { Home: 0, End: this.end }[e.key] ?? (step && at + this.end / step)
    if (to === undefined) return
    e.preventDefault()
    this.go(Math.max(0, Math.min(this.end, to)))
  }
}

/** The place of each lane, by name, in the order of the connections. @param {Row[]} rows @returns {Map<string, number>} */
function lanesOf(rows) {
  const keys = new Map()
  for (const row of rows) if (row.conn) keys.set(laneOf(row), row.conn * 1e6 + (row.lane ?? 0))
  const names = [...keys].sort((a, b) => a[1] - b[1]).map(([name]) => name)
  return new Map(names.slice(0, most).map((name, at) => [name, at]))
}

/** The picture in words. @param {Row[]} rows @param {number} lanes */
export function sentence(rows, lanes) {
  const gaps = rows.filter((row) => row.kind === "gap")
  const faults = rows.filter((row) => row.fault)
  const broken = rows.filter((row) => row.err)
  const conns = new Set(rows.map((row) => row.conn).filter((n) => n)).size
  const said = [
    `${plural(rows.length, "row")} in ${millis(rows.at(-1)?.t ?? 0)} ms on ${plural(conns, "connection")}`,
  ]
  if (lanes < new Set(rows.filter((r) => r.conn).map(laneOf)).size)
    said.push(`the first ${count(lanes)} lanes are drawn`)
  if (gaps.length) said.push(plural(gaps.length, "silence"))
  if (faults.length) said.push(`${plural(faults.length, "fault")}, the first at ${millis(faults[0].t)} ms`)
  if (broken.length)
    said.push(`${plural(broken.length, "row")} that ${broken.length === 1 ? "breaks" : "break"} a rule`)
  return `${said.join("; ")}.`
}
