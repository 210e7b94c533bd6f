import { differences, factsOf } from "#pushlab/demo/playdiff.js"
import { agree, requestsOf } from "#pushlab/demo/playrequests.js"
import { says } from "#pushlab/demo/theatrescript.js"
import { equal } from "#pushlab/test/equal.js"

/** @typedef {import("#pushlab/bench/types.js").Row} Row */

/** @param {Partial<Row>} row @returns {Row} */
const row = (row) => ({ n: 1, t: 0, dir: "", kind: "http", wire: "es", label: "", size: 0, conn: 1, ...row })

/** @type {Row[]} */
const rows = [
  row({ kind: "tcp", label: "TCP opened" }),
  row({ n: 2, t: 10, dir: "c", label: "GET /d/theatre" }),
  row({ n: 3, t: 12, dir: "s", label: "200 OK  text/event-stream" }),
  row({ n: 4, t: 13, dir: "s", kind: "sse", label: "id: 1⏎data: x" }),
  row({ n: 5, t: 40, dir: "s", label: "0 (last chunk)" }),
  row({ n: 6, t: 41, kind: "tcp", label: "TCP closed by the server (FIN)" }),
  row({ n: 7, t: 300, dir: "c", conn: 2, label: "GET /d/theatre/moved  Last-Event-ID: 1" }),
  row({ n: 8, t: 301, kind: "fault", conn: 2, fault: true, label: "RST: the lab resets the connection" }),
]

export const tests = [
  {
    name: "the rows of a play are its requests",
    run() {
      const got = requestsOf(rows).map(({ n, t, lastId, path, answered, status, end, how }) =>
        [n, t, path, lastId, answered, status, end, how].join("|"),
      )
      equal(got, [
        "1|10|/d/theatre||12|200 OK text/event-stream|40|",
        "2|300|/d/theatre/moved|1|0||301|RST: the lab resets the connection",
      ])
    },
  },
  {
    name: "two clocks agree within what must come first",
    run() {
      /** @type {import("#pushlab/demo/theatresource.js").Call[]} */
      const calls = [
        { t: 1000, type: "new", state: 0 },
        { t: 1006, type: "open", state: 1 },
      ]
      equal(agree(calls, requestsOf(rows)), { offset: -992, within: 2 })
      equal(agree(calls.slice(0, 1), requestsOf(rows)), { offset: -990, within: null })
    },
  },
  {
    name: "two plays of one script differ in what they say",
    run() {
      /** @type {import("#pushlab/demo/theatresource.js").Call[]} */
      const calls = [
        { t: 1000, type: "new", state: 0 },
        { t: 1007, type: "message", state: 1, id: "1" },
        { t: 1040, type: "error", state: 0 },
      ]
      const facts = factsOf(calls, requestsOf(rows))
      equal(differences(facts, facts), [])
      const cut = factsOf(
        [...calls.slice(0, 2), { t: 1040, type: "error", state: 2 }],
        requestsOf(rows.slice(0, 6)),
      )
      equal(differences(facts, cut), [
        "Requests went to: /d/theatre. Without the worker: /d/theatre, /d/theatre/moved.",
        "Their Last-Event-ID: none. Without the worker: none, 1.",
        "The readyState of each error: 2. Without the worker: 0.",
      ])
      const many = { ids: Array.from({ length: 10 }, (_, i) => String(i)) }
      equal(differences({ ids: [] }, many), [
        "ids: 0, 1, 2, 3, 4, 5, 6, 7 and 2 more. Without the worker: there was none.",
      ])
    },
  },
  {
    name: "an act says what it does",
    run() {
      equal(says("events:2"), "200, 2 events, a clean end")
      equal(says("cut:mid"), "200, 1 event, cut inside the next one")
      equal(says("status:503:1"), "503 with Retry-After: 1")
      equal(says("204"), "204, and no stream")
      equal(says("evnts"), "no act that the lab knows")
    },
  },
]
