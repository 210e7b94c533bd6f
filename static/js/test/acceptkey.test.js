import { fault, newKey, steps } from "#pushlab/demo/acceptkey.js"
import { sha1 } from "#pushlab/demo/sha1.js"
import { equal } from "#pushlab/test/equal.js"

/** @param {string} text */
const sum = (text) =>
  Array.from(sha1(new TextEncoder().encode(text)), (b) => b.toString(16).padStart(2, "0")).join("")

export const tests = [
  {
    name: "SHA-1 of the texts of RFC 3174 §7.3, and around the end of a block",
    run() {
      equal(sum("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d")
      equal(
        sum("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
      )
      equal(sum(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709")
      equal(
        sum("0123456701234567012345670123456701234567012345670123456701234567".repeat(10)),
        "dea356a2cddd90c7a7ecedc5ebb563934f460452",
      )
    },
  },
  {
    name: "the accept value of RFC 6455 §1.3, in its steps",
    run() {
      const { joined, hash, accept } = steps("dGhlIHNhbXBsZSBub25jZQ==")
      equal(joined, "dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
      equal(hash, "b3 7a 4f 2c c0 62 4f 16 90 f6 46 06 cf 38 59 45 b2 be c4 ea")
      equal(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    },
  },
  {
    name: "a key is 16 bytes of chance",
    run() {
      equal(fault(newKey()), "")
      equal(fault("dGhlIHNhbXBsZQ=="), "These are 10 bytes; a key has 16. A server answers 400.")
      equal(newKey() === newKey(), false)
    },
  },
]
