// The same answer twice, from the same seed: whole at its end, and as it is
// made. Both are asked for at once, in one run.
import { answerKey } from "#pushlab/bench/run.js"
import { block } from "#pushlab/demo/block.js"
import { address } from "#pushlab/demo/knobs.js"
import { longpoll } from "#pushlab/demo/longpoll.js"
import { ndjson } from "#pushlab/demo/ndjson.js"
import { poll } from "#pushlab/demo/poll.js"
import { sse } from "#pushlab/demo/sse.js"
import { ws } from "#pushlab/demo/ws.js"

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start({ lab, knobs, pane }) {
  const { ttft, tps, tokens, prompt } = knobs
  /** @type {{stop: () => void}[]} */
  const clients = []
  if (knobs.mode !== "stream") {
    const { hear } = pane("block")
    clients.push(block(`${lab}/chat`, { prompt, ttft, tps, tokens, answer: answerKey() }, { emit: hear }))
  }
  if (knobs.mode !== "block") {
    const { hear } = pane("stream")
    const knob = { ttft, tps, tokens, answer: answerKey() }
    const open = {
      es: () => sse(address(lab, "sse", knob), { emit: hear, retry: 500 }),
      nd: () => ndjson(`${lab}/ndjson`, knob, { emit: hear }),
      ws: () => ws(address(lab, "ws"), knob, { emit: hear, client: "none" }),
      lp: () => longpoll(lab, knob, { emit: hear }),
      sp: () => poll(lab, knob, { emit: hear }),
    }
    clients.push(open[knobs.transport]())
  }
  return { stop: () => clients.forEach((client) => client.stop()) }
}
