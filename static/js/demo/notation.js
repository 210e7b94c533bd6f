// How bytes are written by hand: as text with escapes, or in hexadecimal.

/**
 * @typedef {{bytes: Uint8Array}} Good
 * @typedef {{bad: string, at: number}} Bad what is wrong, and where
 */

const most = 256 * 1024 // bytes of a submission

const letters = new Map(Object.entries({ n: 10, r: 13, t: 9, 0: 0, "\\": 0x5c }))

/**
 * Text with escapes. A line break is for the eye and is no byte.
 *
 * @param {string} text
 * @returns {Good | Bad}
 */
export function fromText(text) {
  /** @type {number[]} */
  const out = []
  let last = 0 // where the bytes of the last character begin
  for (let at = 0; at < text.length;) {
    if (text[at] === "\n") {
      at++
      continue
    }
    const counted = /^\\\{(\d{1,6})\}/.exec(text.slice(at, at + 10))
    if (counted) {
      if (out.length === 0) return { bad: "nothing to repeat stands in front of it", at }
      if (Number(counted[1]) * (out.length - last) > most) return { bad: "more than 262,144 bytes", at }
      repeat(out, last, Number(counted[1]))
      at += counted[0].length
      continue
    }
    last = out.length
    const one = text[at] === "\\" ? escape(text, at) : plain(text, at)
    if ("bad" in one) return one
    out.push(...one.bytes)
    at += one.length
  }
  return out.length > most
    ? { bad: "more than 262,144 bytes", at: text.length }
    : { bytes: Uint8Array.from(out) }
}

/** @param {number[]} out @param {number} from @param {number} times */
function repeat(out, from, times) {
  const unit = out.slice(from)
  out.length = from
  for (let n = 0; n < times; n++) out.push(...unit)
}

/** @param {string} text @param {number} at @returns {{bytes: Uint8Array | number[], length: number} | Bad} */
function plain(text, at) {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  return { bytes: new TextEncoder().encode(character), length: character.length }
}

/** @param {string} text @param {number} at @returns {{bytes: Uint8Array | number[], length: number} | Bad} */
function escape(text, at) {
  const letter = letters.get(text[at + 1])
  if (letter !== undefined) return { bytes: [letter], length: 2 }
  const rest = text.slice(at, at + 10)
  const byte = /^\\x([\da-f]{2})/i.exec(rest)
  if (byte) return { bytes: [parseInt(byte[1], 16)], length: 4 }
  const point = /^\\u(?:([\da-f]{4})|\{([\da-f]{1,6})\})/i.exec(rest)
  const code = point ? parseInt(point[1] ?? point[2], 16) : Infinity
  if (!point || code > 0x10ffff) return { bad: wrong(text.slice(at, at + 2)), at }
  const character = new TextEncoder().encode(String.fromCodePoint(code))
  return { bytes: character, length: point[0].length }
}

/** What is wrong with an escape that begins so. @param {string} head */
function wrong(head) {
  if (head === "\\x") return "\\x needs two hexadecimal digits"
  if (head === "\\u") return "\\u needs four hexadecimal digits, or up to six in braces, up to 10FFFF"
  return `${head} is no escape`
}

const shown = new Map([
  [10, "\\n\n"],
  [13, "\\r"],
  [9, "\\t"],
  [0, "\\0"],
  [0x5c, "\\\\"],
])

/** The text that fromText reads as these bytes. @param {Uint8Array} bytes */
export function toText(bytes) {
  let text = ""
  for (let at = 0; at < bytes.length;) {
    const times = repeats(bytes, at, 1)
    const length = times > 100 ? 1 : characterAt(bytes, at)
    const lone = bytes[at] === 13 && bytes[at + 1] !== 10
    const character = lone ? "\\r\n" : decode(bytes.subarray(at, at + length))
    text += character ?? `\\x${bytes[at].toString(16).padStart(2, "0")}`
    if (times > 100) text += `\\{${times}}`
    at += times > 100 ? times : character === null ? 1 : length
  }
  return text.replace(/\n$/, "")
}

/** How long a character that begins here says it is. @param {Uint8Array} bytes @param {number} at */
function characterAt(bytes, at) {
  const lead = bytes[at]
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1
}

/** @param {Uint8Array} bytes one character; null: it is none that can be seen */
function decode(bytes) {
  const special = shown.get(bytes[0])
  if (special) return special
  try {
    const character = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
    if (character === "\ufeff") return "\\uFEFF"
    return /^[^\p{C}]$/u.test(character) ? character : null
  } catch {
    return null
  }
}

/**
 * Hexadecimal digits with any space between bytes; 61*9 is nine times 61, and
 * (37 fa)*9 nine times both.
 *
 * @param {string} text
 * @returns {Good | Bad}
 */
export function fromHex(text) {
  /** @type {number[]} */
  const out = []
  const part = /\s+|\(([\da-f\s]+)\)\*(\d{1,6})|([\da-f]{2})(?:\*(\d{1,6}))?/iy
  while (part.lastIndex < text.length) {
    const at = part.lastIndex
    const match = part.exec(text)
    if (!match) return { bad: `${text.slice(at, at + 2).trim()} is no byte in hexadecimal`, at }
    const unit = match[1]?.replace(/\s/g, "") ?? match[3] ?? ""
    if (unit.length % 2) return { bad: "a byte has two digits", at }
    const times = Number(match[2] ?? match[4] ?? 1)
    if (out.length + (unit.length / 2) * times > most) return { bad: "more than 262,144 bytes", at }
    const bytes = (unit.match(/../g) ?? []).map((pair) => parseInt(pair, 16))
    for (let n = 0; n < times; n++) out.push(...bytes)
  }
  return { bytes: Uint8Array.from(out) }
}

/** @param {Uint8Array} bytes */
export function toHex(bytes) {
  const parts = []
  for (let at = 0; at < bytes.length;) {
    const unit = [1, 4].find((size) => repeats(bytes, at, size) >= 12) ?? 0
    const times = unit ? repeats(bytes, at, unit) : 1
    const digits = Array.from(bytes.subarray(at, at + (unit || 1)), (b) =>
      b.toString(16).padStart(2, "0"),
    ).join(" ")
    parts.push(times === 1 ? digits : unit === 1 ? `${digits}*${times}` : `(${digits})*${times}`)
    at += (unit || 1) * times
  }
  return parts.join(" ")
}

/** How often the unit that begins here comes in a row. @param {Uint8Array} bytes @param {number} at @param {number} size */
function repeats(bytes, at, size) {
  let end = at + size
  while (end < bytes.length && bytes[end] === bytes[end - size]) end++
  return Math.floor((Math.min(end, bytes.length) - at) / size)
}

/** Writes every line end as another. @param {Uint8Array} bytes @param {string} eol "lf", "crlf" or "cr" */
export function withEnds(bytes, eol) {
  /** @type {Record<string, number[]>} */
  const ends = { lf: [10], crlf: [13, 10], cr: [13] }
  const end = ends[eol]
  if (!end) return bytes
  /** @type {number[]} */
  const out = []
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 13 && bytes[at + 1] === 10) at++
    if (bytes[at] === 13 || bytes[at] === 10) out.push(...end)
    else out.push(bytes[at])
  }
  return Uint8Array.from(out)
}
