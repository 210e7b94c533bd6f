// What the controls of a bench ask for, in the words of the lab's addresses.
import { postchatCommand } from "#pushlab/demo/asks.js"
import { slicerCommand } from "#pushlab/demo/sliced.js"

/**
 * @typedef {Record<string, string | number>} Knobs
 * @typedef {"es" | "nd" | "ws" | "lp" | "sp"} Transport sp is short polling, which is drawn as lp
 *
 * @typedef {{transport: Transport, mode: string, prompt: string, ttft: number,
 *   tps: number, tokens: number, fault: string, log: number, ids: string, epoch: string, seed: string,
 *   cut: number, visits: number, edge: string,
 *   own: Record<string, string>,
 *   client: "resume" | "naive"}} Controls
 *
 * @typedef {{hear: import("#pushlab/bench/types.js").Emit}} Hears
 *
 * What a demo gets when it starts, and what it gives back. A demo with again
 * does that at the next press of Start, instead of starting anew.
 *
 * @typedef {{lab: string, run: import("#pushlab/bench/types.js").Run, knobs: Controls, root: HTMLElement,
 *   pane: (name: string) => Hears}} Stage
 * @typedef {{stop: () => void, again?: (knobs: Controls) => void,
 *   counts?: (counts: {made: number, starts: number, programs?: Record<string, Record<string, number>>}) => void,
 *   rows?: (rows: import("#pushlab/bench/types.js").Row[]) => void}} Client
 * @typedef {(stage: Stage) => Client} Start
 */

/**
 * One of a run's addresses, with knobs in its query.
 *
 * @param {string} lab the base address of the run
 * @param {string} path
 * @param {Knobs} [knobs]
 */
export function address(lab, path, knobs = {}) {
  const scheme = path === "ws" || path === "echo" ? lab.replace(/^http/, "ws") : lab
  const text = Object.entries(given(knobs))
    .map(([name, value]) => `${name}=${escaped(value)}`)
    .join("&")
  return `${scheme}/${path}${text && "?"}${text}`
}

/** What was asked for: an empty knob is not sent at all. @param {Knobs} knobs @returns {Knobs} */
export function given(knobs) {
  return Object.fromEntries(Object.entries(knobs).filter(([, value]) => value !== ""))
}

/** A request in words, without the run, which is the same in all. @param {string} method @param {string} url */
export const request = (method, url) => `${method} ${new URL(url).pathname.replace(/^.*\//, "…/")}`

/** @param {string | number} value */
const escaped = (value) => encodeURIComponent(value).replaceAll("%40", "@").replaceAll("%2C", ",")

/** @type {Transport[]} */
const transports = ["es", "nd", "ws", "lp", "sp"]

/** @param {FormData} form @returns {Controls} */
export function read(form) {
  const text = (/** @type {string} */ name) => String(form.get(name) ?? "")
  const number = (/** @type {string} */ name) => Number.parseInt(text(name), 10) || 0
  return {
    transport: transports.find((name) => name === text("transport")) ?? "es",
    mode: text("mode"),
    prompt: text("prompt"),
    ttft: number("ttft"),
    tps: number("tps"),
    tokens: number("tokens"),
    fault: fault(text("fault"), number("after"), number("into"), text("then")),
    log: number("log"),
    cut: number("cut"),
    visits: number("visits"),
    edge: text("edge"),
    own: Object.fromEntries(Array.from(form, ([name, value]) => [name, String(value)])),
    ids: text("ids"),
    epoch: text("epoch") === "bump" ? "bump" : "",
    seed: text("seed") === "random" ? "random" : "",
    client: text("client") === "naive" ? "naive" : "resume",
  }
}

/**
 * KIND@N or KIND@N+BYTES, and with commas what follows; "" for none. One that
 * follows may leave its kind out.
 *
 * @param {string} kind
 * @param {number} after
 * @param {number} into
 * @param {string} then
 */
function fault(kind, after, into, then) {
  if (!kind || kind === "none") return ""
  const first = `${after}${into > 0 ? `+${into}` : ""}`
  const list = [first, ...then.split(/[\s,]+/).filter(Boolean)]
  return list.map((place) => (place.includes("@") ? place : `${kind}@${place}`)).join(",")
}

/**
 * What gives the same in a terminal, unless the demo says so itself.
 *
 * @param {string} demo
 * @param {string} lab
 * @param {Controls} controls
 */
export function command(
  demo,
  lab,
  { transport, ttft, tps, tokens, fault, log, ids, epoch, seed, cut, edge, own },
) {
  if (demo === "frames") return address(lab, "echo")
  if (demo === "theatre")
    return `curl -N -H 'Accept: text/event-stream' '${address(lab, "d/theatre", { page: "A1", retry: own.retry })}&acts=${own.acts}'`
  if (demo === "articles") return `curl -N '${address(lab, "d/articles/mended", { tokens, tps, cut })}'`
  if (demo === "pollbench")
    return `curl '${address(lab, "longpoll", { every: Math.round(1000 / Number(own.rate)), answer: "A" })}'`
  if (demo === "slicer") return slicerCommand(lab, own)
  if (demo === "postchat") return postchatCommand(lab, own, { ttft, tps, tokens })
  if (demo === "bytes")
    return `printf 'data: hi\\n\\n' | curl -s --data-binary @- '${lab}/emit' && curl -N '${lab}/emit'`
  /** @type {Knobs} */
  const broken = demo === "resume" ? { fault, log, ids, epoch, seed } : {}
  const curl = lab.startsWith("https:") ? "curl -Nk" : "curl -N" // -k: it can not know who signed for us
  const asked = { ttft, tps, tokens, ...broken, edge }
  if (transport === "nd") return `${curl} -X POST '${address(lab, "ndjson", asked)}'`
  if (transport === "lp") return `${curl} '${address(lab, "longpoll", { ...asked, answer: "A" })}'`
  if (transport === "sp") return `${curl} '${address(lab, "poll", { ...asked, answer: "A" })}'`
  return `${curl} '${address(lab, "sse", asked)}'`
}
