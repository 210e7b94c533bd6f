// What a fault did to one client: when its page noticed, when it read on, and what
// that cost the reader. When the fault was done the trace knows; everything else the
// page's own callbacks said, by the page's clock.
import { count, plural } from "#pushlab/bench/dom.js"
import { Tally } from "#pushlab/demo/tally.js"

/**
 * The run's clock, as the page knows it. The answer to a question was made some time
 * between asking and hearing: the middle is off by half the round trip at most, and
 * the shortest one counts (Cristian's algorithm).
 */
export class Clock {
  error = Infinity // ms that ahead may be off
  #ahead = 0 // ms that the run's clock is ahead of the page's

  /** @param {number} at of the run's clock @param {number} asked @param {number} heard */
  learn(at, asked, heard) {
    const half = (heard - asked) / 2
    if (half >= this.error) return
    this.error = half
    this.#ahead = at - (asked + half)
  }

  /** A time of the run, by the page's clock. @param {number} t */
  here(t) {
    return t - this.#ahead
  }

  get words() {
    if (this.error === Infinity) return ""
    return `Times go from the lab’s clock to the page’s, which are known to ±${this.error.toFixed(1)} ms.`
  }
}

/** @typedef {{noticed: number, back: number}} Break back: 0 = not yet */

export class Column {
  /** "" it goes on, "whole", "short": a cut was taken for the end, "gone": the client does not come back, "stopped" */
  end = ""
  read = 0 // tokens of the answer that the page has
  heartbeats = 0
  #tally = new Tally()
  /** @type {number[]} by the run's clock */
  #faults = []
  /** @type {Break[]} */
  #breaks = []

  /** @param {{tokens: number, once: boolean, clock: Clock}} asked once: the answer has a name, and is made once */
  constructor({ tokens, once, clock }) {
    this.tokens = tokens
    this.once = once
    this.clock = clock
  }

  /** @param {number} t by the run's clock */
  fault(t) {
    this.#faults.push(t)
  }

  /** The page's own code learns that its stream is broken. @param {number} now */
  notice(now) {
    if (this.#breaks.at(-1)?.back !== 0) this.#breaks.push({ noticed: now, back: 0 })
  }

  open() {
    this.#tally.connected()
  }

  reset() {
    this.#tally.reset()
    this.read = 0
  }

  /** @param {string} id @param {number} now @returns {{doubled: boolean, lost: number}} */
  token(id, now) {
    const last = this.#breaks.at(-1)
    if (last?.back === 0) last.back = now
    const said = this.#tally.token(id)
    if (!said.doubled) this.read++
    return said
  }

  /** Of the last fault, or of a break that the lab has not made. */
  #last() {
    const from = this.#faults.at(-1)
    if (from === undefined) return { from, broken: this.#breaks.at(-1) }
    const at = this.clock.here(from)
    const early = this.clock.error + 1 // ms that the two clocks may differ
    return { from: at, broken: this.#breaks.find(({ noticed }) => noticed >= at - early) }
  }

  /** What the reader does not have: of a stream that ended, all behind its last token too. */
  get lost() {
    const over = this.end === "short" || this.end === "gone"
    return over ? this.tokens - this.read : this.#tally.lost
  }

  get doubled() {
    return this.#tally.doubled
  }

  /** Without a name each request is a new question, and the model makes all of it again. */
  get regenerated() {
    return this.once ? this.#tally.regenerated : this.#tally.doubled
  }

  /** @param {number} now */
  detect(now) {
    const { from, broken } = this.#last()
    if (from === undefined) return broken ? "no fault of the lab" : "–"
    if (broken) return time(broken.noticed - from)
    return this.end ? "never" : `not yet, ${time(now - from)}`
  }

  /** @param {number} now */
  recover(now) {
    const { from, broken } = this.#last()
    const since = from ?? broken?.noticed
    if (since === undefined) return "–"
    if (broken?.back) return time(broken.back - since)
    return this.end ? "never" : `not yet, ${time(now - since)}`
  }

  /** What is known, in a sentence. @param {number} now */
  words(now) {
    const { from, broken } = this.#last()
    if (this.end === "short")
      return `Nothing looks wrong to the page: it has ${count(this.read)} of ${plural(this.tokens, "token")}.`
    if (from === undefined && !broken)
      return `No fault yet.${this.heartbeats ? ` ${plural(this.heartbeats, "heartbeat")} came.` : ""}`
    if (!broken)
      return this.end ? "Nothing noticed." : `Nothing has noticed yet: ${time(now - (from ?? now))}.`
    const noticed = from === undefined ? "Noticed a break" : `Noticed after ${this.detect(now)}`
    if (broken.back) return `${noticed}, read on after ${this.recover(now)}.`
    return this.end ? `${noticed}. Nobody comes back.` : `${noticed}. Reading on: ${this.recover(now)}.`
  }
}

/** @param {number} ms */
function time(ms) {
  if (ms >= 1000) return `${(ms / 1000).toFixed(1)} s`
  return `${Math.max(0, ms).toFixed(ms < 10 ? 1 : 0)} ms`
}
