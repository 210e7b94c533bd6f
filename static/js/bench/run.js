/**
 * Asks the site for a new run: an empty trace with an address of its own.
 *
 * @param {AbortSignal} [signal]
 * @param {string} [address] with what the run is for, when it is no bench's
 * @returns {Promise<import("#pushlab/bench/types.js").Run>}
 */
export async function newRun(signal, address = "/runs") {
  const response = await fetch(address, { method: "POST", signal })
  if (!response.ok) throw new Error(`The server answered ${response.status} to a new run.`)
  return response.json()
}

/** @returns {string} a name for one answer within a run, new at each start */
export function answerKey() {
  const random = crypto.getRandomValues(new Uint32Array(2))
  return "a" + Array.from(random, (n) => n.toString(36)).join("")
}
