// What the learner's own runs have shown, for predictions and claims.

/**
 * @typedef {import("#pushlab/bench/types.js").Run} Run
 * @typedef {Record<string, {label: string, value: number, unit: string, text: string}>} Figures
 */

/** The newest run of each demo on this page. @type {Map<string, Run>} */
const begun = new Map()

/** The newest that has ended. @type {Map<string, Run>} */
const ended = new Map()

/** @type {Set<(demo: string) => void>} */
const hearers = new Set()

/** Notes what benches tell, from the start: who wants to know may come later. @param {Event} e */
function told(e) {
  const demo = e.target instanceof HTMLElement ? e.target.dataset.demo : undefined
  if (!demo) return
  const run = e instanceof CustomEvent && e.type === "push-bench:run" ? e.detail : begun.get(demo)
  if (!run) return
  begun.set(demo, run)
  if (e.type === "push-bench:run") return
  ended.set(demo, run)
  for (const hear of hearers) hear(demo)
}
for (const type of ["push-bench:run", "push-bench:end"]) document.addEventListener(type, told)

/**
 * Calls back each time that the bench of a demo has run on this page, and at
 * once when it has already.
 *
 * @param {string} demo
 * @param {(run: Run) => void} hear
 * @returns {() => void} stops listening
 */
export function afterRun(demo, hear) {
  const call = (/** @type {string} */ which) => {
    const run = ended.get(which)
    if (which === demo && run) hear(run)
  }
  hearers.add(call)
  call(demo)
  return () => hearers.delete(call)
}

/**
 * The figures that the server counts in the trace of a run. Their names are
 * those of figureTable in server/figures.go.
 *
 * @param {Run} run
 * @returns {Promise<Figures>}
 */
export async function figuresOf(run) {
  const response = await fetch(`${run.inspector}/figures`)
  if (!response.ok) throw new Error(`The server answered ${response.status}.`)
  return (await response.json()).figures
}
