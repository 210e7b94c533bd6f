// What the inspector shows of a WebSocket frame between the dump and the field
// list: the bits of its header and the unmasking.
import { el } from "#pushlab/bench/dom.js"
import { bitsOf, glyph, hex, parseHex, shown } from "#pushlab/bench/dump.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Detail} Detail
 * @typedef {import("#pushlab/bench/types.js").Field} Field
 */

const perLine = 13 // columns of the unmask table: as many as fit a phone

/** Bytes 0 and 1 bit by bit. @param {Detail} detail @returns {HTMLElement[]} */
export function bits(detail) {
  if (!detail.bits) return []
  const bytes = parseHex(detail.hex.slice(0, 4))
  const groups = bitGroups(detail.fields)
  const numbers = el("tr", { class: "bn", "aria-hidden": true })
  const values = el("tr", { class: "bv" })
  const names = el("tr", { class: "bl" })
  for (const g of groups) {
    for (const [i, value] of bitsOf(bytes, g.from, g.to).entries()) {
      const bit = g.from + i
      const twins = { "data-f": g.key, "data-s": g.from, "data-i": bit >> 3 }
      numbers.append(el("td", {}, String(bit)))
      values.append(el("td", { ...twins, class: i === 0 ? "fs" : null }, String(value)))
    }
    const span = { "data-f": g.key, "data-s": g.from, "data-i": g.from >> 3, colspan: g.to - g.from }
    const value = g.value && g.to - g.from > 3 ? [" ", el("i", {}, g.value)] : []
    names.append(el("td", span, g.name, ...value))
  }
  const caption = el("caption", {}, "Bytes 0 and 1 as bits")
  return [el("table", { class: "bits" }, caption, el("tbody", {}, numbers, values, names))]
}

/**
 * The bit fields in order, RSV1 to RSV3 as one.
 *
 * @param {Field[]} fields
 * @returns {{key: string, name: string, value: string, from: number, to: number}[]}
 */
export function bitGroups(fields) {
  /** @type {{key: string, name: string, value: string, from: number, to: number}[]} */
  const groups = []
  for (const { key, name, value, from, to } of fields.filter((f) => f.to > 0)) {
    const before = groups.at(-1)
    if (name.startsWith("RSV") && before?.name.startsWith("RSV")) {
      Object.assign(before, { name: "RSV 1–3", value: "", to })
    } else groups.push({ key, name, value, from, to })
  }
  return groups
}

/** Which key byte opens which payload byte. @param {Detail} detail @returns {HTMLElement[]} */
export function unmask(detail) {
  const u = detail.unmask
  if (!u) return []
  const wire = parseHex(detail.hex)
  const plain = parseHex(u.plain).subarray(0, shown(wire.length))
  const body = el("tbody")
  for (let at = 0; at < plain.length; at += perLine) {
    const columns = Array.from(plain.subarray(at, at + perLine), (_, i) => at + i)
    const line = (
      /** @type {string} */ name,
      /** @type {string | null} */ kind,
      /** @type {(i: number) => number} */ offset,
      /** @type {(i: number) => string} */ text,
    ) => {
      const cells = columns.map((i) => el("td", { "data-i": offset(i) }, text(i)))
      body.append(el("tr", { class: kind }, el("th", { scope: "row" }, name), ...cells))
    }
    const payload = (/** @type {number} */ i) => u.payload + i
    const key = (/** @type {number} */ i) => u.key + (i % 4)
    line("on the wire", null, payload, (i) => hex(wire[payload(i)]))
    line("XOR key", "xk", key, (i) => hex(wire[key(i)]))
    line("payload", "xp", payload, (i) => hex(plain[i]))
    line("text", "xc", payload, (i) => glyph(plain[i]))
  }
  const caption = el("caption", {}, "Unmasked: payload[i] = wire[i] XOR key[i mod 4]")
  const table = el("table", { class: "xor" }, caption, body)
  return [el("div", { class: "xor-box", tabindex: 0, role: "group", "aria-label": "Unmasking table" }, table)]
}
