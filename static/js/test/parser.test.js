import { Contestant, eventEnds, insideCharacter, score } from "#pushlab/demo/contest.js"
import { NaiveParser } from "#pushlab/demo/parser-naive.js"
import { RightParser } from "#pushlab/demo/parser-right.js"
import { equal } from "#pushlab/test/equal.js"

/**
 * @typedef {import("#pushlab/demo/contest.js").ParserClass} ParserClass
 * @typedef {import("#pushlab/demo/parser-right.js").Fired} Fired
 */

const encode = (/** @type {string} */ text) => new TextEncoder().encode(text)

/** @param {ParserClass} Parser @param {Iterable<Uint8Array>} reads */
function contest(Parser, reads) {
  const one = new Contestant(Parser)
  for (const bytes of reads) one.read(bytes)
  return one
}

/** Pieces of n bytes. @param {Uint8Array} bytes @param {number} n */
function every(bytes, n) {
  const list = []
  for (let at = 0; at < bytes.length; at += n) list.push(bytes.subarray(at, at + n))
  return list
}

/** Cuts in front of the places that fit. @param {Uint8Array} bytes @param {(at: number) => boolean} fits */
function cutAt(bytes, fits) {
  const list = []
  let from = 0
  for (let at = 1; at <= bytes.length; at++) {
    if (at < bytes.length && !fits(at)) continue
    list.push(bytes.subarray(from, at))
    from = at
  }
  return list
}

/** Pieces of 1 to 40 bytes, the same each time. @param {Uint8Array} bytes */
function random(bytes) {
  let seed = 7
  const next = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648
  let at = 1 + Math.floor(next() * 40)
  return cutAt(bytes, (i) => i === at && (at += 1 + Math.floor(next() * 40)) > 0)
}

/** @type {Record<string, (bytes: Uint8Array) => Uint8Array[]>} */
const slicings = {
  "1 byte": (bytes) => every(bytes, 1),
  "after CR": (bytes) => cutAt(bytes, (at) => bytes[at - 1] === 13),
  "inside characters": (bytes) => cutAt(bytes, (at) => insideCharacter(bytes, at)),
  merged: (bytes) => [bytes],
  random,
}

/** @param {string[]} tokens @returns {Fired[]} */
const fired = (tokens) =>
  tokens.map((token, i) => ({ type: "message", data: JSON.stringify({ token }), id: `s-${i + 1}` }))

/** @param {Fired[]} list @param {(text: string, i: number) => string} [turn] */
const body = (list, turn = (text) => text) =>
  encode(list.map(({ data, id }, i) => turn(`id: ${id}\ndata: ${data}\n\n`, i)).join(""))

const ascii = fired(["An", " event", " ends", " here", "."])
const world = fired(["你好", "，", "世界", " 🌍", "。"])
const long = fired(["One", " line", "x".repeat(70 * 1024), " of", " data."])
const done = { type: "message", data: "[DONE]", id: "s-6" }

/** The answers of the lesson: what is sent, and what has to come out. @type {Record<string, {bytes: Uint8Array, want: Fired[]}>} */
const answers = {
  ASCII: { bytes: body(ascii), want: ascii },
  world: { bytes: body(world), want: world },
  CRLF: { bytes: body(ascii, (text) => text.replaceAll("\n", "\r\n")), want: ascii },
  "comments and [DONE]": {
    bytes: body([...ascii, done], (text, i) => (i % 2 ? `: keep-alive\n\n${text}` : text)),
    want: [...ascii, done],
  },
  "70 KiB line": { bytes: body(long), want: long },
}

/**
 * What the naive parser makes of each answer: events right, wrong and lost,
 * exceptions, and whether it shows U+FFFD. Alone in a read, in English, it passes.
 *
 * @type {Record<string, Record<string, [number, number, number, number, boolean]>>}
 */
const breakages = {
  ASCII: {
    "1 byte": [0, 0, 5, 159, false],
    "after CR": [5, 0, 0, 0, false],
    "inside characters": [5, 0, 0, 0, false],
    merged: [5, 0, 0, 0, false],
    random: [0, 0, 5, 7, false],
  },
  world: {
    "1 byte": [0, 0, 5, 163, true],
    "after CR": [5, 0, 0, 0, false],
    "inside characters": [0, 0, 5, 16, true],
    merged: [5, 0, 0, 0, false],
    random: [0, 0, 5, 7, true],
  },
  CRLF: {
    "1 byte": [0, 0, 5, 174, false],
    "after CR": [0, 5, 5, 11, false],
    "inside characters": [0, 1, 5, 0, false],
    merged: [0, 1, 5, 0, false],
    random: [0, 1, 5, 6, false],
  },
  "comments and [DONE]": {
    "1 byte": [0, 0, 6, 223, false],
    "after CR": [1, 0, 5, 1, false],
    "inside characters": [1, 0, 5, 1, false],
    merged: [1, 0, 5, 1, false],
    random: [0, 0, 6, 10, false],
  },
  "70 KiB line": {
    "1 byte": [0, 0, 5, 71837, false],
    "after CR": [5, 0, 0, 0, false],
    "inside characters": [5, 0, 0, 0, false],
    merged: [5, 0, 0, 0, false],
    random: [0, 0, 5, 3536, false],
  },
}

/** What each of the five bugs does by itself, to whole events. @type {[string, string[], Fired[], number][]} */
const bugs = [
  ["no stream flag", ['data: "你', '"\n\n'], [], 2],
  ["split per read", ['id: s-1\ndata: "a"', "\n\n"], [{ type: "message", data: '"a"', id: "s-1" }], 0],
  ["split per read, in a line", ['data: "', 'a"\n\n'], [], 2],
  ['split(": ")', ['data: "a: b"\n\n'], [], 1],
  ['split(": "), no space', ['data:"a"\n\n'], [], 1],
  ["comments parsed", [": hi\n\n"], [], 1],
  ["sentinel parsed", ["data: [DONE]\n\n"], [], 1],
]

/** Bodies in one read, and what they fire (WHATWG HTML §9.2.6). @type {[string, string, [string, string, string][]][]} */
const streams = [
  ["a byte order mark", "\uFEFFdata: a\n\n", [["message", "a", ""]]],
  [
    "CR alone",
    "data: a\r\rdata: b\r\r",
    [
      ["message", "a", ""],
      ["message", "b", ""],
    ],
  ],
  ["two data lines", "data: a\ndata: b\n\n", [["message", "a\nb", ""]]],
  [
    "no value",
    "data\n\ndata:\n\n",
    [
      ["message", "", ""],
      ["message", "", ""],
    ],
  ],
  ["an empty line of data", "data\ndata\n\n", [["message", "\n", ""]]],
  [
    "one space at most",
    "data:  a\n\ndata:b\n\n",
    [
      ["message", " a", ""],
      ["message", "b", ""],
    ],
  ],
  ["a colon in the value", "data: a: b:c\n\n", [["message", "a: b:c", ""]]],
  ["comments", ": a\n\ndata: b\n:c\n\n", [["message", "b", ""]]],
  [
    "an id that stays",
    "id: 7\n\ndata: a\n\ndata: b\nid\n\n",
    [
      ["message", "a", "7"],
      ["message", "b", ""],
    ],
  ],
  ["an id with NUL", "id: 7\nid: 8\0\ndata: a\n\n", [["message", "a", "7"]]],
  [
    "types",
    "event: x\nevent: y\ndata: a\n\nevent: z\n\ndata: b\n\n",
    [
      ["y", "a", ""],
      ["message", "b", ""],
    ],
  ],
  ["fields nobody knows", "Data: a\n data: b\ndata : c\nfoo: d\n\n", []],
  ["no blank line", "data: a\n\ndata: b\n", [["message", "a", ""]]],
]

export const tests = [
  ...Object.entries(answers).flatMap(([answer, { bytes, want }]) =>
    Object.entries(slicings).map(([slicing, cut]) => ({
      name: `${answer}, ${slicing}`,
      run() {
        const right = contest(RightParser, cut(bytes))
        equal(right.events, want, "events of the right parser")
        equal([right.exceptions, right.replaced], [[], 0], "its exceptions and U+FFFD")
        const naive = contest(NaiveParser, cut(bytes))
        const { right: good, wrong, lost } = score(naive.events, want)
        const got = [good, wrong, lost, naive.exceptions.length, naive.replaced > 0]
        equal(got, breakages[answer][slicing], "right, wrong, lost, exceptions, U+FFFD of the naive one")
      },
    })),
  ),
  ...bugs.map(([bug, reads, want, exceptions]) => ({
    name: `naive: ${bug}`,
    run() {
      const naive = contest(NaiveParser, reads.map(encode))
      equal(naive.events, want, "events")
      equal(naive.exceptions.length, exceptions, "exceptions")
    },
  })),
  ...streams.map(([name, text, want]) => ({
    name: `right: ${name}`,
    run() {
      for (const n of [1, 2, 3, 1000]) {
        const { events } = contest(RightParser, every(encode(text), n))
        equal(
          events.map(({ type, data, id }) => [type, data, id]),
          want,
          `events of reads of ${n}`,
        )
      }
    },
  })),
  {
    name: "right: retry takes digits only",
    run() {
      const parser = new RightParser(() => {})
      equal(parser.retry, -1)
      parser.read(encode("retry: 700\nretry: 1e3\nretry: -1\nretry:\n"))
      equal(parser.retry, 700)
    },
  },
  {
    name: "events end behind their blank line",
    run() {
      for (const end of ["\n", "\r\n", "\r"]) {
        const bytes = encode("data: a\n\n: c\n\ndata: 你\n\n".replaceAll("\n", end))
        const ends = eventEnds(bytes, RightParser)
        equal(ends, [7 + 2 * end.length, 7 + 2 * end.length + 3 + 2 * end.length + 9 + 2 * end.length])
      }
    },
  },
  {
    name: "a score counts in order",
    run() {
      const [a, b, c] = fired(["a", "b", "c"])
      const x = { ...b, data: "x" }
      equal(score([a, b, c], [a, b, c]), { right: 3, wrong: 0, lost: 0 })
      equal(score([a, x, c], [a, b, c]), { right: 2, wrong: 1, lost: 1 })
      equal(score([c, a], [a, b, c]), { right: 1, wrong: 1, lost: 2 })
      equal(score([], [a]), { right: 0, wrong: 0, lost: 1 })
    },
  },
]
