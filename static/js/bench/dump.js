// Hex and text of a row's bytes. Each byte is one cell in both columns, joined
// by data-i (its offset) and data-f (its field).
import { count, el } from "#pushlab/bench/dom.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Detail} Detail
 * @typedef {import("#pushlab/bench/types.js").Field} Field
 */

const whole = 4096 // a dump of more bytes shows its beginning only
const part = 1024

/** @param {string} hex @returns {Uint8Array} */
export function parseHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
}

/** @param {number} n @param {number} [width] */
export function hex(n, width = 2) {
  return n.toString(16).padStart(width, "0")
}

/** @param {number} byte as text: a middle dot for a space, a full stop for what has no glyph */
export function glyph(byte) {
  if (byte === 0x20) return "·"
  return byte < 0x20 || byte > 0x7e ? "." : String.fromCharCode(byte)
}

/** Bits from to to, counted from the first byte's highest. @param {Uint8Array} bytes @param {number} from @param {number} to */
export function bitsOf(bytes, from, to) {
  return Array.from({ length: to - from }, (_, i) => (bytes[(from + i) >> 3] >> (7 - ((from + i) & 7))) & 1)
}

/** How many bytes of a dump are shown at first. @param {number} size */
export function shown(size) {
  return size > whole ? part : size
}

/**
 * The field of each byte: the first that covers it, so that a byte of several
 * bit fields belongs to their group.
 *
 * @param {Field[]} fields
 * @param {number} size
 */
export function fieldMap(fields, size) {
  /** @type {(Field | undefined)[]} */
  const map = new Array(size)
  for (const f of fields.filter((f) => !f.decoded)) {
    for (let i = f.offset; i < Math.min(f.offset + f.length, size); i++) map[i] ??= f
  }
  return map
}

/** @param {Detail} detail @returns {HTMLElement[]} the dump, and a button if it is cut */
export function dump(detail) {
  const bytes = parseHex(detail.hex)
  const map = fieldMap(detail.fields, bytes.length)
  const label =
    `${count(bytes.length)} bytes in hexadecimal and text. Arrow keys move the probe; ` +
    "the field list below says the same in words."
  const box = el("div", { class: "hx", role: "img", tabindex: 0, "aria-label": label })
  const limit = shown(bytes.length)
  box.append(...lines(bytes, map, 0, limit))
  if (limit === bytes.length) return [box]
  const words = `Show the other ${count(bytes.length - limit)} bytes`
  const more = el("button", { type: "button", class: "btn hx-more" }, words)
  more.addEventListener("click", () => {
    box.append(...lines(bytes, map, limit, bytes.length))
    more.remove()
    box.focus()
  })
  return [box, more]
}

/**
 * @param {Uint8Array} bytes
 * @param {(Field | undefined)[]} map
 * @param {number} from
 * @param {number} to
 */
function lines(bytes, map, from, to) {
  const made = []
  for (let at = from; at < to; at += 16) {
    const cells = [...half(bytes, map, at, to), ...half(bytes, map, at + 8, to)]
    made.push(el("div", { class: from ? "hx-row hx-far" : "hx-row" }, ...cells))
  }
  return made
}

/** Offset, hex and text of eight bytes: a phone shows one half under the other. */
function half(
  /** @type {Uint8Array} */ bytes,
  /** @type {(Field | undefined)[]} */ map,
  /** @type {number} */ at,
  /** @type {number} */ to,
) {
  const offset = el("span", { class: "hx-off" }, at < to ? hex(at, 4) : "")
  const digits = el("span", { class: "hx-hex" })
  const text = el("span", { class: "hx-txt" })
  for (let i = at; i < Math.min(at + 8, to); i++) {
    const f = map[i]
    const first = f && (i === f.offset || map[i - 1]?.key !== f.key) ? " fs" : ""
    const attributes = { "data-i": i, "data-f": f?.key, class: `r-${f?.role ?? "pay"}${first}` }
    digits.append(el("b", attributes, hex(bytes[i])))
    text.append(el("b", attributes, glyph(bytes[i])))
  }
  return [offset, digits, text]
}
