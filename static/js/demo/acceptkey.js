// The key of an opening handshake and the value that proves that it was understood.
import { sha1 } from "#pushlab/demo/sha1.js"

/** Nobody who does not know WebSocket would hash it with the key (RFC 6455 §1.3). */
export const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

/** @param {Uint8Array} bytes */
const base64 = (bytes) => btoa(String.fromCharCode(...bytes))

/** Sixteen bytes of chance, in base64 (RFC 6455 §4.1). */
export const newKey = () => base64(crypto.getRandomValues(new Uint8Array(16)))

/**
 * The three steps from a key, as it stands in the header, to its accept value.
 *
 * @param {string} key
 * @returns {{joined: string, hash: string, accept: string}}
 */
export function steps(key) {
  const joined = key + guid
  const sum = sha1(new TextEncoder().encode(joined))
  const hash = Array.from(sum, (b) => b.toString(16).padStart(2, "0")).join(" ")
  return { joined, hash, accept: base64(sum) }
}

/** What is wrong with a key, "" for nothing: then it is 16 bytes. @param {string} key */
export function fault(key) {
  if (key === "") return "There is no key. A server answers 400."
  try {
    const { length } = atob(key)
    if (length === 16) return ""
    return `These are ${length} bytes; a key has 16. A server answers 400.`
  } catch {
    return "This is not base64. A server answers 400."
  }
}
