import { Control, wait } from "#pushlab/control.js"
import { equal } from "#pushlab/test/equal.js"

/** The page's end of a socket, and what the server would do with it. */
class Socket extends EventTarget {
  /** @type {any[]} */
  sent = []

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text))
  }

  open() {
    this.dispatchEvent(new Event("open"))
  }

  close() {
    this.dispatchEvent(new Event("close"))
  }

  /** @param {object} message */
  tell(message) {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }))
  }
}

function make() {
  /** @type {Socket[]} */
  const sockets = []
  const control = new Control(() => {
    sockets.push(new Socket())
    return /** @type {any} */ (sockets.at(-1))
  })
  return { control, sockets }
}

export const tests = [
  {
    name: "all watchers share one socket, and each hears of its own run",
    run() {
      const { control, sockets } = make()
      /** @type {string[]} */
      const heard = []
      control.watch({ run: "a" }, { rows: () => heard.push("a") })
      control.watch({ view: "b" }, { rows: () => heard.push("b") })
      equal(sockets.length, 1, "sockets")
      sockets[0].open()
      equal(sockets[0].sent, [
        { op: "watch", run: "a" },
        { op: "watch", view: "b" },
      ])
      sockets[0].tell({ type: "rows", run: "b", rows: [] })
      sockets[0].tell({ type: "rows", run: "c", rows: [] })
      equal(heard, ["b"])
    },
  },
  {
    name: "a question has the answer of its run, or null when the socket goes",
    async run() {
      const { control, sockets } = make()
      equal(await control.news("a"), null, "without a socket")
      const unwatch = control.watch({ run: "a" }, {})
      sockets[0].open()
      const answer = control.news("a")
      equal(sockets[0].sent.at(-1), { op: "news", run: "a" }, "sent")
      equal(await control.news("a"), null, "a second question before the first answer")
      equal(sockets[0].sent.filter((m) => m.op === "news").length, 1, "questions sent")
      sockets[0].tell({ type: "news", run: "b", at: 1 })
      sockets[0].tell({ type: "news", run: "a", at: 2 })
      equal((await answer).at, 2, "at")
      const open = control.news("a")
      unwatch()
      sockets[0].close()
      equal(await open, null, "after a close")
    },
  },
  {
    name: "every kind of message finds its handler",
    run() {
      const { control, sockets } = make()
      /** @type {unknown[]} */
      const heard = []
      const note = (/** @type {unknown} */ value) => heard.push(value)
      control.watch(
        { run: "a" },
        { rows: note, row: note, verdict: note, error: note, counts: ({ made }) => note(made) },
      )
      sockets[0].open()
      sockets[0].tell({ type: "row", run: "a", row: { n: 1 } })
      sockets[0].tell({ type: "verdict", run: "a", verdict: { passed: true } })
      sockets[0].tell({ type: "counts", run: "a", made: 7, dropped: 0 })
      sockets[0].tell({ type: "rows", run: "a", rows: [], made: 8, dropped: 0 })
      sockets[0].tell({ type: "error", run: "a", message: "gone" })
      equal(heard, [{ n: 1 }, { passed: true }, 7, [], 8, "gone"])
    },
  },
  {
    name: "a second watcher of a run asks for its history again",
    run() {
      const { control, sockets } = make()
      control.watch({ run: "a" }, {})
      sockets[0].open()
      control.watch({ run: "a" }, {})
      equal(sockets[0].sent.slice(1), [
        { op: "unwatch", run: "a" },
        { op: "watch", run: "a" },
      ])
    },
  },
  {
    name: "the last one who leaves ends the watching",
    run() {
      const { control, sockets } = make()
      const first = control.watch({ run: "a" }, {})
      const second = control.watch({ run: "a" }, {})
      sockets[0].open()
      first()
      second()
      second()
      equal(sockets[0].sent.slice(1), [{ op: "unwatch", run: "a" }])
    },
  },
  {
    name: "it comes back by itself and asks again",
    async run() {
      const { control, sockets } = make()
      /** @type {boolean[]} */
      const link = []
      control.watch({ run: "a" }, { link: (up) => link.push(up) })
      sockets[0].open()
      sockets[0].close()
      dispatchEvent(new Event("online")) // does not wait for the timer
      equal(sockets.length, 2, "sockets")
      sockets[1].open()
      equal(sockets[1].sent, [{ op: "watch", run: "a" }])
      equal(link, [false, true, false, true])
    },
  },
  {
    name: "the wait grows, is never regular, and has an end",
    run() {
      const waits = Array.from({ length: 200 }, (_, i) => wait(i))
      const fits = waits.every((ms, i) => ms >= 0 && ms <= Math.min(8000, 250 * 2 ** i))
      equal(fits, true, "each wait in its range")
      equal(new Set(waits).size > 100, true, "different waits")
    },
  },
]
