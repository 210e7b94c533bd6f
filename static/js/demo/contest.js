// Parsers that get the same reads, and what each of them made of these.

/**
 * @typedef {import("#pushlab/demo/parser-right.js").Fired} Fired
 * @typedef {{read: (bytes: Uint8Array) => void}} Parser
 * @typedef {new (fire: (event: Fired) => void, decoded: (text: string) => void) => Parser} ParserClass
 * @typedef {{right: number, wrong: number, lost: number}} Score
 */

/** One parser of a contest. */
export class Contestant {
  /** @type {Fired[]} */
  events = []
  /** @type {string[]} what it threw */
  exceptions = []
  replaced = 0 // characters U+FFFD, one or more for each character that was cut

  /** @param {ParserClass} Parser */
  constructor(Parser) {
    const fire = (/** @type {Fired} */ event) => this.events.push(event)
    const decoded = (/** @type {string} */ text) => (this.replaced += text.split("\uFFFD").length - 1)
    this.parser = new Parser(fire, decoded)
  }

  /** Most pages are gone at the first exception; here the next read is tried. @param {Uint8Array} bytes */
  read(bytes) {
    try {
      this.parser.read(bytes)
    } catch (error) {
      this.exceptions.push(String(error))
    }
  }
}

/**
 * How many events are those that were sent, in their order; how many were never
 * sent; how many never came.
 *
 * @param {Fired[]} got
 * @param {Fired[]} want
 * @returns {Score}
 */
export function score(got, want) {
  let next = 0
  let right = 0
  for (const event of got) {
    const at = want.findIndex((sent, n) => n >= next && same(event, sent))
    if (at < 0) continue
    next = at + 1
    right++
  }
  return { right, wrong: got.length - right, lost: want.length - right }
}

/** @param {Fired} a @param {Fired} b */
export const same = (a, b) => a.type === b.type && a.data === b.data && a.id === b.id

/**
 * Where the events of a body end, counted in its bytes: behind the blank line.
 *
 * @param {Uint8Array} bytes
 * @param {ParserClass} Parser a right one
 * @returns {number[]}
 */
export function eventEnds(bytes, Parser) {
  /** @type {number[]} */
  const ends = []
  let at = 0
  const parser = new Parser(
    () => ends.push(bytes[at] === 13 && bytes[at + 1] === 10 ? at + 2 : at + 1), // the LF belongs to its CR
    () => {},
  )
  for (; at < bytes.length; at++) parser.read(bytes.subarray(at, at + 1))
  return ends
}

/**
 * Whether a body can be cut at a place without cutting a character (RFC 3629 §3).
 *
 * @param {Uint8Array} bytes
 * @param {number} at
 */
export const insideCharacter = (bytes, at) => at < bytes.length && (bytes[at] & 0xc0) === 0x80
