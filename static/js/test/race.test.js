import { scale } from "#pushlab/race/chart.js"
import { begin, figures, measure, median, medians } from "#pushlab/race/measure.js"
import { reading, sentence } from "#pushlab/race/table.js"
import { equal } from "#pushlab/test/equal.js"

/** @typedef {import("#pushlab/bench/types.js").Row} Row */

let n = 0

/** @param {Partial<Row>} row @returns {Row} */
const row = (row) => ({
  n: ++n,
  t: 0,
  dir: "",
  kind: "http",
  wire: "es",
  label: "",
  size: 0,
  conn: 1,
  ...row,
})

/** A message as both taps saw it. @param {"c" | "s"} dir @param {number} from @param {number} to @param {Partial<Row>} more @returns {Row[]} */
function crossing(dir, from, to, more = {}) {
  const [edge, lab] = dir === "c" ? [from, to] : [to, from]
  const conn = more.conn ?? 1
  return [
    row({ dir, size: 10, ...more, t: edge, place: "edge", conn: conn * 2 }),
    row({ dir, size: 10, ...more, t: lab, place: "lab", conn: conn * 2 + 1 }),
  ]
}

/** An answer of four tokens that is cut behind the second; 100 ms after its run began. */
const rows = [
  ...crossing("c", 100, 120),
  ...crossing("s", 121, 141),
  ...crossing("s", 200, 220, { kind: "sse", token: "k3x9-1", size: 20 }),
  ...crossing("s", 250, 270, { kind: "sse", token: "k3x9-2", size: 20 }),
  row({ t: 251, kind: "fault", fault: true, place: "lab", conn: 3 }),
  row({ t: 252, dir: "s", kind: "sse", token: "k3x9-3", size: 20, place: "lab", conn: 3 }), // it never arrives
  ...crossing("c", 770, 790, { conn: 2 }),
  ...crossing("s", 791, 811, { kind: "sse", token: "k3x9-3", size: 20, conn: 2 }),
  ...crossing("s", 792, 812, { kind: "sse", token: "k3x9-4", size: 20, conn: 2 }),
]
const heard = ["1", "2", "3", "4"].map((seq, i) => ({
  id: `k3x9-${seq}`,
  text: seq,
  at: 5000 + [221, 270, 814, 812][i],
}))
const lane = () => measure("es", rows, { tokens: 4, heard, zero: begin(rows) })

export const tests = [
  { name: "the clock begins with the first byte of a client", run: () => equal(begin(rows), 100) },
  {
    name: "a message is drawn from one end of the wire to the other",
    run() {
      const { crossings } = lane()
      equal(crossings[0], { dir: "c", from: 0, to: 20, token: false })
      const tokens = crossings.filter((c) => c.token).map((c) => [c.from, c.to])
      equal(tokens, [
        [100, 120],
        [150, 170],
        [152, null],
        [691, 711],
        [692, 712],
      ])
    },
  },
  {
    name: "the silence is the client's longest wait for a token",
    run: () => equal(lane().silence, { from: 170, to: 711 }),
  },
  {
    name: "bytes are counted at the client's end",
    run: () => equal([lane().sent, lane().received, lane().requests], [20, 90, 2]),
  },
  {
    name: "the page's clock is set by the token that it was told of soonest",
    run() {
      equal(
        lane().tokens.map((t) => t.t),
        [121, 170, 714, 712],
      )
      equal(lane().lags, [1, 0, 3, 0])
    },
  },
  {
    name: "lost and repeated tokens are told apart",
    run() {
      const twice = measure("es", rows, { tokens: 5, heard: [...heard, heard[3]], zero: 100 })
      equal([twice.lost, twice.repeated], [1, 1])
    },
  },
  {
    name: "another transport's rows are not this lane's",
    run() {
      const nothing = measure("ws", rows, { tokens: 4, heard: [], zero: 100 })
      equal([nothing.crossings.length, nothing.received, figures(nothing).first], [0, 0, null])
    },
  },
  {
    name: "medians are of each figure, and none where a run has none",
    run() {
      equal([median([3, 1, 2]), median([4, 1, 2, 3])], [2, 2.5])
      equal(
        medians([
          { a: 1, b: null },
          { a: 3, b: 2 },
        ]),
        { a: 2, b: null },
      )
    },
  },
  {
    name: "the clock has room for the last token",
    run: () => equal(scale([lane()], 16), { span: 714 * 1.02, step: 50 }),
  },
  {
    name: "what is said of a race is what was measured",
    run() {
      const [a, b] = [figures(lane()), { ...figures(lane()), first: 221, silence: 441, sent: 40 }]
      equal(
        sentence("EventSource", a, 4),
        "EventSource shows its first token at 121 ms, is silent for 541 ms at the most, and the last at 712 ms. Of 4 tokens it lost 0 and showed 0 twice.",
      )
      const words = reading(["EventSource", "WebSocket"], [a, b], 100)
      equal(
        words[0],
        "EventSource shows its first token 100 ms before WebSocket. With a round trip of 100 ms that is 1.0 of them.",
      )
      equal(words[1].slice(0, 62), "After the cut WebSocket is back first, 100 ms before EventSour")
    },
  },
]
