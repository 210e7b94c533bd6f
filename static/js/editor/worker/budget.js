// How much a program may print. More than that nobody reads, and it would keep
// the page from doing anything else.

const mostLines = 200 // a second
const mostText = 64 * 1024 // characters a second

export class Budget {
  #began = -Infinity
  #lines = 0
  #text = 0

  /** @param {number} size @param {number} now ms @returns {string} what was exceeded; "" while nothing was */
  spend(size, now) {
    if (now - this.#began >= 1000) [this.#began, this.#lines, this.#text] = [now, 0, 0]
    this.#lines++
    this.#text += size
    if (this.#lines > mostLines) return `More than ${mostLines} lines`
    return this.#text > mostText ? "More than 64 kB" : ""
  }
}
