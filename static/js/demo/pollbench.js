// Four ways to the same news, at once: short polling, long polling, EventSource
// and WebSocket follow one answer for half a minute. When an item was seen, this
// page's callbacks say; when it was made, and what the way there cost, the trace.
import { find, plural } from "#pushlab/bench/dom.js"
import { answerKey } from "#pushlab/bench/run.js"
import { news } from "#pushlab/control.js"
import { address, given } from "#pushlab/demo/knobs.js"
import { longpoll } from "#pushlab/demo/longpoll.js"
import { poll } from "#pushlab/demo/poll.js"
import { Book } from "#pushlab/demo/pollbench-book.js"
import { draw } from "#pushlab/demo/pollbench-draw.js"
import { sse } from "#pushlab/demo/sse.js"
import { ws } from "#pushlab/demo/ws.js"

const length = 30_000 // ms that a run takes
const tick = 250 // ms between two drawings
const question = 1000 // ms between two questions to the trace
const tokens = 1024 // the most that an answer has, and more than a run can need

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start({ lab, run, knobs, root, pane }) {
  const { cursor } = knobs.own
  const within = (/** @type {string} */ name) =>
    inRange(/** @type {HTMLInputElement} */ (find(root, `input[name=${name}]`)))
  const [rate, interval, hold, rtt] = ["rate", "interval", "hold", "rtt"].map(within)
  const base = (rtt && run.edge) || lab
  const pause = 1000 * interval
  const asked = given({
    every: Math.round(1000 / rate),
    tokens,
    answer: answerKey(),
    edge: rtt && run.edge ? `latency:${rtt}` : "",
  })
  const book = new Book()
  const { hear } = pane("run")
  const began = performance.now()
  let asking = 0
  let over = false

  const emit =
    (/** @type {string} */ column) => (/** @type {import("#pushlab/bench/types.js").DemoEvent} */ e) => {
      if (over) return
      if (e.type === "token") book.saw(column, e.id, e.text, performance.now())
      if (e.type === "failed" || e.type === "cut") end({ type: "failed", sentence: e.sentence })
    }
  const clients = [
    poll(base, { ...asked, cursor }, { emit: emit("poll"), interval: pause }),
    longpoll(base, { ...asked, cursor, hold: 1000 * hold }, { emit: emit("longpoll") }),
    sse(address(base, "sse", asked), { emit: emit("sse"), retry: 500 }),
    ws(address(base, "ws", given({ edge: asked.edge })), given({ ...asked, edge: "" }), {
      emit: emit("ws"),
      client: "none",
    }),
  ]
  const timer = setInterval(step, tick)
  step()
  hear({ type: "text", text: "" }) // the answer is in the columns

  function step() {
    const now = performance.now()
    if (now - began >= length)
      return void end({ type: "closed", sentence: "30 s are over. The page closed its connections." })
    if (now - asking >= question) ask()
    show(now - began)
    hear({ type: "open", sentence: sentence(now - began) })
  }

  /** @param {number} t ms since the start */
  function sentence(t) {
    const near = rtt && !run.edge ? " This server has no edge: the round trip is that of your machine." : ""
    return `${Math.floor(t / 1000)} s of 30 s, ${plural(book.size, "item")} made.${near}`
  }

  /** Asks the trace; the round trip tells its clock. */
  async function ask() {
    const before = (asking = performance.now())
    const told = await news(run.run)
    if (told) book.learn(told, before, performance.now())
  }

  /** @param {number} t */
  function show(t) {
    const progress = /** @type {HTMLProgressElement} */ (find(root, ".p-clock progress"))
    progress.value = Math.min(30, t / 1000)
    const off = Number.isFinite(book.error) ? `, clocks to ±${book.error.toFixed(1)} ms` : ""
    find(root, "[data-clock]").textContent = `${Math.floor(Math.min(length, t) / 1000)} of 30 s${off}`
    draw(root, book, pause)
  }

  /** Ends the run once, and asks for what the wire saw to its end. @param {import("#pushlab/bench/types.js").DemoEvent} how */
  async function end(how) {
    if (over) return
    over = true
    clearInterval(timer)
    const now = performance.now()
    book.close(now)
    for (const client of clients) client.stop()
    hear(how)
    await ask()
    show(now - began)
  }

  return {
    stop: () =>
      void end({ type: "closed", sentence: "You stopped the run. The page closed its connections." }),
  }
}

/** What a control says, or the nearest that it may: an empty one would ask without a pause. @param {HTMLInputElement} control */
function inRange({ value, min, max }) {
  return Math.min(Number(max), Math.max(Number(min), Number(value) || 0))
}
