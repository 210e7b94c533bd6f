import { fromHex, fromText, toHex, toText, withEnds } from "#pushlab/demo/notation.js"
import { equal } from "#pushlab/test/equal.js"

/** @param {import("#pushlab/demo/notation.js").Good | import("#pushlab/demo/notation.js").Bad} parsed */
const read = (parsed) => ("bytes" in parsed ? toHex(parsed.bytes) : `${parsed.at} ${parsed.bad}`)

export const tests = [
  {
    name: "escapes, and line breaks that are no bytes",
    run() {
      equal(read(fromText("a\\r\\n\n\\t\\0\\\\")), "61 0d 0a 09 00 5c")
      equal(read(fromText("\\xfF\\u00e9\\u{1F30D}你")), "ff c3 a9 f0 9f 8c 8d e4 bd a0")
      equal(read(fromText("ab\\{3}é\\{2}c\\{0}")), "61 62 62 62 c3 a9 c3 a9")
    },
  },
  {
    name: "what is wrong says where",
    run() {
      equal(read(fromText("ab\\q")), "2 \\q is no escape")
      equal(read(fromText("\\x4")), "0 \\x needs two hexadecimal digits")
      equal(read(fromText("ab\\")), "2 \\ is no escape")
      equal(read(fromText("a\\{900000}")), "1 more than 262,144 bytes")
      equal(read(fromHex("81 0")), "3 0 is no byte in hexadecimal")
      equal(read(fromHex("81 zz")), "3 zz is no byte in hexadecimal")
      equal(read(fromHex("(1)*3")), "0 a byte has two digits")
    },
  },
  {
    name: "hexadecimal, with and without repetitions",
    run() {
      equal(read(fromHex("8105 48*2\n(37 fa)*2")), "81 05 48 48 37 fa 37 fa")
      equal(toHex(new Uint8Array(40).fill(0x61)), "61*40")
      const masked = Uint8Array.from({ length: 64 }, (_, i) => [1, 2, 3, 4][i % 4])
      equal(toHex(masked), "(01 02 03 04)*16")
      equal(read(fromHex(toHex(masked))), toHex(masked))
    },
  },
  {
    name: "any bytes survive both notations",
    run() {
      const all = Uint8Array.from({ length: 512 }, (_, i) => i % 256)
      equal(read(fromText(toText(all))), toHex(all))
      const text = new TextEncoder().encode(`\ufeffa\r\rb\r\n你🌍\\${"x".repeat(300)}\u200b`)
      equal(read(fromText(toText(text))), toHex(text))
      equal(read(fromHex(toHex(text))), toHex(text))
    },
  },
  {
    name: "other line ends",
    run() {
      const bytes = new TextEncoder().encode("a\nb\r\nc\rd")
      equal(toText(withEnds(bytes, "lf")), "a\\n\nb\\n\nc\\n\nd")
      equal(toText(withEnds(bytes, "crlf")), "a\\r\\n\nb\\r\\n\nc\\r\\n\nd")
      equal(toText(withEnds(bytes, "cr")), "a\\r\nb\\r\nc\\r\nd")
      equal(withEnds(bytes, "as"), bytes)
    },
  },
]
