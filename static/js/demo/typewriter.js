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
  const { ttft, tps, tokens, prompt, edge } = knobs
  const through = edge && `?edge=${edge}` // a proxy on the way
  /** @type {{stop: () => void}[]} */
  const clients = []
  if (knobs.mode !== "stream") {
    const { hear } = pane("block")
    clients.push(
      block(`${lab}/chat${through}`, { prompt, ttft, tps, tokens, answer: answerKey() }, { emit: hear }),
    )
  }
  if (knobs.mode !== "block") {
    const { hear } = pane("stream")
    const knob = { ttft, tps, tokens, answer: answerKey() }
    const query = { ...knob, edge }
    const open = {
      es: () => sse(address(lab, "sse", query), { emit: hear, retry: 500 }),
      nd: () => ndjson(`${lab}/ndjson${through}`, knob, { emit: hear }),
      ws: () => ws(address(lab, "ws", { edge }), knob, { emit: hear, client: "none" }),
      lp: () => longpoll(lab, query, { emit: hear }),
      sp: () => poll(lab, query, { emit: hear }),
    }
    clients.push(open[knobs.transport]())
  }
  return { stop: () => clients.forEach((client) => client.stop()) }
}
