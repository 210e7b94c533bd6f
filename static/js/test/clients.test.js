import { Answer } from "#pushlab/clients/answer.js"
import { Backoff, sleep } from "#pushlab/clients/backoff.js"
import { Watchdog } from "#pushlab/clients/watchdog.js"
import { equal } from "#pushlab/test/equal.js"

/** @param {Backoff} backoff @param {number} n */
const waits = (backoff, n) => Array.from({ length: n }, () => backoff.next())

/** An answer that keeps what it tells its page. */
function told() {
  /** @type {unknown[][]} */
  const list = []
  const keep =
    (/** @type {string} */ name) =>
    (/** @type {unknown[]} */ ...said) =>
      void list.push([name, ...said])
  const names = ["open", "token", "heartbeat", "reset", "done", "failed"]
  const answer = new Answer(Object.fromEntries(names.map((name) => [name, keep(name)])))
  return { answer, list }
}

const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-4, SHA-256 of abc

/** Hears messages, and gives the hash the time that it needs. @param {Answer} answer @param {object[]} messages */
async function hear(answer, messages) {
  for (const message of messages) answer.hear(message)
  await crypto.subtle.digest("SHA-256", new Uint8Array(0))
  await new Promise((resolve) => setTimeout(resolve))
}

export const tests = [
  {
    name: "the bound of a wait doubles up to its cap",
    run: () => equal(waits(new Backoff(() => 1), 7), [250, 500, 1000, 2000, 4000, 8000, 8000]),
  },
  {
    name: "a wait is drawn between nothing and its bound",
    run() {
      const draws = [0, 0.5, 0.25]
      equal(waits(new Backoff(() => draws.shift() ?? 0), 3), [0, 250, 250])
    },
  },
  {
    name: "what was read makes the next failure the first",
    run() {
      const backoff = new Backoff(() => 1)
      waits(backoff, 5)
      backoff.reset()
      equal(waits(backoff, 2), [250, 500])
    },
  },
  {
    name: "who sleeps can be told to stop",
    async run() {
      const abort = new AbortController()
      const asleep = sleep(60_000, abort.signal)
      abort.abort(new Error("stopped"))
      const why = await asleep.catch((error) => error.message)
      equal(why, "stopped")
      equal(
        await sleep(0, abort.signal).catch((error) => error.message),
        "stopped",
        "a sleep behind the stop",
      )
    },
  },
  {
    name: "a watchdog fires behind 2.5 intervals of silence",
    async run() {
      const began = performance.now()
      await new Promise((resolve) => new Watchdog(40, () => resolve(0)).sign())
      const took = performance.now() - began
      if (took < 99) throw new Error(`it fired after ${took} ms, want 100 at the least`)
    },
  },
  {
    name: "a sign puts it off, and stop ends it",
    async run() {
      /** @type {string[]} */
      const fired = []
      const stopped = new Watchdog(1, () => fired.push("stopped"))
      const never = new Watchdog(0, () => fired.push("never"))
      // A page that stalls gives a watchdog one more turn: it is awaited, and no
      // other one's time is its measure.
      await new Promise((resolve) => {
        const early = new Watchdog(40, () => resolve(fired.push("early")))
        for (const dog of [stopped, never, early]) dog.sign()
        stopped.stop()
        early.sign()
      })
      await new Promise((resolve) => new Watchdog(40, () => resolve(0)).sign()) // what else there is fires meanwhile
      equal(fired, ["early"])
    },
  },
  {
    name: "an answer is whole when done says so, and the text is right",
    async run() {
      const { answer, list } = told()
      answer.open()
      await hear(answer, [
        { id: "e-1", token: "ab" },
        { type: "heartbeat" },
        { id: "e-2", token: "c" },
        { id: "e-3", type: "done", tokens: 2, sha256: abc },
      ])
      equal(list, [
        ["open", false],
        ["token", "ab", "e-1"],
        ["heartbeat"],
        ["token", "c", "e-2"],
        ["done", 2],
      ])
      equal([answer.over, answer.lastId], [true, "e-3"], "over and last id")
    },
  },
  {
    name: "a done that counts more tokens fails",
    async run() {
      const { answer, list } = told()
      await hear(answer, [
        { id: "e-1", token: "ab" },
        { type: "done", tokens: 2, sha256: abc },
      ])
      equal(list.at(-1), ["failed", "The server made 2 tokens, and 1 came."])
      equal(answer.over, true, "over")
    },
  },
  {
    name: "another text fails",
    async run() {
      const { answer, list } = told()
      await hear(answer, [
        { id: "e-1", token: "abd" },
        { type: "done", tokens: 1, sha256: abc },
      ])
      equal(list.at(-1), ["failed", "The text is not the one that the server made: its hash differs."])
    },
  },
  {
    name: "a resumed answer goes on, a reset begins anew",
    async run() {
      const { answer, list } = told()
      answer.hear({ id: "e-1", token: "x" })
      answer.open()
      await hear(answer, [
        { id: "f-0", type: "reset", why: "restart" },
        { id: "f-1", token: "abc" },
        { type: "done", tokens: 1, sha256: abc },
      ])
      equal(list, [
        ["token", "x", "e-1"],
        ["open", false],
        ["reset", "restart"],
        ["token", "abc", "f-1"],
        ["done", 1],
      ])
    },
  },
  {
    name: "without ids a new connection is the answer once more",
    async run() {
      const { answer, list } = told()
      answer.open()
      answer.hear({ token: "x" })
      answer.open()
      await hear(answer, [{ token: "abc" }, { type: "done", tokens: 1, sha256: abc }])
      equal(
        list.filter(([name]) => name !== "token"),
        [
          ["open", false],
          ["open", true],
          ["done", 1],
        ],
      )
    },
  },
]
