// Three clients of one model, each with an answer of its own, and faults that strike
// all of them. What the page shows of an answer came from its own callbacks; when a
// fault was done, and what the model made, the trace says.
import { count, find } from "#pushlab/bench/dom.js"
import { answerKey } from "#pushlab/bench/run.js"
import { Socket } from "#pushlab/clients/socket.js"
import { Stream } from "#pushlab/clients/stream.js"
import { news } from "#pushlab/control.js"
import { post, socket, source } from "#pushlab/demo/cutlab-bare.js"
import { Clock, Column } from "#pushlab/demo/cutlab-book.js"
import { complain, prepare, runs, taken } from "#pushlab/demo/cutlab-faults.js"
import { hearing } from "#pushlab/demo/cutlab-hears.js"
import { Source } from "#pushlab/demo/cutlab-source.js"
import { address, given } from "#pushlab/demo/knobs.js"

/**
 * @typedef {import("#pushlab/demo/knobs.js").Controls} Controls
 * @typedef {import("#pushlab/demo/knobs.js").Knobs} Knobs
 * @typedef {import("#pushlab/demo/cutlab-bare.js").Hears} Hears
 * @typedef {"eventsource" | "fetch" | "websocket"} Name
 */

export { prepare }

const interval = 1000 // ms between two heartbeats
const into = 7 // bytes that cross of an event that is cut in its middle
const tick = 100 // ms between two drawings
const question = 1000 // ms between two questions to the run's clock

/** @type {Record<string, Name>} */
const columnOf = { es: "eventsource", fs: "fetch", ws: "websocket" }
const names = Object.values(columnOf)

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start({ lab, run, knobs, root, pane }) {
  const kind = taken(root)
  const clock = new Clock()
  const once = isNamed(knobs, kind)
  const columns = Object.fromEntries(
    names.map((name) => [name, new Column({ tokens: knobs.tokens, once, clock })]),
  )
  const emits = Object.fromEntries(names.map((name) => [name, pane(name).hear]))
  /** @param {Name} name */
  const hears = (name) => hearing(columns[name], emits[name])
  const make = knobs.own.watchdog === "on" ? mended : bare
  const clients = make(lab, knobs, kind, hears)
  /** @type {Map<number, Name>} whose a connection is */
  const owners = new Map()
  let asking = 0
  let over = false

  complain(root, "")
  tell(root, 0, 0)
  runs(root, (kind) => void strike(kind))
  const timer = setInterval(step, tick)
  step()

  function step() {
    const now = performance.now()
    if (now - asking >= question) ask(now)
    draw(root, columns, now)
    put(root, "[data-clock]", clock.words)
    if (!over && names.every((name) => columns[name].end)) end()
  }

  /** The run's clock is asked often enough to be right, and rarely enough to be no load. @param {number} now */
  async function ask(now) {
    asking = now
    const told = await news(run.run)
    if (told) clock.learn(told.at, now, performance.now())
  }

  function end() {
    over = true
    clearInterval(timer)
    runs(root, null)
    draw(root, columns, performance.now())
  }

  /** @param {string} kind */
  async function strike(kind) {
    const response = await fetch(`${lab}/d/cut?fault=${kind}`, { method: "POST" }).catch(() => null)
    if (!response) complain(root, "The lab does not answer: nothing was struck.")
    else complain(root, response.ok ? "" : (await response.text()).trim())
  }

  return {
    stop() {
      for (const client of clients) client.stop()
      for (const name of names) {
        if (columns[name].end) continue
        columns[name].end = "stopped"
        emits[name]({ type: "closed", sentence: "The page gave its stream up." })
      }
      if (!over) end()
    },
    counts: ({ made, starts }) => tell(root, made, starts),
    rows(rows) {
      for (const { conn, wire, fault, t } of rows) {
        if (columnOf[wire]) owners.set(conn, columnOf[wire])
        const owner = owners.get(conn)
        if (fault && owner) columns[owner].fault(t)
      }
    },
  }
}

/** The transports as the browser gives them. @param {string} lab @param {Controls} knobs @param {string} kind @param {(name: Name) => Hears} hears */
function bare(lab, knobs, kind, hears) {
  return [
    source(address(lab, "sse", asked(knobs, kind)), hears("eventsource")),
    post(`${lab}/chat`, asked(knobs, kind), hears("fetch")),
    socket(address(lab, "ws"), unframed(asked(knobs, kind)), hears("websocket")),
  ]
}

/** The same with what lesson 10 adds. @param {string} lab @param {Controls} knobs @param {string} kind @param {(name: Name) => Hears} hears */
function mended(lab, knobs, kind, hears) {
  const first = asked(knobs, kind)
  const again = (/** @type {string} */ after) => address(lab, "sse", { ...first, after })
  const with_ = (/** @type {Name} */ name) => ({ interval, ...hears(name) })
  return [
    new Source(again, with_("eventsource")),
    new Stream(`${lab}/chat`, asked(knobs, kind), with_("fetch")),
    new Socket(address(lab, "ws"), unframed(asked(knobs, kind)), with_("websocket")),
  ]
}

/**
 * What an answer is asked for with. One with a name is made once, however often its
 * client asks. Without ids there is no name either: then each request is a new
 * question, as in most chat pages. But for a planned fault, which an EventSource asks
 * for again with each reconnect: by the name the lab knows that it is done.
 *
 * @param {Controls} knobs
 * @param {string} kind of the fault that is planned, "" = none
 * @returns {Knobs}
 */
export function asked({ ttft, tps, tokens, ids, own }, kind) {
  return given({
    ttft,
    tps,
    tokens,
    ids,
    fault: kind && `${kind}@${own.after}${own.when === "mid" ? `+${into}` : ""}`,
    heartbeat: own.heartbeat === "on" ? interval : "",
    framing: own.framing === "eof" ? "eof" : "",
    answer: isNamed({ ids }, kind) ? answerKey() : "",
  })
}

/** @param {{ids: string}} knobs @param {string} kind */
const isNamed = ({ ids }, kind) => ids === "on" || kind !== ""

/** A WebSocket frames its messages itself. @param {Knobs} knobs */
const unframed = ({ framing, ...rest }) => rest

/** @param {HTMLElement} root @param {Record<string, Column>} columns @param {number} now */
function draw(root, columns, now) {
  for (const [name, column] of Object.entries(columns)) {
    const { doubled, regenerated } = column
    const lost = column.end === "stopped" ? "–" : column.lost // who stops does not learn what else would have come
    const cells = { detect: column.detect(now), recover: column.recover(now), lost, doubled, regenerated }
    put(root, `[data-words=${name}]`, column.words(now))
    for (const [key, value] of Object.entries(cells))
      put(root, `[data-cell=${name}-${key}]`, typeof value === "number" ? count(value) : value)
  }
}

/** What the model did, from the trace. @param {HTMLElement} root @param {number} made @param {number} starts */
function tell(root, made, starts) {
  put(root, "[data-n=made]", count(made))
  put(root, "[data-n=starts]", count(starts))
}

/** @param {HTMLElement} root @param {string} selector @param {string} text */
function put(root, selector, text) {
  const element = find(root, selector)
  if (element.textContent !== text) element.textContent = text
}

/** A stream that is cut in a terminal. @param {string} lab @param {import("#pushlab/demo/knobs.js").Controls} controls */
export const command = (lab, { ttft, tps, tokens }) =>
  `curl -N '${address(lab, "sse", { ttft, tps, tokens })}' & sleep 2; curl -X POST '${lab}/d/cut?fault=rst'`
