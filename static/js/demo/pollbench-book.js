// What is known of a run of four columns: when each item was made, when each
// column saw it, and how the run's clock and the page's lie to each other.

/**
 * @typedef {{requests: number, connections: number, empty: number, head: number, bytes: number}} Way
 * @typedef {{seen: Map<string, number>, text: string}} Column seen: when, by the page's clock
 */

export class Book {
  /** @type {Map<string, number>} id to ms of the run's clock */
  made = new Map()
  /** @type {Record<string, Way>} */
  ways = {}
  /** @type {Map<string, Column>} */
  columns = new Map()
  ahead = 0 // ms that the run's clock is ahead of the page's
  error = Infinity // ms that this may be off
  until = Infinity // the end of the run, by its clock: what is made behind it does not count

  /**
   * The run's clock was at, some time between asking and hearing: taken as the
   * middle, it is off by half the round trip at most. The shortest one counts.
   *
   * @param {{at: number, made: {id: string, t: number}[], ways: Record<string, Way>}} news
   * @param {number} asked
   * @param {number} heard
   */
  learn({ at, made, ways }, asked, heard) {
    const half = (heard - asked) / 2
    if (half < this.error) {
      this.error = half
      this.ahead = at - (asked + half)
    }
    for (const { id, t } of made) if (t <= this.until) this.made.set(id, t)
    this.ways = ways
  }

  /** The run is over: the model goes on for a while. @param {number} now */
  close(now) {
    this.until = now + this.ahead
  }

  /** How many items there are: what a column has may be newer than what the trace told. */
  get size() {
    const columns = [...this.columns.values()].flatMap(({ seen }) => [...seen.keys()])
    return new Set([...this.made.keys(), ...columns]).size
  }

  /** @param {string} name @returns {Column} */
  column(name) {
    const column = this.columns.get(name) ?? { seen: new Map(), text: "" }
    this.columns.set(name, column)
    return column
  }

  /** @param {string} name @param {string} id @param {string} text @param {number} now */
  saw(name, id, text, now) {
    const column = this.column(name)
    if (column.seen.has(id)) return
    column.seen.set(id, now)
    column.text += text
  }

  /** From made to seen, in ms. @param {string} name @returns {number[]} */
  delays(name) {
    const list = []
    for (const [id, now] of this.column(name).seen) {
      const made = this.made.get(id)
      if (made !== undefined) list.push(Math.max(0, now + this.ahead - made))
    }
    return list
  }

  /** The items that never came: a later one did. @param {string} name @returns {string[]} */
  lost(name) {
    return missing([...this.column(name).seen.keys()])
  }
}

/** The ids between 1 and the newest that are not there. @param {string[]} ids EPOCH-SEQ, of one epoch @returns {string[]} */
export function missing(ids) {
  const cut = ids[0]?.lastIndexOf("-") ?? 0
  const seqs = new Set(ids.map((id) => Number(id.slice(cut + 1))))
  const list = []
  for (let seq = 1; seq < Math.max(0, ...seqs); seq++) {
    if (!seqs.has(seq)) list.push(`${ids[0].slice(0, cut)}-${seq}`)
  }
  return list
}

/** @param {number[]} list */
export const mean = (list) => list.reduce((sum, x) => sum + x, 0) / list.length

/** @param {number[]} list */
export function median(list) {
  const sorted = [...list].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** How many values lie in each of some steps of a width; the last one has what is behind it too. @param {number[]} list @param {number} width @param {number} steps */
export function bins(list, width, steps) {
  const counts = new Array(steps).fill(0)
  for (const x of list) counts[Math.min(steps - 1, Math.floor(x / width))]++
  return counts
}
