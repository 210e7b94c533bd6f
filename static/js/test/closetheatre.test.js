import { closingURL } from "#pushlab/demo/closetheatreplay.js"
import { score, verdict } from "#pushlab/demo/closetheatresheet.js"
import { crossingsOf } from "#pushlab/demo/closetheatrewire.js"
import { equal } from "#pushlab/test/equal.js"

/** @typedef {import("#pushlab/bench/types.js").Row} Row */

/** @param {Partial<Row>} row @returns {Row} */
const row = (row) => ({ n: 1, t: 0, dir: "", kind: "ws", wire: "ws", label: "", size: 0, conn: 1, ...row })

/** @type {Row[]} */
const rows = [
  row({ kind: "tcp", label: "TCP opened" }),
  row({ kind: "http", t: 1, dir: "c", label: "GET /d/closing  Upgrade: websocket" }),
  row({ kind: "http", t: 2, dir: "s", label: "101 Switching Protocols" }),
  row({ t: 9, dir: "s", label: "CLOSE 4001 auth" }),
  row({ t: 10, dir: "c", label: "CLOSE 4001 auth" }),
  row({ kind: "tcp", t: 11, label: "TCP closed by the server (FIN)" }),
  row({ kind: "http", t: 20, dir: "c", conn: 2, place: "edge", label: "GET /d/closing  Upgrade: websocket" }),
  row({ kind: "http", t: 20, dir: "c", conn: 3, place: "lab", label: "GET /d/closing  Upgrade: websocket" }),
  row({
    kind: "fault",
    t: 30,
    conn: 2,
    place: "edge",
    fault: true,
    label: "RST: the edge resets the connection",
  }),
  row({ kind: "tcp", t: 30, conn: 2, place: "edge", label: "TCP reset by the edge (RST)" }),
  row({ kind: "tcp", t: 31, conn: 3, place: "lab", label: "TCP closed by the client (FIN)" }),
]

/** @type {import("#pushlab/demo/closetheatreplay.js").Told} */
const told = {
  asked: { ending: "rst", by: "edge", delay: 5, hold: "off" },
  code: 1006,
  reason: "",
  clean: false,
  ms: 1,
  opened: true,
  threw: "",
}

export const tests = [
  {
    name: "who closes first, and who ends TCP, is in the rows of the browser's side",
    run() {
      const got = crossingsOf(rows).map((c) => [c.conn, c.first, c.own, c.tcp, c.closed, c.ended].join("|"))
      equal(got, ["1|server|4001 auth|server, FIN|10|11", "2|||edge, RST|0|30"])
    },
  },
  {
    name: "a prediction is a code and whether it is clean",
    run() {
      equal(verdict(told), "1006 not clean")
      equal(score([null, true, false]), "1 of 2 predictions right.")
      equal(score([null]), "")
    },
  },
  {
    name: "the edge cuts behind the text that the server sends it",
    run() {
      const run = { run: "R", view: "V", lab: "http://l/r/R", edge: "http://e/r/R", inspector: "/runs/R" }
      const want = "ws://e/r/R/d/closing?ending=rst&by=edge&delay=5&hold=off&edge=cut%3Arst@b134"
      equal(closingURL(run, run.lab, told.asked), want)
    },
  },
]
