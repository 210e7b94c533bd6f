// One answer that is cut on its way. The client comes back with the id of the
// last event that it has, or asks its question again.
import { count, find } from "#pushlab/bench/dom.js"
import { answerKey } from "#pushlab/bench/run.js"
import { address, given } from "#pushlab/demo/knobs.js"
import { longpoll } from "#pushlab/demo/longpoll.js"
import { ndjson } from "#pushlab/demo/ndjson.js"
import { poll } from "#pushlab/demo/poll.js"
import { sse } from "#pushlab/demo/sse.js"
import { Tally } from "#pushlab/demo/tally.js"
import { ws } from "#pushlab/demo/ws.js"

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start({ lab, knobs, root, pane }) {
  const { ttft, tps, tokens, fault, log, ids, client, transport } = knobs
  const asked = () => given({ ttft, tps, tokens, fault, log, ids, answer: answerKey() })
  const tally = new Tally()
  const { hear } = pane("stream")
  draw(root, tally, 0)

  /** @type {import("#pushlab/bench/types.js").Emit} */
  const emit = (event) => {
    if (event.type === "open") tally.connected()
    if (event.type === "reset") tally.reset()
    hear(event.type === "token" ? { ...event, ...tally.token(event.id) } : event)
    draw(root, tally)
  }
  const again = () => given({ ...asked(), fault: "" }) // the question, without the cut
  const open = {
    es: () =>
      sse(address(lab, "sse", asked()), {
        emit,
        retry: ids === "off" ? undefined : 500, // a stream without ids does not say when to come back
        again: client === "naive" ? () => address(lab, "sse", again()) : undefined,
      }),
    nd: () => ndjson(`${lab}/ndjson`, asked(), { emit, client, again }),
    ws: () => ws(address(lab, "ws"), asked(), { emit, client, again }),
    lp: () => longpoll(lab, asked(), { emit, client, again }),
    sp: () => poll(lab, asked(), { emit, client, again }),
  }
  const stream = open[transport]()
  return {
    stop: stream.stop,
    counts({ made }) {
      // Without ids a page can not tell an answer from its repetition; the trace can.
      if (ids === "off") tally.regenerated = Math.max(0, made - tokens)
      draw(root, tally, made)
    },
  }
}

/** @param {HTMLElement} root @param {Tally} tally @param {number} [made] */
function draw(root, { lost, doubled, regenerated }, made) {
  for (const [name, n] of Object.entries({ lost, doubled, regenerated, made })) {
    if (n !== undefined) find(root, `[data-n=${name}]`).textContent = count(n)
  }
}
