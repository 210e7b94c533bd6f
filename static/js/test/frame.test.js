import { turned } from "#pushlab/demo/bitgrid.js"
import { decode, encode, frame, join, message } from "#pushlab/demo/frame.js"
import { fromHex, toHex } from "#pushlab/demo/notation.js"
import { equal } from "#pushlab/test/equal.js"

const hello = new TextEncoder().encode("Hello")
const plain = { fragments: 1, ping: false, masked: false }

/** @param {string} hex */
function bytes(hex) {
  const parsed = fromHex(hex)
  if ("bad" in parsed) throw new Error(parsed.bad)
  return parsed.bytes
}

/** @param {import("#pushlab/demo/frame.js").Frame[]} frames */
const shown = (frames) => toHex(join(frames.map(encode)))

export const tests = [
  {
    name: "the examples of RFC 6455 §5.7",
    run() {
      equal(shown([frame(1, hello)]), "81 05 48 65 6c 6c 6f")
      equal(shown([frame(1, hello, true)]), "81 85 37 fa 21 3d 7f 9f 4d 51 58")
      equal(shown(message(1, hello, { ...plain, fragments: 2 })), "01 03 48 65 6c 80 02 6c 6f")
    },
  },
  {
    name: "each length form, there and back",
    run() {
      for (const [size, head] of /** @type {[number, string][]} */ ([
        [0, "82 00"],
        [125, "82 7d"],
        [126, "82 7e 00 7e"],
        [65535, "82 7e ff ff"],
        [65536, "82 7f 00 00 00 00 00 01 00 00"],
        [70000, "82 7f 00 00 00 00 00 01 11 70"],
      ])) {
        const made = encode(frame(2, new Uint8Array(size).fill(0x61)))
        equal(toHex(made.subarray(0, made.length - size)), head, `${size} bytes`)
        const { frames, rest } = decode(made)
        equal([frames.length, frames[0].payload.length, frames[0].declared, rest.length], [1, size, size, 0])
        equal(shown(frames), toHex(made))
      }
    },
  },
  {
    name: "a ping between fragments",
    run() {
      const frames = message(1, hello, { fragments: 2, ping: true, masked: false })
      equal(shown(frames), "01 03 48 65 6c 89 03 6d 69 64 80 02 6c 6f")
    },
  },
  {
    name: "a length that lies, and half a header",
    run() {
      const { frames, rest } = decode(bytes("81 06 48 65 6c 6c 6f"))
      equal([frames.length, frames[0].declared, frames[0].payload.length, rest.length], [1, 6, 5, 0])
      equal(shown(frames), "81 06 48 65 6c 6c 6f")
      equal(decode(bytes("81 00 81")).rest.length, 1)
    },
  },
  {
    name: "a bit turns, and turns back",
    run() {
      const start = frame(1, hello)
      equal(shown([turned(start, 0)]), "01 05 48 65 6c 6c 6f")
      equal(shown([turned(start, 8)]), "81 85 37 fa 21 3d 7f 9f 4d 51 58")
      equal(shown([turned(start, 15)]), "81 04 48 65 6c 6c 6f")
      for (let bit = 0; bit < 16; bit++) equal(turned(turned(start, bit), bit), start, `bit ${bit}`)
    },
  },
]
