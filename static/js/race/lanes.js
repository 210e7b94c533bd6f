// The clients of a race. Each lane is a client of the benches; all go through the
// edge, which is the network of the race.
import { address } from "#pushlab/demo/knobs.js"
import { fetchsse } from "#pushlab/demo/fetchsse.js"
import { longpoll } from "#pushlab/demo/longpoll.js"
import { ndjson } from "#pushlab/demo/ndjson.js"
import { sse } from "#pushlab/demo/sse.js"
import { ws } from "#pushlab/demo/ws.js"

/**
 * @typedef {import("#pushlab/race/measure.js").Heard} Heard
 * @typedef {{tokens: number, tps: number, rtt: number, fault: string}} Setting
 * @typedef {{heard: Heard[], sentence: string, over: Promise<void>, stop: () => void}} Runner
 */

const ttft = 200 // ms, of the model

/**
 * Starts a lane. What it hears is noted with the page's clock.
 *
 * @param {string} wire
 * @param {string} base of the run's addresses
 * @param {Setting} setting
 * @returns {Runner}
 */
export function run(wire, base, { tokens, tps, rtt, fault }) {
  const knobs = { ttft, tps, tokens, fault, answer: `race${wire}` }
  const query = { edge: `latency:${rtt}` }
  /** @type {Heard[]} */
  const heard = []
  const runner = { heard, sentence: "", over: Promise.resolve(), stop: () => {} }
  runner.over = new Promise((resolve) => {
    /** @type {import("#pushlab/bench/types.js").Emit} */
    const emit = (event) => {
      if (event.type === "token") heard.push({ id: event.id, text: event.text, at: performance.now() })
      if (event.type === "reset") heard.length = 0
      if (!("sentence" in event) || event.type === "open") return
      runner.sentence = event.sentence ?? ""
      if (event.type !== "cut") resolve()
    }
    const open = {
      es: () => sse(address(base, "sse", { ...knobs, ...query }), { emit, retry: 500 }),
      fs: () => fetchsse(address(base, "chat", query), knobs, { emit }),
      nd: () => ndjson(address(base, "ndjson", query), knobs, { emit }),
      lp: () => longpoll(base, { ...knobs, ...query }, { emit }),
      ws: () => ws(address(base, "ws", query), knobs, { emit }),
    }
    runner.stop = open[/** @type {keyof typeof open} */ (wire)]().stop
  })
  return runner
}
