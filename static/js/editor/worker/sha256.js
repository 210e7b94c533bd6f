// SHA-256 (FIPS 180-4) of a text. crypto.subtle has it too, but only in a
// secure context, which http://192.168… is not.

const primes = firstPrimes(64)

/** The first 32 bits of the fractional part. @param {number} x */
const fraction = (x) => (x - Math.floor(x)) * 2 ** 32

const constants = Uint32Array.from(primes, (p) => fraction(Math.cbrt(p))) // §4.2.2
const start = Uint32Array.from(primes.slice(0, 8), (p) => fraction(Math.sqrt(p))) // §5.3.3

/**
 * @param {string | Uint8Array} text
 * @returns {string} in hex
 */
export function sha256(text) {
  const bytes = text instanceof Uint8Array ? text : new TextEncoder().encode(text)
  const hash = start.slice()
  const blocks = padded(bytes)
  for (let at = 0; at < blocks.byteLength; at += 64) block(hash, blocks, at)
  return Array.from(hash, (word) => word.toString(16).padStart(8, "0")).join("")
}

/** A one bit, zeros, and the length in bits (§5.1.1). @param {Uint8Array} bytes */
function padded(bytes) {
  const view = new DataView(new ArrayBuffer(64 * Math.ceil((bytes.length + 9) / 64)))
  new Uint8Array(view.buffer).set(bytes)
  view.setUint8(bytes.length, 0x80)
  view.setBigUint64(view.byteLength - 8, BigInt(bytes.length) * 8n)
  return view
}

/** One block of 64 bytes (§6.2.2). @param {Uint32Array} hash @param {DataView} view @param {number} at */
function block(hash, view, at) {
  const w = schedule(view, at)
  let [a, b, c, d, e, f, g, h] = hash
  for (let t = 0; t < 64; t++) {
    const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[t] + w[t]
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0]
  }
  ;[a, b, c, d, e, f, g, h].forEach((word, i) => (hash[i] += word))
}

/** @param {DataView} view @param {number} at */
function schedule(view, at) {
  const w = new Uint32Array(64)
  for (let t = 0; t < 16; t++) w[t] = view.getUint32(at + 4 * t)
  for (let t = 16; t < 64; t++) {
    const s0 = turn(w[t - 15], 7) ^ turn(w[t - 15], 18) ^ (w[t - 15] >>> 3)
    const s1 = turn(w[t - 2], 17) ^ turn(w[t - 2], 19) ^ (w[t - 2] >>> 10)
    w[t] = w[t - 16] + s0 + w[t - 7] + s1
  }
  return w
}

/** Turns the bits of x to the right by n. @param {number} x @param {number} n */
function turn(x, n) {
  return (x >>> n) | (x << (32 - n))
}

/** @param {number} n */
function firstPrimes(n) {
  const found = [2]
  for (let p = 3; found.length < n; p += 2) {
    if (found.every((q) => p % q !== 0)) found.push(p)
  }
  return found
}
