import { lines } from "#pushlab/demo/ndjson.js"
import { equal } from "#pushlab/test/equal.js"

/** A body in pieces, which breaks behind the last of them if asked to. @param {Uint8Array<ArrayBuffer>[]} pieces @param {boolean} [cut] */
function body(pieces, cut = false) {
  const rest = [...pieces]
  return new ReadableStream({
    pull(controller) {
      const next = rest.shift()
      if (next) controller.enqueue(next)
      else if (cut) controller.error(new TypeError("network error"))
      else controller.close()
    },
  })
}

/** @param {ReadableStream<Uint8Array<ArrayBuffer>>} stream */
async function all(stream) {
  /** @type {string[]} */
  const heard = []
  try {
    for await (const line of lines(stream)) heard.push(line)
  } catch {
    heard.push("CUT")
  }
  return heard
}

const text = '{"token":"你好，"}\n{"token":"世界 🌍"}\n{"type":"done"}\n'
const bytes = new TextEncoder().encode(text)
const want = text.trim().split("\n")

export const tests = [
  {
    name: "lines come whole, wherever the reads end",
    async run() {
      for (let size = 1; size <= bytes.length; size++) {
        const pieces = []
        for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size))
        equal(await all(body(pieces)), want, `reads of ${size} bytes`)
      }
    },
  },
  {
    name: "a line without its line feed is none",
    async run() {
      for (let end = 0; end < bytes.length; end++) {
        const whole = bytes.subarray(0, end).filter((b) => b === 10).length
        equal(await all(body([bytes.slice(0, end)])), want.slice(0, whole), `${end} bytes`)
      }
    },
  },
  {
    name: "a body that broke is no end",
    async run() {
      const heard = await all(body([bytes.slice(0, 30)], true))
      equal(heard.at(-1), "CUT")
    },
  },
]
