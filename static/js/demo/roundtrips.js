// How many round trips stand before the first token: of a POST and of a WebSocket,
// one after the other, over the edge's longer way. What the page saw comes from its
// callbacks, each step of it from the trace. With TLS another client does the same.
import { copy } from "#pushlab/copy.js"
import { find } from "#pushlab/bench/dom.js"
import { address } from "#pushlab/demo/knobs.js"
import { byPost, bySocket } from "#pushlab/demo/roundtrips-ask.js"
import { fall } from "#pushlab/demo/roundtrips-draw.js"
import { lanesOf, total, tripsOf } from "#pushlab/demo/roundtrips-steps.js"
import { asText, tableRows } from "#pushlab/demo/roundtrips-table.js"
import { lanesOfMarks, measure, notOpen, words } from "#pushlab/demo/roundtrips-tls.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {import("#pushlab/demo/roundtrips-steps.js").Lane} Lane
 */

const patience = 5000 // ms for the rows of what has been seen to come
const mostTrip = 300 // ms
const byPage =
  "Filled: measured at the edge. Hatched: computed, since the kernel answers the handshake of TCP before any proxy can delay it."

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start({ run, knobs, root, pane }) {
  const { tls, start, preflight, nodelay } = knobs.own
  const rtt = Math.min(mostTrip, Math.max(0, Number(knobs.own.rtt) || 0))
  const abort = new AbortController()
  /** @type {Map<number, Row>} */
  const rows = new Map()
  const how = { rtt, tls: tls === "on", cold: start === "cold", preflight: preflight === "on" }
  const edge = `latency:${rtt}${nodelay === "off" ? ",nagle" : ""}`
  go().catch((error) => {
    const stopped = abort.signal.aborted
    for (const name of ["post", "ws"])
      pane(name).hear(
        stopped
          ? { type: "closed", sentence: "The page gave up." }
          : { type: "failed", sentence: error.message },
      )
  })

  async function go() {
    for (const name of ["post", "ws"])
      pane(name).hear({
        type: "connecting",
        request: `first token, ${how.cold ? "cold" : "warm"}`,
        attempt: 1,
      })
    const { lanes, note } = how.tls ? await overTLS() : await overEdge()
    show(root, lanes, rtt, note)
    for (const lane of lanes) {
      const { hear } = pane(lane.wire === "fs" ? "post" : "ws")
      hear({ type: "text", text: `${Math.round(total(lane))} ms, ${tripsOf(lane)}` })
      hear({ type: "closed", sentence: sentence(lane, how.cold) })
    }
  }

  async function overEdge() {
    if (!run.edge) throw new Error("This server has no edge: nobody makes the way longer.")
    const seen = {
      post: await byPost(run.edge, { ...how, edge }, abort.signal),
      ws: await bySocket(run.edge, { ...how, edge }, abort.signal),
    }
    return { lanes: await recorded(seen), note: byPage }
  }

  async function overTLS() {
    if (!run.tls) {
      find(root, "[data-tls-said]").textContent = notOpen
      throw new Error(notOpen)
    }
    const marks = await measure(run.inspector, how, abort.signal)
    return { lanes: lanesOfMarks(marks, how), note: words(marks, nodelay === "off") }
  }

  /** Waits until the trace has what the page has seen. @param {{post: number, ws: number}} seen @returns {Promise<Lane[]>} */
  async function recorded(seen) {
    for (const began = performance.now(); ;) {
      const lanes = lanesOf([...rows.values()], seen, how)
      if (lanes) return lanes
      abort.signal.throwIfAborted()
      if (performance.now() - began > patience) throw new Error("The trace does not have both first tokens.")
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  return {
    stop: () => abort.abort(new Error("stopped")),
    rows: (list) => {
      for (const row of list) rows.set(row.n, row)
    },
  }
}

/** @param {Lane} lane @param {boolean} cold */
function sentence({ seen, computed, reused, where }, cold) {
  const who = where === "in the page" ? "The page" : "The lab's own client"
  const added =
    computed > 0 ? ` ${Math.round(computed)} ms are computed: the machine answers TCP itself.` : ""
  if (!cold)
    return `${who} saw its first token ${Math.round(seen)} ms after it asked, on a connection that was open. What opened it is not counted.`
  const warm = reused ? " The browser took a connection that was open already: this was not cold." : ""
  return `${who} saw its first token after ${Math.round(seen)} ms.${added}${warm}`
}

/** @param {HTMLElement} root @param {Lane[]} lanes @param {number} rtt @param {string} note */
function show(root, lanes, rtt, note) {
  const box = find(root, "[data-results]")
  box.hidden = false
  const picture = find(box, "[data-fall]")
  picture.replaceChildren(fall(lanes, rtt, picture.clientWidth))
  find(box, "[data-note]").textContent = note
  find(box, "[data-steps]").replaceChildren(...tableRows(lanes))
  const button = find(box, "[data-copy-text]")
  button.textContent = "Copy as text"
  button.onclick = async () => {
    button.textContent = (await copy(asText(lanes, rtt)))
      ? "Copied"
      : "The browser does not let the page copy"
  }
}

/** A cold POST to its first token in a terminal. @param {string} lab */
export const command = (lab) =>
  `curl -N -d '{}' '${address(lab, "chat", { ttft: 0, tokens: 5 })}' -o - -w '%{time_starttransfer} s\\n'`
