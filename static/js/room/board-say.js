// What the board speaks: counts and who is newly stuck, at most every 15 s.
// Nothing else of it is a live region.

const pause = 15_000 // ms

/** @typedef {{joined: number, connected: number, stuck: number[], name: (seat: number) => string}} News */

/**
 * What changed from one time to another, in words; "" if nothing did.
 *
 * @param {News | null} before
 * @param {News} now
 */
export function news(before, now) {
  const fresh = now.stuck.filter((n) => !before?.stuck.includes(n)).map(now.name)
  const same = before && before.joined === now.joined && before.connected === now.connected
  if (same && fresh.length === 0 && before.stuck.length === now.stuck.length) return ""
  const newly = fresh.length > 0 ? `, newly ${fresh.join(", ")}` : ""
  return `${now.joined} joined, ${now.connected} connected, ${now.stuck.length} stuck${newly}.`
}

export class Speaker {
  /** @type {News | null} */
  #said = null
  /** @type {News | null} */
  #next = null
  #timer = 0

  /** @param {(words: string) => void} speak */
  constructor(speak) {
    this.speak = speak
  }

  /** @param {News} now */
  tell(now) {
    this.#next = now
    if (!this.#timer) this.#flush()
  }

  #flush() {
    this.#timer = 0
    if (!this.#next) return
    const words = news(this.#said, this.#next)
    this.#said = this.#next
    this.#next = null
    if (!words) return
    this.speak(words)
    this.#timer = setTimeout(() => this.#flush(), pause)
  }
}
