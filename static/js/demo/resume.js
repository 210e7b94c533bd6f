// One answer that is cut on its way, once or several times. The client comes back
// with the id of the last event that it has, or asks its question again.
import { count, find } from "#pushlab/bench/dom.js"
import { answerKey } from "#pushlab/bench/run.js"
import { address, given, read } from "#pushlab/demo/knobs.js"
import { longpoll } from "#pushlab/demo/longpoll.js"
import { ndjson } from "#pushlab/demo/ndjson.js"
import { poll } from "#pushlab/demo/poll.js"
import { sse } from "#pushlab/demo/sse.js"
import { Tally } from "#pushlab/demo/tally.js"
import { ws } from "#pushlab/demo/ws.js"

const place = /^(end|fin|rst)@(\d+(\+\d+)?|b\d+)$/
const most = 8 // cuts

/** What is wrong with the cuts; "" is nothing. @param {string} fault */
export function wrong(fault) {
  const list = fault ? fault.split(",") : []
  const odd = list.find((item) => !place.test(item))
  if (odd) return `${odd} is no cut: write 60, fin@80 or rst@80+7, with commas between them.`
  return list.length > most ? `There may be ${most} cuts; these are ${list.length}.` : ""
}

/** Whether the cuts can be asked for; if not, the controls say why. @param {HTMLElement} root */
export function ready(root) {
  const form = /** @type {HTMLFormElement} */ (find(root, "form.panel"))
  const words = wrong(read(new FormData(form)).fault)
  const bad = find(root, "[data-bad]")
  bad.hidden = words === ""
  bad.textContent = words
  const setup = bad.closest("details")
  if (words && setup) setup.open = true // on a phone it is folded
  return words === ""
}

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start({ lab, knobs, root, pane }) {
  const { ttft, tps, tokens, fault, log, ids, epoch, seed, client, transport } = knobs
  const asked = () => given({ ttft, tps, tokens, fault, log, ids, epoch, seed, answer: answerKey() })
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
  let cuts = fault.split(",")
  /** The question, without the cut that was done. It is another answer, which no restart takes with it. */
  const again = () => {
    cuts = cuts.slice(1)
    return given({ ...asked(), fault: cuts.join(","), epoch: "" })
  }
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
