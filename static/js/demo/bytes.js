// Bytes made by hand, sent to an EventSource of this page, to a fetch, and to
// three parsers.
import { plural } from "#pushlab/bench/dom.js"
import { Box, chosen, presets, put, slicing } from "#pushlab/demo/composer.js"
import { listen, read, submit } from "#pushlab/demo/emission.js"
import { exerciseOf, exerciseRun } from "#pushlab/demo/inexercise.js"
import { given } from "#pushlab/demo/knobs.js"
import { withEnds } from "#pushlab/demo/notation.js"
import { Outcome } from "#pushlab/demo/outcome.js"

/** @typedef {import("#pushlab/bench/types.js").Emit} Emit */

/** @type {WeakMap<HTMLElement, Box>} */
const boxes = new WeakMap()

/** Makes the controls work. @param {HTMLElement} root */
export function prepare(root) {
  const box = new Box(root)
  boxes.set(root, box)
  presets(root, (set) => {
    put(root, { slices: "whole", eol: "as", gap: "0", ...set })
    const text = /** @type {HTMLInputElement} */ (root.querySelector("[data-mode][value=text]"))
    text.checked = true
    box.area.value = set.raw
    box.read()
    root.dispatchEvent(new Event("input"))
  })
  box.read()
  exerciseOf(root)
}

export const run = exerciseRun

/** Whether there is something to send; if not, the box says why. @param {HTMLElement} root */
export function ready(root) {
  const box = boxes.get(root)
  const parsed = box?.read()
  if (!box || !parsed || "bytes" in parsed) return true
  box.point(parsed)
  return false
}

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start({ lab, root, pane }) {
  const { hear } = pane("bytes")
  const abort = new AbortController()
  const parsed = boxes.get(root)?.parse()
  const bytes = withEnds(parsed && "bytes" in parsed ? parsed.bytes : new Uint8Array(), chosen(root, "eol"))
  const again = chosen(root, "again") === "on"
  send({ lab, root, hear, bytes, again, signal: abort.signal }).catch((error) => {
    if (abort.signal.aborted) return hear({ type: "closed", sentence: "The page closed the source." })
    hear({ type: "failed", sentence: `${error.message}` })
  })
  return { stop: () => abort.abort() }
}

/**
 * @param {{lab: string, root: HTMLElement, hear: Emit, bytes: Uint8Array, again: boolean, signal: AbortSignal}} stage
 */
async function send({ lab, root, hear, bytes, again, signal }) {
  hear({ type: "connecting", request: "POST …/emit", attempt: 1 })
  const query = { ...slicing(root), type: chosen(root, "type"), hold: chosen(root, "hold") || "0" }
  const counted = { ...query, ...given({ check: chosen(root, "check") }) }
  const answer = await submit(lab, bytes, counted, signal)
  const outcome = new Outcome(root, bytes, answer)
  const end = await listen(answer, { again, signal, hear, outcome })
  const reads = await read(answer, lab, signal).catch(() => null)
  if (reads?.length) outcome.reads(reads)
  hear({ type: "text", text: outcome.sentence() })
  if (end.refused) return hear({ type: "failed", sentence: end.sentence })
  hear({
    type: "closed",
    sentence: `${end.sentence} ${plural(answer.bytes, "byte")} in ${plural(answer.slices.length, "slice")}.`,
  })
}
