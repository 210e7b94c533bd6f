// What a client has of an answer, and whether that is all of it. No transport says
// so. A FIN may be the end or a server that died, a body without a length ends with
// its connection, and a WebSocket can close in order in the middle of a sentence. So
// the answer says it itself: its last message is done, with the number of tokens and
// a hash of the text.

/**
 * What a client tells its page; each may be left out.
 *
 * @typedef {object} Hears
 * @property {(again: boolean) => void} [open] a connection is there; again: what comes begins with token 1 once more
 * @property {(text: string, id: string) => void} [token]
 * @property {() => void} [heartbeat]
 * @property {(why: string) => void} [reset] the server has lost the answer: forget it, it begins anew
 * @property {(why: string, wait: number) => void} [lost] the wire is gone; ms until the next attempt
 * @property {(tokens: number) => void} [done] the answer is whole
 * @property {(why: string) => void} [failed] the client does not come back
 */

export class Answer {
  /** Of the last message. Who comes back sends it, and the server goes on behind it. */
  lastId = ""
  over = false
  #text = ""
  #tokens = 0

  /** @param {Hears} hears */
  constructor(hears) {
    this.hears = hears
  }

  /** A connection opens. Without an id its stream can only begin with token 1. */
  open() {
    const again = this.#tokens > 0 && this.lastId === ""
    if (again) this.#forget()
    this.hears.open?.(again)
  }

  /** @param {any} m {id, token}, or {type} of something else */
  hear(m) {
    if (m.id) this.lastId = m.id
    if (m.token !== undefined) this.#token(m)
    else if (m.type === "heartbeat") this.hears.heartbeat?.()
    else if (m.type === "done") this.#done(m)
    else if (m.type === "reset") {
      this.#forget()
      this.hears.reset?.(m.why)
    }
  }

  /** @param {string} why */
  fail(why) {
    if (this.over) return
    this.over = true
    this.hears.failed?.(why)
  }

  /** @param {{token: string, id?: string}} m */
  #token({ token, id = "" }) {
    this.#text += token
    this.#tokens++
    this.hears.token?.(token, id)
  }

  #forget() {
    this.#text = ""
    this.#tokens = 0
  }

  /** @param {{tokens: number, sha256?: string}} m */
  async #done({ tokens, sha256 }) {
    this.over = true // at once: the connection may end while the hash is made
    const got = this.#tokens
    if (got !== tokens) this.hears.failed?.(`The server made ${tokens} tokens, and ${got} came.`)
    else if (await same(this.#text, sha256)) this.hears.done?.(tokens)
    else this.hears.failed?.("The text is not the one that the server made: its hash differs.")
  }
}

/**
 * Compares a text with its SHA-256 in hexadecimal. Browsers make hashes on secure
 * pages only; without one the number of tokens has to do.
 *
 * @param {string} text
 * @param {string} [sha256]
 */
async function same(text, sha256) {
  if (!sha256 || !crypto.subtle) return true
  const sum = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
  const hex = Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex === sha256
}
