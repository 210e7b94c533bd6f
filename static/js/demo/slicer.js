// One stream, read with fetch; each read goes to two parsers.
import { hop } from "#pushlab/demo/sliced.js"
import { Contest } from "#pushlab/demo/slicer-contest.js"
import { Sheet } from "#pushlab/demo/slicer-sheet.js"

const id = "s1" // of the response, within its run
const mostReads = 1000 // that a report may have

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start({ lab: edge, run, knobs, root, pane }) {
  const abort = new AbortController()
  const contest = new Contest(pane("naive").hear, pane("right").hear, new Sheet(root))
  read(edge, run.lab, knobs.own, contest, abort.signal).catch((error) => {
    const gaveUp = "The page gave up."
    const failed = `fetch: ${error.message}.`
    contest.both(
      abort.signal.aborted ? { type: "closed", sentence: gaveUp } : { type: "failed", sentence: failed },
    )
  })
  return { stop: () => abort.abort() }
}

/**
 * @param {string} edge where the body is cut @param {string} lab @param {Record<string, string>} own
 * @param {Contest} contest @param {AbortSignal} signal
 */
async function read(edge, lab, own, contest, signal) {
  const { text, eol } = own
  contest.both({ type: "connecting", request: "POST …/d/slicer", attempt: 1 })
  const response = await fetch(`${edge}/d/slicer?${new URLSearchParams({ id, ...hop(own) })}`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: "text/event-stream",
    },
    body: JSON.stringify({ text, eol }),
    signal,
  })
  if (!response.ok || !response.body)
    return contest.both({
      type: "failed",
      code: response.status,
      sentence: await refusal(response),
    })
  contest.both({ type: "open", sentence: "Each read goes to both parsers." })
  const reader = response.body.getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) break
    contest.read(value)
  }
  await contest.end()
  await report(lab, contest.reads, signal).catch(() => {}) // the run page has no reads then
}

/** @param {Response} response */
async function refusal(response) {
  return `The server answered: ${(await response.text()).trim()}`
}

/** Tells the lab how the body came, for its inspector. @param {string} lab @param {Uint8Array[]} reads @param {AbortSignal} signal */
async function report(lab, reads, signal) {
  const sizes = reads.slice(0, mostReads).map((bytes) => bytes.length)
  await fetch(`${lab}/d/slicer/reads?id=${id}`, {
    method: "POST",
    body: sizes.join(" "),
    signal,
  })
}
