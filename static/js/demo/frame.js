// WebSocket frames, to bytes and back (RFC 6455 §5.2).

/**
 * @typedef {{fin: boolean, rsv: number, opcode: number, masked: boolean, key: Uint8Array,
 *   form: 7 | 16 | 64, declared: number, payload: Uint8Array}} Frame
 *   declared is the length that the frame states, which may be a lie
 */

const names = ["CONTINUATION", "TEXT", "BINARY", "", "", "", "", "", "CLOSE", "PING", "PONG"]

/** @param {number} opcode */
export const opcodeName = (opcode) => names[opcode] || `reserved ${opcode.toString(16).toUpperCase()}`

/** The key of RFC 6455 §5.7, so that bytes can be compared with the text. */
export const sampleKey = () => Uint8Array.of(0x37, 0xfa, 0x21, 0x3d)

/** @param {number} length @returns {7 | 16 | 64} how many bits hold it */
export const shortest = (length) => (length <= 125 ? 7 : length <= 0xffff ? 16 : 64)

/** @param {number} opcode @param {Uint8Array} payload @param {boolean} [masked] @returns {Frame} */
export function frame(opcode, payload, masked = false) {
  const form = shortest(payload.length)
  return { fin: true, rsv: 0, opcode, masked, key: sampleKey(), form, declared: payload.length, payload }
}

/** The first byte holds FIN, RSV and the opcode, the second MASK and the length. @param {Frame} f */
export function firstBytes({ fin, rsv, opcode, masked, form, declared }) {
  const seven = form === 7 ? declared : form === 16 ? 126 : 127
  return [(fin ? 0x80 : 0) | (rsv << 4) | opcode, (masked ? 0x80 : 0) | seven]
}

/** @param {Frame} f @returns {Uint8Array} */
export function encode(f) {
  const long = f.form === 7 ? 0 : f.form / 8
  const head = new Uint8Array(2 + long + (f.masked ? 4 : 0))
  head.set(firstBytes(f))
  for (let i = 0, n = f.declared; i < long; i++, n = Math.floor(n / 256)) head[1 + long - i] = n % 256
  if (f.masked) head.set(f.key, 2 + long)
  return join([head, f.masked ? mask(f.payload, f.key) : f.payload])
}

/** Takes frames off the front. A last one may bring fewer bytes than it states. @param {Uint8Array} bytes */
export function decode(bytes) {
  /** @type {Frame[]} */
  const frames = []
  let at = 0
  while (at < bytes.length) {
    const f = header(bytes.subarray(at))
    if (!f) break
    const from = at + f.size
    at = Math.min(bytes.length, from + f.declared)
    const payload = bytes.slice(from, at)
    frames.push({ ...f, payload: f.masked ? mask(payload, f.key) : payload })
  }
  return { frames, rest: bytes.subarray(at) }
}

/** @param {Uint8Array} b @returns {(Frame & {size: number}) | null} null: the header is not whole */
function header(b) {
  const seven = b[1] & 0x7f
  const form = seven === 127 ? 64 : seven === 126 ? 16 : 7
  const long = form === 7 ? 0 : form / 8
  const masked = b[1] > 0x7f
  const size = 2 + long + (masked ? 4 : 0)
  if (b.length < size) return null
  const declared = long ? b.subarray(2, 2 + long).reduce((n, byte) => n * 256 + byte, 0) : seven
  const key = masked ? b.slice(size - 4, size) : sampleKey()
  const first = { fin: b[0] > 0x7f, rsv: (b[0] >> 4) & 7, opcode: b[0] & 15 }
  return { ...first, masked, key, form, declared, payload: new Uint8Array(), size }
}

/** XOR with the key, which masks and unmasks. @param {Uint8Array} payload @param {Uint8Array} key */
export function mask(payload, key) {
  return payload.map((byte, i) => byte ^ key[i % 4])
}

/** @param {Uint8Array[]} parts */
export function join(parts) {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/**
 * One message in so many frames. Only the first names its type, FIN is set on
 * the last, and a ping may stand behind the first.
 *
 * @param {number} opcode
 * @param {Uint8Array} payload
 * @param {{fragments: number, ping: boolean, masked: boolean}} how
 */
export function message(opcode, payload, { fragments, ping, masked }) {
  const size = Math.ceil(payload.length / fragments)
  const frames = Array.from({ length: fragments }, (_, n) => {
    const part = payload.slice(n * size, (n + 1) * size)
    return { ...frame(n ? 0 : opcode, part, masked), fin: n === fragments - 1 }
  })
  if (ping) frames.splice(1, 0, frame(9, new TextEncoder().encode("mid"), masked))
  return frames
}
