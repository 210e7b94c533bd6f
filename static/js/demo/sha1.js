// SHA-1 (RFC 3174), since crypto.subtle is not there for a page over plain http of
// another host, and a handshake needs no more than this.

/** @param {number} x @param {number} n */
const rotate = (x, n) => (x << n) | (x >>> (32 - n))

/** The function and the constant of a round (RFC 3174 §5). @param {number} t @param {number} b @param {number} c @param {number} d */
function mix(t, b, c, d) {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}

/** A bit, zeros, and the length in bits: a whole number of blocks of 64 bytes (RFC 3174 §4). @param {Uint8Array} bytes */
function pad(bytes) {
  const padded = new Uint8Array(64 * Math.ceil((bytes.length + 9) / 64))
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 4, 8 * bytes.length)
  return view
}

/** @param {DataView} view @param {number} at of a block */
function words(view, at) {
  const w = new Int32Array(80)
  for (let t = 0; t < 80; t++)
    w[t] = t < 16 ? view.getInt32(at + 4 * t) : rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1)
  return w
}

/** @param {Uint8Array} bytes @returns {Uint8Array} 20 of them */
export function sha1(bytes) {
  const h = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]
  const view = pad(bytes)
  for (let at = 0; at < view.byteLength; at += 64) {
    const w = words(view, at)
    let [a, b, c, d, e] = h
    for (let t = 0; t < 80; t++)
      [a, b, c, d, e] = [(rotate(a, 5) + mix(t, b, c, d) + e + w[t]) | 0, a, rotate(b, 30), c, d]
    for (const [i, x] of [a, b, c, d, e].entries()) h[i] = (h[i] + x) | 0
  }
  const sum = new DataView(new ArrayBuffer(20))
  for (const [i, x] of h.entries()) sum.setInt32(4 * i, x)
  return new Uint8Array(sum.buffer)
}
