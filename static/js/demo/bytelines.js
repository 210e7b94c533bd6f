// The bytes of an event stream, a line in a row, each byte with its field.
import { count, el } from "#pushlab/bench/dom.js"
import { glyph, hex } from "#pushlab/bench/dump.js"

/** @typedef {import("#pushlab/demo/emission.js").Parse} Parse */

const mostLines = 40
const mostBytes = 48 // of a line

/**
 * @param {Uint8Array} bytes
 * @param {Parse} parse
 * @param {number[]} slices
 */
export function byteLines(bytes, parse, slices) {
  const ends = new Set()
  slices.reduce((end, size) => (ends.add(end + size), end + size), 0)
  const rows = parse.lines.slice(0, mostLines).map((line, n) => row(bytes, line, n, ends))
  const more = parse.lines.length + (parse.moreLines ?? 0) - rows.length
  if (more > 0) rows.push(el("li", { class: "r-note" }, `and ${count(more)} more lines`))
  const words =
    "The bytes, a line in a row. Names are tinted, line ends grey, your text is bare. An upright bar ends a slice."
  return el(
    "div",
    { class: "r-box", tabindex: 0, role: "group", "aria-label": words },
    el("ol", { class: "bl" }, ...rows),
  )
}

/**
 * @param {Uint8Array} bytes
 * @param {import("#pushlab/demo/emission.js").Line} line
 * @param {number} n
 * @param {Set<unknown>} ends of the slices
 */
function row(bytes, { offset, length, field }, n, ends) {
  const part = bytes.subarray(offset, offset + length)
  const roles = rolesOf(part, field)
  const limit = part.length > mostBytes ? mostBytes - 8 : part.length
  const cells = Array.from(part.subarray(0, limit), (byte, i) => {
    const edge = ends.has(offset + i + 1) ? " sl" : ""
    return el("b", { class: `r-${roles[i]}${edge}` }, el("i", {}, hex(byte)), el("u", {}, sign(byte)))
  })
  if (limit < part.length)
    cells.push(
      el("b", { class: "r-eol" }, el("i", {}, "…"), el("u", {}, `${count(part.length - limit)} more`)),
    )
  return el(
    "li",
    { "data-line": n },
    el("span", { class: "ln" }, String(n + 1)),
    el("span", { class: "bs" }, ...cells),
  )
}

/** A byte for the eye. @param {number} byte */
function sign(byte) {
  if (byte === 10) return "\\n"
  if (byte === 13) return "\\r"
  if (byte === 0) return "\\0"
  return glyph(byte)
}

/** The role of each byte of a line (WHATWG HTML §9.2.6). @param {Uint8Array} line @param {string} field */
function rolesOf(line, field) {
  let end = line.length
  while (end > 0 && (line[end - 1] === 10 || line[end - 1] === 13)) end--
  const bom = line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? 3 : 0
  const colon = line.subarray(0, end).indexOf(0x3a)
  const name = colon < 0 ? end : colon
  const known = ["data", "event", "id", "retry"].includes(field)
  return Array.from(line, (byte, i) => {
    if (i >= end || i < bom) return "eol"
    if (i < name) return known ? "frame" : "key"
    if (i === colon || (i === colon + 1 && byte === 0x20)) return "len"
    return known ? "pay" : "key"
  })
}
