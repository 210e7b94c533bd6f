// What the controls of a bench show of themselves: the speed, which panes there
// are, and the setting in words for a phone, where the set-up is folded.
import { count, plural } from "#pushlab/bench/dom.js"
import { slicerSummary } from "#pushlab/demo/sliced.js"

/** @typedef {import("#pushlab/demo/knobs.js").Controls} Controls */

const transports = {
  es: "EventSource",
  nd: "NDJSON",
  ws: "WebSocket",
  lp: "long polling",
  sp: "short polling",
}
const narrow = matchMedia("(max-width: 43.75rem)")

/**
 * Folds the set-up on a phone. Once, at the beginning: then it is the learner's.
 *
 * @param {HTMLElement} root
 */
export function fold(root) {
  const setup = root.querySelector("details.setup")
  if (setup instanceof HTMLDetailsElement && narrow.matches) setup.open = false
}

/** @param {HTMLElement} root @param {string} demo @param {Controls} controls */
export function reflect(root, demo, controls) {
  put(root, "[data-rate]", `${controls.tps} tok/s`)
  put(root, "[data-summary]", summary(demo, controls))
  const code = root.querySelector("[data-pane=stream] .code")
  const short = controls.transport === "sp"
  code?.setAttribute("data-wire", short ? "lp" : controls.transport)
  if (code) code.textContent = short ? "LP short" : controls.transport.toUpperCase()
  if (!controls.mode) return
  for (const name of ["block", "stream"]) {
    const pane = root.querySelector(`[data-pane=${name}]`)
    if (pane instanceof HTMLElement) pane.hidden = controls.mode !== "both" && controls.mode !== name
  }
}

/** @param {string} demo @param {Controls} c @returns {string} the setting in a few words */
export function summary(demo, c) {
  const transport = transports[c.transport]
  switch (demo) {
    case "typewriter":
      return `${c.mode === "both" ? `block and ${transport}` : c.mode}, ${plural(c.tokens, "token")} after ${count(c.ttft)} ms${c.edge && ", through a proxy"}`
    case "resume":
      return `${transport}, ${faultsWords(c.fault)}, log ${c.log}${c.epoch && ", a restart"}${c.seed && ", other words"}`
    case "slicer":
      return slicerSummary(c.own)
    case "postchat":
      return `${c.own.client}, ${c.own.envelope}, strict ${c.own.strict}`
    case "pollbench":
      return `${c.own.rate} a second, poll every ${c.own.interval} s, cursor ${c.own.cursor}`
    case "cutlab":
      return `heartbeat ${c.own.heartbeat}, watchdog ${c.own.watchdog}, ids ${c.ids}`
    case "articles":
      return `${plural(c.visits, "visit")}, ${c.cut ? `FIN after token ${c.cut}` : "no FIN"}`
  }
  if (demo === "handshake") return "who asks, who answers"
  if (demo === "roundtrips")
    return `${c.own.rtt} ms, ${c.own.start}, TLS ${c.own.tls}, preflight ${c.own.preflight}`
  if (demo === "closetheatre")
    return `${c.own.ending === "all" ? "twelve endings" : c.own.ending}, by the ${c.own.by}`
  if (demo === "theatre") return plural(c.own.acts.split(",").length, "act")
  return demo === "bytes" ? "slices, line ends, response" : "who gets it, in which frames"
}

/** @param {string} faults "rst@42+7,fin@60" */
function faultsWords(faults) {
  return faults ? faults.split(",").map(faultWords).join(", ") : "no fault"
}

/** @param {string} fault "rst@42+7" */
function faultWords(fault) {
  const [kind, after, into] = fault.split(/[@+]/)
  return `${kind === "end" ? "clean end" : kind.toUpperCase()} after token ${after}${into ? ` and ${into} bytes` : ""}`
}

/**
 * Writes only what is new: an output is a live region, and this runs with every token.
 *
 * @param {HTMLElement} root @param {string} selector @param {string} text
 */
function put(root, selector, text) {
  const element = root.querySelector(selector)
  if (element && element.textContent !== text) element.textContent = text
}
