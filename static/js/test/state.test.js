import { active, look, next, ready } from "#pushlab/bench/state.js"
import { equal } from "#pushlab/test/equal.js"

/** @typedef {import("#pushlab/bench/types.js").DemoEvent} DemoEvent */

/** Plays events, each 100 ms after the one before. @param {...DemoEvent} events */
const play = (...events) => events.reduce((s, e, i) => next(s, e, 100 * (i + 1)), ready)

/** @type {DemoEvent} */
const connecting = { type: "connecting", request: "GET …/sse", attempt: 1 }
/** @type {DemoEvent} */
const open = { type: "open" }
/** @type {DemoEvent} */
const token = { type: "token", id: "e7-1", text: "A" }

export const tests = [
  {
    name: "ready says that nothing is on the wire",
    run: () => equal(look(ready, 0).words, "Ready"),
  },
  {
    name: "connecting says which request waits, and for how long",
    run: () => equal(look(play(connecting), 400).sentence, "GET …/sse was sent 0.3 s ago; no answer yet."),
  },
  {
    name: "a stream is silent after a second without a byte, and not before",
    run() {
      const s = play(connecting, open, token) // heard at 300
      equal(look(s, 1299).name, "streaming")
      equal(look(s, 1300).words, "Silent for 1.0 s")
    },
  },
  {
    name: "reconnecting counts down and names the next request",
    run() {
      const s = play(connecting, open, token, {
        type: "reconnecting",
        attempt: 2,
        wait: 500,
        next: "The next request will carry Last-Event-ID: e7-1.",
      })
      equal(look(s, 500).words, "Reconnecting in 0.4 s")
      equal(look(s, 500).sentence, "Attempt 2. The next request will carry Last-Event-ID: e7-1.")
      equal(active(s), true, "active")
    },
  },
  {
    name: "a reset begins the count of tokens again",
    run: () =>
      equal(play(connecting, open, token, token, { type: "reset", id: "x-0", why: "restart" }).tokens, 0),
  },
  {
    name: "a close after the end changes nothing",
    run() {
      const s = play(
        connecting,
        open,
        token,
        { type: "done", tokens: 1, sentence: "Done." },
        { type: "closed", code: 1000, sentence: "" },
      )
      equal(look(s, 500).words, "Complete")
      equal(active(s), false, "active")
    },
  },
]
