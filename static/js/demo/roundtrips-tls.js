// Over TLS the lab's own client measures: a page can not use the certificate until
// its reader trusts it. The lab answers with what its client saw, and when.
import { lane } from "#pushlab/demo/roundtrips-steps.js"

/**
 * @typedef {{name: string, at: number}} Mark
 * @typedef {{tls: string, alpn: string, post: Mark[], ws: Mark[]}} Marks
 * @typedef {import("#pushlab/demo/roundtrips-steps.js").How} How
 */

/** Why there is nothing to measure. */
export const notOpen =
  "The tls place is not open on this server, so the round trips of TLS can not be measured."

/** The steps, by the mark that ends each and the one that begins it. @type {[string, string, string][]} */
const steps = [
  ["tcp", "tls", "TLS 1.3"],
  ["question", "allowed", "preflight"],
  ["asked", "token", "request to first token"],
  ["tls", "open", "handshake"],
  ["start", "token", "start to first token"],
]

/** @param {string} inspector of the run @param {How} how @param {AbortSignal} signal @returns {Promise<Marks>} */
export async function measure(inspector, { rtt, cold, preflight }, signal) {
  const knobs = new URLSearchParams({
    rtt: String(rtt),
    start: cold ? "cold" : "warm",
    preflight: preflight ? "on" : "off",
  })
  const response = await fetch(`${inspector}/roundtrips?${knobs}`, { method: "POST", signal })
  if (!response.ok) throw new Error((await response.text()).trim())
  return response.json()
}

/** @param {Marks} marks @param {How} how */
export const lanesOfMarks = ({ post, ws }, how) => [laneOf("fs", post, how), laneOf("ws", ws, how)]

/** @param {string} wire @param {Mark[]} marks @param {How} how */
function laneOf(wire, marks, how) {
  const at = new Map(marks.map((mark) => [mark.name, { t: mark.at }]))
  const spans = steps.flatMap(([begin, end, name]) => {
    const [from, to] = [at.get(begin), at.get(end)]
    return from && to ? [{ name, from, to }] : []
  })
  const seen = (at.get("token")?.t ?? 0) - marks[0].at // TCP's own round trip is computed
  return lane(wire, spans, seen, how, "in the client")
}

/** How it was measured. @param {Marks} marks @param {boolean} nagle */
export function words({ tls, alpn }, nagle) {
  const edge = nagle ? " Nagle’s algorithm of the edge took no part: this way has no edge." : ""
  return `Filled: measured by the lab's own client, since a page can not use the certificate until you trust it: ${tls}, then ${alpn}, over a way of that round trip. Hatched: computed, since the kernel answers the handshake of TCP before anything can delay it.${edge}`
}
