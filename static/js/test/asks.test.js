import { envelopes, postchatCommand } from "#pushlab/demo/asks.js"
import { strictly } from "#pushlab/demo/postchat.js"
import { hop, slicerCommand } from "#pushlab/demo/sliced.js"
import { Traffic } from "#pushlab/demo/traffic.js"
import { equal } from "#pushlab/test/equal.js"

/** @typedef {import("#pushlab/bench/types.js").Row} Row */

/** @param {string} data @param {string} [type] */
const event = (data, type = "message") => ({ type, data, id: "" })

/** Events of each envelope: what text they carry, and whether they end it. @type {[string, {type: string, data: string, id: string}, string | undefined, boolean][]} */
const cases = [
  ["plain", event(" wire"), " wire", false],
  ["plain", event('{"tokens":4}', "done"), undefined, true],
  ["openai-chat", event('{"choices":[{"delta":{"content":" wire"}}]}'), " wire", false],
  ["openai-chat", event('{"choices":[{"delta":{},"finish_reason":"stop"}]}'), undefined, false],
  ["openai-chat", event('{"choices":[],"usage":{}}'), undefined, false],
  ["openai-chat", event("[DONE]"), undefined, true],
  ["openai-responses", event('{"delta":" wire"}', "response.output_text.delta"), " wire", false],
  ["openai-responses", event('{"text":"A wire"}', "response.output_text.done"), undefined, false],
  ["openai-responses", event("{}", "response.completed"), undefined, true],
  ["openai-responses", event("{}", "response.incomplete"), undefined, true],
  ["anthropic", event('{"delta":{"text":" wire"}}', "content_block_delta"), " wire", false],
  ["anthropic", event("{}", "ping"), undefined, false],
  ["anthropic", event("{}", "message_stop"), undefined, true],
  ["broken", event("wire"), "wire", false],
]

/** What strict mode does, in order: + starts, - stops, and who is heard. @type {[string, string][]} */
const stricts = [
  ["off", "+1 heard1"],
  ["cleaned", "+1 -1 +2 heard2"],
  ["leaked", "+1 +2 heard1 heard2"],
]

/** @param {Partial<Row>} row @returns {Row} */
const row = (row) => ({ n: 1, t: 0, dir: "c", kind: "http", wire: "fs", label: "", size: 0, conn: 1, ...row })

/** A bench with nothing but the table of counts. */
function counting() {
  const root = document.createElement("table")
  for (const name of ["requests", "preflights", "events", "text"]) {
    const line = root.insertRow()
    line.dataset.count = name
    line.insertCell()
    line.insertCell()
  }
  return { root, traffic: new Traffic(root) }
}

/** @param {HTMLTableElement} root */
const shown = (root) =>
  Array.from(root.rows, (line) => Array.from(line.cells, (cell) => Number(cell.textContent)))

export const tests = [
  ...cases.map(([name, event, text, over]) => ({
    name: `${name} ${event.type} ${event.data}`,
    run() {
      equal([envelopes[name].text(event) ?? null, envelopes[name].over(event)], [text ?? null, over])
    },
  })),
  ...stricts.map(([strict, want]) => ({
    name: `strict ${strict}`,
    run() {
      /** @type {string[]} */
      const seen = []
      /** @type {(() => void)[]} */
      const later = []
      const emit = (/** @type {any} */ e) => seen.push(`heard${e.text}`)
      strictly(strict, emit, (emit) => {
        const n = later.length + 1
        seen.push(`+${n}`)
        later.push(() => emit({ type: "text", text: String(n) }))
        return { stop: () => seen.push(`-${n}`) }
      })
      for (const tell of later) tell()
      equal(seen.join(" "), want)
    },
  })),
  {
    name: "what the edge is asked to do",
    run() {
      equal(hop({ slice: "none" }), {})
      equal(hop({ slice: "n", n: "7" }).edge, "slice:7")
      equal(hop({ slice: "random", seed: "9" }).edgeseed, "9")
      equal(hop({ slice: "merge" }).edge, "merge")
      const own = { slice: "cr", n: "1", seed: "7", text: "cjk", eol: "crlf" }
      const command = slicerCommand("http://x/r/R", own)
      equal(
        command.startsWith(
          "curl -N -X POST 'http://x/r/R/d/slicer?text=cjk&eol=crlf&edge=slice:cr&edgegap=20",
        ),
        true,
        command,
      )
    },
  },
  {
    name: "what a terminal sends",
    run() {
      const own = { envelope: "plain", message: "What's this?", idempotency: "on" }
      equal(
        postchatCommand("http://x/r/R", own, { tokens: 5 }),
        `curl -N --json '{"prompt":"What'\\''s this?","tokens":5}' -H 'Idempotency-Key: A' 'http://x/r/R/chat'`,
      )
    },
  },
  {
    name: "traffic is counted by who asked",
    run() {
      const { root, traffic } = counting()
      const rows = [
        row({ n: 1, label: "OPTIONS /chat", exch: 1 }),
        row({ n: 2, label: "POST /chat", exch: 2 }),
        row({ n: 3, label: "GET /sse", conn: 2, exch: 1 }),
        row({ n: 4, dir: "s", kind: "sse", size: 17, exch: 2 }),
        row({ n: 5, dir: "s", kind: "sse", size: 18, conn: 2, exch: 1 }),
        row({ n: 5, dir: "s", kind: "sse", size: 19, conn: 2, exch: 1 }), // it grew
        row({ n: 6, dir: "s", kind: "http", size: 5, exch: 2 }),
      ]
      traffic.rows(rows)
      traffic.hearing("fetch", () => {})({ type: "token", id: "", text: "你好" })
      equal(shown(root), [
        [1, 1],
        [0, 1],
        [19, 17],
        [0, 6],
      ])
    },
  },
]
