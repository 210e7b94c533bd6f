import { look } from "#pushlab/bench/look.js"
import { active, next, ready } from "#pushlab/bench/state.js"
import { equal } from "#pushlab/test/equal.js"

/**
 * The state after events that came at the given times.
 *
 * @param {[number, import("#pushlab/bench/types.js").DemoEvent][]} events
 */
function after(events) {
  return events.reduce((s, [at, event]) => next(s, event, at), ready)
}

/** @type {import("#pushlab/bench/types.js").DemoEvent} */
const connecting = { type: "connecting", request: "GET …/sse", attempt: 1 }
/** @type {import("#pushlab/bench/types.js").DemoEvent} */
const open = { type: "open" }
/** @param {number} n @returns {import("#pushlab/bench/types.js").DemoEvent} */
const token = (n) => ({ type: "token", id: `e-${n}`, text: " a" })

/** @type {{name: string, events: Parameters<typeof after>[0], at: number, want: string[]}[]} */
const cases = [
  { name: "ready", events: [], at: 0, want: ["ready", "idle", "Ready", "Nothing on the wire yet."] },
  {
    name: "connecting",
    events: [[100, connecting]],
    at: 400,
    want: ["connecting", "conn", "Connecting", "GET …/sse was sent 0.3 s ago; no answer yet."],
  },
  {
    name: "open without a token",
    events: [
      [0, connecting],
      [10, open],
    ],
    at: 500,
    want: ["streaming", "live", "Streaming", "The connection is open; nothing has come yet."],
  },
  {
    name: "streaming",
    events: [
      [0, connecting],
      [10, open],
      [100, token(1)],
      [120, token(2)],
      [140, token(3)],
    ],
    at: 150,
    want: ["streaming", "live", "Streaming", "50 tok/s. 3 tokens."],
  },
  {
    name: "silent after a second without a byte",
    events: [
      [0, connecting],
      [10, open],
      [100, token(1)],
    ],
    at: 3500,
    want: [
      "silent",
      "stall",
      "Silent for 3.4 s",
      "The connection is open. The browser cannot tell a slow model from a dead peer.",
    ],
  },
  {
    name: "reconnecting, with a known wait",
    events: [
      [0, connecting],
      [10, open],
      [20, { type: "reconnecting", attempt: 2, wait: 1500, next: "Next." }],
    ],
    at: 320,
    want: ["reconnecting", "conn", "Reconnecting in 1.2 s", "Attempt 2. Next."],
  },
  {
    name: "reconnecting, nobody knows when",
    events: [
      [0, connecting],
      [20, { type: "reconnecting", attempt: 3, next: "Next.", why: "Cut." }],
    ],
    at: 320,
    want: ["reconnecting", "conn", "Reconnecting", "Cut. Attempt 3. Next."],
  },
  {
    name: "failed with a status",
    events: [
      [0, connecting],
      [20, { type: "failed", code: 503, sentence: "Who acts next." }],
    ],
    at: 30,
    want: ["failed", "err", "Failed: 503", "Who acts next."],
  },
  {
    name: "reset",
    events: [
      [0, connecting],
      [10, open],
      [20, { type: "cut", code: 1006, sentence: "No CLOSE frame." }],
    ],
    at: 30,
    want: ["reset", "err", "Reset", "No CLOSE frame."],
  },
  {
    name: "a CLOSE with a code is no reset",
    events: [
      [0, connecting],
      [10, open],
      [20, { type: "cut", code: 1009, sentence: "Too long." }],
    ],
    at: 30,
    want: ["closed", "idle", "Closed, code 1009", "Too long."],
  },
  {
    name: "the answer begins again",
    events: [
      [0, connecting],
      [10, open],
      [20, token(9)],
      [1000, { type: "reset", id: "f-0", why: "old" }],
    ],
    at: 1030,
    want: [
      "streaming",
      "live",
      "Streaming",
      "The server no longer has that answer (why: old). It begins again from token 1.",
    ],
  },
  {
    name: "its pace begins again too",
    events: [
      [0, connecting],
      [10, open],
      [20, token(9)],
      [1000, { type: "reset", id: "f-0", why: "" }],
      [2000, token(1)],
      [2020, token(2)],
    ],
    at: 2030,
    want: [
      "streaming",
      "live",
      "Streaming",
      "The server no longer has that answer. It begins again from token 1. 50 tok/s. 2 tokens.",
    ],
  },
  {
    name: "complete",
    events: [
      [0, connecting],
      [10, open],
      [800, token(1)],
      [6800, { type: "done", tokens: 300, sentence: "The page closed the stream." }],
    ],
    at: 9000,
    want: [
      "complete",
      "done",
      "Complete",
      "300 tokens: the first after 800.0 ms, the last after 6\u2009800.0 ms. The page closed the stream.",
    ],
  },
  {
    name: "complete in one piece",
    events: [
      [0, connecting],
      [6800, { type: "text", text: "all" }],
      [6801, { type: "done", tokens: 300, sentence: "One response." }],
    ],
    at: 9000,
    want: ["complete", "done", "Complete", "300 tokens, all at once after 6\u2009801.0 ms. One response."],
  },
  {
    name: "closed",
    events: [
      [0, connecting],
      [10, open],
      [20, { type: "closed", code: 1000, sentence: "You stopped it." }],
    ],
    at: 30,
    want: ["closed", "idle", "Closed, code 1000", "You stopped it."],
  },
]

export const tests = [
  ...cases.map(({ name, events, at, want }) => ({
    name,
    run() {
      const { name, mark, words, sentence } = look(after(events), at)
      equal([name, mark, words, sentence], want, "look")
    },
  })),
  {
    name: "a stopped stream says how far it came",
    run() {
      const s = after([
        [0, connecting],
        [1, open],
        [2, token(1)],
        [3, { type: "closed", code: 1000, sentence: "Closed with code 1000." }],
      ])
      equal(look(s, 9).sentence, "Stopped after 1 token. Closed with code 1000.")
    },
  },
  {
    name: "a close after the end changes nothing",
    run() {
      const done = after([
        [0, connecting],
        [5, { type: "done", tokens: 1, sentence: "" }],
      ])
      equal(next(done, { type: "closed", code: 1000, sentence: "" }, 9).phase, "complete")
    },
  },
  {
    name: "a reset begins to count again",
    run() {
      equal(
        after([
          [0, connecting],
          [1, open],
          [2, token(1)],
          [3, { type: "reset", id: "f-0", why: "old" }],
        ]).tokens,
        0,
      )
    },
  },
  {
    name: "only what may still bring something is active",
    run() {
      equal(active(ready), false)
      equal(active(after([[0, connecting]])), true)
      equal(
        active(
          after([
            [0, connecting],
            [1, { type: "failed", sentence: "" }],
          ]),
        ),
        false,
      )
    },
  },
]
