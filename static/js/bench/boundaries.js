// The same bytes as five cut them who do not know of each other: writes,
// chunks, events, tokens, reads. A line of bytes is a table, a bracket a cell
// that spans them.
import { count, el, find } from "#pushlab/bench/dom.js"
import { glyph, hex, parseHex } from "#pushlab/bench/dump.js"

/**
 * @typedef {[number, number, string, boolean]} Bracket from, to, label, ends inside a character
 * @typedef {{from: number, hex: string, row: [number, number], writes: Bracket[], chunks: Bracket[],
 *   events: Bracket[], tokens: Bracket[], reads: Bracket[], said: string[],
 *   more: boolean}} Boundaries
 */

/** @type {["writes" | "chunks" | "events" | "tokens" | "reads", string][]} */
const lanes = [
  ["writes", "write"],
  ["chunks", "chunk"],
  ["events", "event"],
  ["tokens", "token"],
  ["reads", "read"],
]
const cell = 20 // px a byte needs

export class Panel {
  #base = ""
  #n = 0
  #asked = 0

  /** @param {HTMLElement} bytes the inspector below which it stands */
  constructor(bytes) {
    const bench = /** @type {HTMLElement} */ (bytes.closest(".bench"))
    const level = Number(find(bench, ".b-head :is(h2, h3)").tagName[1]) + 1
    this.heading = el(/** @type {"h3"} */ (`h${level}`), { class: "in-t", tabindex: -1 }, "Boundaries")
    this.body = el("div", { class: "bnd-b" })
    const close = el("button", { type: "button", class: "btn" }, "Close")
    close.addEventListener("click", () => this.#leave(bytes))
    this.root = el("section", { class: "bnd", hidden: true }, this.heading, close, this.body)
    bytes.closest(".insp")?.after(this.root)
  }

  /** @param {string} base @param {number} n */
  async open(base, n) {
    this.root.hidden = false
    await this.#show(base, n)
    this.heading.focus()
  }

  /** Another row is selected. @param {string} base @param {import("#pushlab/bench/types.js").Detail} detail */
  row(base, { row, bounds }) {
    if (!this.root.hidden && bounds) this.#show(base, row.n)
  }

  close() {
    this.root.hidden = true
  }

  /** @param {HTMLElement} bytes */
  #leave(bytes) {
    this.close()
    const button = bytes.querySelector("[data-bounds]")
    if (button instanceof HTMLElement) button.focus()
  }

  /** @param {string} base @param {number} n @param {string} [more] */
  async #show(base, n, more = "") {
    const asked = ++this.#asked
    this.#base = base
    this.#n = n
    this.heading.textContent = `Boundaries around row ${n}`
    try {
      const response = await fetch(`${base}/rows/${n}/boundaries${more}`)
      if (!response.ok) throw new Error(`The server answered ${response.status}.`)
      const found = await response.json()
      if (asked === this.#asked) this.#draw(found, more !== "")
    } catch (error) {
      const why =
        error instanceof TypeError ? "The server does not answer." : /** @type {Error} */ (error).message
      this.body.replaceChildren(el("p", {}, `${why} Select the row again.`))
    }
  }

  /** @param {Boundaries} found @param {boolean} most */
  #draw(found, most) {
    const width = this.root.clientWidth || 360
    const perLine = Math.max(16, Math.min(48, 8 * Math.floor((width - 110) / cell / 8)))
    const said = el("ul", { class: "bnd-s" }, ...found.said.map((text) => el("li", {}, text)))
    this.body.replaceChildren(said, ...tables(found, perLine))
    if (!found.more || most) return
    const more = el("button", { type: "button", class: "btn" }, "Show more of the body")
    more.addEventListener("click", async () => {
      await this.#show(this.#base, this.#n, "?most=1")
      this.heading.focus()
    })
    this.body.append(more)
  }
}

/** @param {Boundaries} found @param {number} perLine @returns {HTMLElement[]} */
export function tables(found, perLine) {
  const bytes = parseHex(found.hex)
  const made = []
  for (let at = 0; at < bytes.length; at += perLine) {
    made.push(line(found, bytes.subarray(at, at + perLine), found.from + at, perLine))
  }
  return made
}

/** @param {Boundaries} found @param {Uint8Array} bytes @param {number} from @param {number} perLine */
function line(found, bytes, from, perLine) {
  const to = from + bytes.length
  const caption = el("caption", {}, `Bytes ${count(from)} to ${count(to - 1)} of the stream`)
  const columns = el("colgroup", {}, el("col", { class: "bnd-n" }), el("col", { span: perLine }))
  const head = (/** @type {string} */ name) => el("th", { scope: "row" }, name)
  const own = (/** @type {number} */ i) => from + i >= found.row[0] && from + i < found.row[1]
  const cells = (/** @type {(byte: number) => string} */ show) =>
    Array.from(bytes, (b, i) => el("td", { class: own(i) && "on" }, show(b)))
  const rows = lanes
    .filter(([key]) => found[key].length)
    .map(([key, name]) => {
      const parts = segments(found[key], from, to)
      return el("tr", { class: `bl-${name}` }, head(name), ...parts.map(segment))
    })
  const body = el(
    "tbody",
    {},
    el("tr", { class: "bnd-h" }, head("hex"), ...cells((b) => hex(b))),
    el("tr", { class: "bnd-x" }, head("text"), ...cells(glyph)),
    ...rows,
  )
  return el("table", { class: "bnd-t" }, caption, columns, body)
}

/**
 * The parts of a line: brackets, and what lies between.
 *
 * @typedef {{span: number, label: string, first: boolean, last: boolean, inside: boolean, bracket: boolean}} Segment
 * @param {Bracket[]} brackets in order
 * @param {number} from @param {number} to
 * @returns {Segment[]}
 */
export function segments(brackets, from, to) {
  /** @type {Segment[]} */
  const parts = []
  let at = from
  const gap = (/** @type {number} */ end) => {
    if (end > at)
      parts.push({ span: end - at, label: "", first: false, last: false, inside: false, bracket: false })
    at = Math.max(at, end)
  }
  for (const [start, end, label, inside] of brackets) {
    if (start >= to || end <= at) continue
    gap(start)
    const [first, last] = [start >= from, end <= to]
    parts.push({ span: Math.min(end, to) - at, label, first, last, inside: inside && last, bracket: true })
    at = Math.min(end, to)
  }
  gap(to)
  return parts
}

/** @param {Segment} part */
function segment({ span, label, first, last, inside, bracket }) {
  if (!bracket) return el("td", { colspan: span })
  const kind = ["br", first && "b0", last && "b1", inside && "in"].filter(Boolean).join(" ")
  const rest = first ? "" : ", continued"
  const words = inside ? `${label}${rest}, ends inside a character` : label + rest
  return el(
    "td",
    { colspan: span, class: kind, title: words },
    el("span", {}, first ? label : "…"),
    el("span", { class: "vh" }, words.slice(label.length)),
  )
}
