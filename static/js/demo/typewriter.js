// The same answer twice, from the same seed: whole at its end, and as it is
// made. Both are asked for at once, in one run.
import { answerKey } from "#pushlab/bench/run.js"
import { block } from "#pushlab/demo/block.js"
import { address } from "#pushlab/demo/knobs.js"
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
    clients.push(
      knobs.transport === "ws"
        ? ws(address(lab, "ws"), knob, { emit: hear, client: "none" })
        : sse(address(lab, "sse", knob), { emit: hear, retry: 500 }),
    )
  }
  return { stop: () => clients.forEach((client) => client.stop()) }
}
