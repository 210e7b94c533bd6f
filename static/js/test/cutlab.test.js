import { asked } from "#pushlab/demo/cutlab.js"
import { Clock, Column } from "#pushlab/demo/cutlab-book.js"
import { equal } from "#pushlab/test/equal.js"

/** A column that has read 20 of 100 tokens, with a run's clock that is 1000 ms ahead of the page's. */
function reading({ ids = true } = {}) {
  const clock = new Clock()
  clock.learn(1500, 490, 510)
  const column = new Column({ tokens: 100, once: ids, clock })
  column.open()
  read(column, 1, 20, 2000, ids)
  return column
}

/** @param {Column} column @param {number} from @param {number} to @param {number} now @param {boolean} [ids] */
function read(column, from, to, now, ids = true) {
  for (let n = from; n <= to; n++) column.token(ids ? `e-${n}` : "", now)
}

/** @param {Column} column @param {number} now */
const numbers = (column, now) => [
  column.detect(now),
  column.recover(now),
  column.lost,
  column.doubled,
  column.regenerated,
]

export const tests = [
  {
    name: "the shortest answer tells the clock",
    run() {
      const clock = new Clock()
      clock.learn(1500, 400, 600)
      clock.learn(2600, 1000, 1200)
      clock.learn(3610, 2600, 2602)
      equal([clock.error, clock.here(5000)], [1, 3991])
    },
  },
  {
    name: "no fault",
    run() {
      const column = reading()
      equal(column.words(3000), "No fault yet.")
      column.heartbeats = 2
      equal(column.words(3000), "No fault yet. 2 heartbeats came.")
      equal(numbers(column, 3000), ["–", "–", 0, 0, 0])
    },
  },
  {
    name: "nothing has noticed",
    run() {
      const column = reading()
      column.fault(3000)
      equal(column.words(14_000), "Nothing has noticed yet: 12.0 s.")
      equal(numbers(column, 14_000), ["not yet, 12.0 s", "not yet, 12.0 s", 0, 0, 0])
    },
  },
  {
    name: "noticed, and back with the next token",
    run() {
      const column = reading()
      column.fault(3000)
      column.notice(2004)
      equal(column.words(2304), "Noticed after 4.0 ms. Reading on: not yet, 304 ms.")
      column.notice(2400) // an attempt that failed too: the break is the same
      column.open()
      read(column, 21, 40, 2500)
      equal(column.words(9000), "Noticed after 4.0 ms, read on after 500 ms.")
      equal(numbers(column, 9000), ["4.0 ms", "500 ms", 0, 0, 0])
    },
  },
  {
    name: "the page may hear of a fault before the trace does",
    run() {
      const column = reading()
      column.notice(2004)
      column.fault(3000)
      equal(column.detect(9000), "4.0 ms")
    },
  },
  {
    name: "the numbers are those of the last fault",
    run() {
      const column = reading()
      column.fault(3000)
      column.notice(2004)
      read(column, 21, 40, 2500)
      column.fault(6000)
      equal(column.words(5500), "Nothing has noticed yet: 500 ms.")
      column.notice(7500)
      read(column, 41, 41, 7700)
      equal([column.detect(9000), column.recover(9000)], ["2.5 s", "2.7 s"])
    },
  },
  {
    name: "who does not come back has lost the rest",
    run() {
      const column = reading()
      column.fault(3000)
      column.notice(2004)
      column.end = "gone"
      equal(column.words(9000), "Noticed after 4.0 ms. Nobody comes back.")
      equal(numbers(column, 9000), ["4.0 ms", "never", 80, 0, 0])
    },
  },
  {
    name: "a cut that looks like the end",
    run() {
      const column = reading()
      column.fault(3000)
      column.end = "short"
      equal(column.words(9000), "Nothing looks wrong to the page: it has 20 of 100 tokens.")
      equal(numbers(column, 9000), ["never", "never", 80, 0, 0])
    },
  },
  {
    name: "a break that the lab did not make",
    run() {
      const column = reading()
      column.notice(2004)
      read(column, 21, 21, 3004)
      equal(column.words(9000), "Noticed a break, read on after 1.0 s.")
      equal(numbers(column, 9000), ["no fault of the lab", "1.0 s", 0, 0, 0])
    },
  },
  {
    name: "without ids all is read again, and made again",
    run() {
      const column = reading({ ids: false })
      column.notice(2004)
      column.open()
      read(column, 1, 30, 2500, false)
      equal(numbers(column, 9000).slice(2), [0, 20, 20])
      equal(column.read, 30, "tokens on the page")
    },
  },
  {
    name: "what the controls ask for",
    run() {
      const knobs = /** @type {any} */ ({ ttft: 1, tps: 2, tokens: 3, ids: "off" })
      const own = { when: "mid", after: "20", heartbeat: "on", framing: "eof" }
      const want = { ttft: 1, tps: 2, tokens: 3, ids: "off", heartbeat: 1000, framing: "eof" }
      equal(asked({ ...knobs, own }, ""), want)
      equal(asked({ ...knobs, own }, "rst").fault, "rst@20+7", "fault in an event")
      equal(asked({ ...knobs, own: { ...own, when: "token" } }, "half").fault, "half@20", "fault behind one")
      if (!asked({ ...knobs, own }, "fin").answer)
        throw new Error("a planned fault has an answer without a name")
      if (!asked({ ...knobs, ids: "on", own }, "").answer) throw new Error("an answer with ids has no name")
    },
  },
]
