// A client that waits: one POST, one JSON body when the model is done.
import { request } from "#pushlab/demo/knobs.js"

/**
 * @param {string} url
 * @param {Record<string, string | number>} knobs
 * @param {{emit: import("#pushlab/bench/types.js").Emit}} options
 * @returns {{stop: () => void}}
 */
export function block(url, knobs, { emit }) {
  const abort = new AbortController()
  emit({ type: "connecting", request: request("POST", url), attempt: 1 })
  ask(url, knobs, abort.signal, emit).catch((error) => {
    if (abort.signal.aborted) return emit({ type: "closed", sentence: "The page gave up." })
    emit({ type: "failed", sentence: `fetch: ${error.message}. The browser says no more than that.` })
  })
  return { stop: () => abort.abort() }
}

/**
 * @param {string} url
 * @param {Record<string, string | number>} knobs
 * @param {AbortSignal} signal
 * @param {import("#pushlab/bench/types.js").Emit} emit
 */
async function ask(url, knobs, signal, emit) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...knobs, stream: false }),
    signal,
  })
  if (!response.ok) {
    const { error } = await response.json()
    return emit({
      type: "failed",
      code: response.status,
      sentence: `The answer is ${response.status}: ${error}`,
    })
  }
  const { text, tokens } = await response.json()
  emit({ type: "text", text })
  emit({ type: "done", tokens, sentence: "One response, with its length in front." })
}
