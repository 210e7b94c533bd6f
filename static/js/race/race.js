// The page of the race: n runs of two clients, one after the other, each in a run
// of its own whose trace has both of them.
import { count, el, find } from "#pushlab/bench/dom.js"
import { newRun } from "#pushlab/bench/run.js"
import { watch } from "#pushlab/control.js"
import { draw, narrow, scale, wide } from "#pushlab/race/chart.js"
import { run as start } from "#pushlab/race/lanes.js"
import { begin, figures, measure, medians } from "#pushlab/race/measure.js"
import { Probe } from "#pushlab/race/probe.js"
import { fill, reading, sentence } from "#pushlab/race/table.js"

/**
 * @typedef {import("#pushlab/race/measure.js").Lane} Lane
 * @typedef {{wires: string[], tokens: number, tps: number, rtt: number, fault: string, runs: number}} Race
 */

const settle = 400 // ms for the last rows of a run to come
const patience = 10_000 // ms, at most, for those of its tokens
const longest = 60_000 // ms of one run

const root = find(document, "main.race")
const form = /** @type {HTMLFormElement} */ (find(root, "form"))
const button = /** @type {HTMLButtonElement} */ (find(form, "[data-run]"))
const probe = new Probe(find(root, ".rplate"))
/** @type {AbortController | null} */
let running = null

/** @returns {Race} */
function settings() {
  const data = new FormData(form)
  const number = (/** @type {string} */ name) => Number.parseInt(String(data.get(name)), 10) || 0
  const tokens = number("tokens")
  const kind = String(data.get("fault"))
  return {
    wires: [String(data.get("a")), String(data.get("b"))],
    tokens,
    tps: number("tps"),
    rtt: number("rtt"),
    fault: kind === "none" ? "" : `${kind}@${Math.max(1, Math.floor(tokens / 2))}`,
    runs: number("runs"),
  }
}

/** @param {string} words @param {string} [mark] */
function say(words, mark = "") {
  find(root, "[data-say]").textContent = words
  find(root, ".rplate .mk").className = `mk ${mark || "sq-idle"}`
}

/** One run: both lanes start at once. @param {Race} race @param {AbortSignal} signal @returns {Promise<{lanes: Lane[], inspector: string}>} */
async function once(race, signal) {
  const { run, lab, edge, inspector } = await newRun(signal)
  /** @type {import("#pushlab/bench/types.js").Row[]} */
  const rows = []
  const unwatch = watch({ run }, { rows: (list) => rows.push(...list) })
  try {
    const runners = race.wires.map((wire) => start(wire, edge ?? lab, race))
    const stop = () => runners.forEach((runner) => runner.stop())
    signal.addEventListener("abort", stop)
    const timer = setTimeout(stop, longest)
    await Promise.all(runners.map((runner) => runner.over))
    clearTimeout(timer)
    signal.throwIfAborted()
    await settled(rows, runners)
    const zero = begin(rows)
    const lanes = race.wires.map((wire, i) =>
      measure(wire, rows, { tokens: race.tokens, heard: runners[i].heard, zero }),
    )
    return { lanes, inspector }
  } finally {
    unwatch()
  }
}

/**
 * Rows come beside the answers, and on a busy machine behind them: until each token
 * that a lane heard has its row at the client's end, a race can not be measured.
 *
 * @param {import("#pushlab/bench/types.js").Row[]} rows @param {import("#pushlab/race/lanes.js").Runner[]} runners
 */
async function settled(rows, runners) {
  const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms))
  const missing = () => {
    const client = rows.filter((row) => row.place !== "lab")
    const came = new Set(client.flatMap((row) => (row.token ?? "").split(" ")))
    return runners.some(({ heard }) => heard.some(({ id }) => !came.has(id)))
  }
  const end = performance.now() + patience
  while (missing() && performance.now() < end) await pause(50)
  await pause(settle)
}

/** @param {SubmitEvent} e */
async function submit(e) {
  e.preventDefault()
  if (running) return running.abort()
  if (!form.reportValidity()) return
  const race = settings()
  const abort = (running = new AbortController())
  button.textContent = "Stop"
  find(root, ".r-none").textContent = "Both lanes run. The drawing appears when the run is over."
  /** @type {{lanes: Lane[], inspector: string}[]} */
  const done = []
  try {
    while (done.length < race.runs) {
      say(`Run ${done.length + 1} of ${race.runs}.`, "sq-live")
      done.push(await once(race, abort.signal))
      show(race, done)
    }
    say(`${race.runs === 1 ? "One run" : `${race.runs} runs`}, complete.`, "sq-done")
  } catch (error) {
    failed(abort.signal.aborted, done.length, error)
  } finally {
    running = null
    button.textContent = "Run again"
  }
}

/** @param {boolean} stopped @param {number} n @param {unknown} error */
function failed(stopped, n, error) {
  find(root, ".r-none").textContent = "Nothing was drawn. Press Run again."
  const kept = n > 0 ? ` What the ${n === 1 ? "run" : `${n} runs`} before it measured stays.` : ""
  if (stopped) say(`Stopped by you.${kept}`, "sq-idle")
  else
    say(
      `The lab can not be reached: ${error instanceof Error ? error.message : error}.${kept} Run again when it is back.`,
      "sq-err",
    )
}

/**
 * The table has the medians; the drawing is of the run in the middle.
 *
 * @param {Race} race @param {{lanes: Lane[], inspector: string}[]} runs
 */
function show(race, runs) {
  const all = race.wires.map((_, i) => medians(runs.map((run) => figures(run.lanes[i]))))
  const order = [...runs].sort((a, b) => total(a.lanes) - total(b.lanes))
  const { lanes, inspector } = order[Math.floor((order.length - 1) / 2)]
  const names = race.wires.map(nameOf)
  fill(find(root, "tbody"), all[0], all[1])
  const charts = [wide, narrow].map((view) => {
    const chart = /** @type {Element} */ (root.querySelector(view.wide ? ".rc-w" : ".rc-n"))
    return { root: chart, x: draw(chart, lanes, race.tokens, view), width: view.width }
  })
  probe.show(lanes, race.tokens, charts, scale(lanes, wide.labels).span)
  find(root, "#race-words").textContent = names
    .map((name, i) => sentence(name, all[i], race.tokens))
    .join(" ")
  find(root, "[data-reading]").replaceChildren(
    ...reading(names, all, race.rtt).map((words) => el("p", {}, words)),
  )
  find(root, "[data-runs]").textContent = count(runs.length)
  find(root, "[data-shown]").textContent = runs.length === 1 ? "the run" : "the middle one"
  const link = /** @type {HTMLAnchorElement} */ (find(root, "[data-inspector]"))
  link.href = inspector
  root.toggleAttribute("data-ran", true)
}

/** @param {Lane[]} lanes */
const total = (lanes) => lanes.reduce((sum, lane) => sum + (lane.tokens.at(-1)?.t ?? 0), 0)

/** @param {string} wire */
const nameOf = (wire) => find(form, `[name=a] option[value=${wire}]`).textContent ?? wire

/** The marks follow the choices; two lanes of one kind would be no race. @param {Event} [e] */
function mark(e) {
  const [a, b] = ["a", "b"].map((name) => /** @type {HTMLSelectElement} */ (find(form, `[name=${name}]`)))
  if (a.value === b.value) {
    const other = e?.target === a ? b : a
    other.value = a.value === "es" ? "ws" : "es"
  }
  for (const select of [a, b]) {
    for (const element of root.querySelectorAll(`[data-lane=${select.name}]`)) {
      element.setAttribute("data-wire", select.value)
      const code = element.querySelector(".code")
      if (code) {
        code.setAttribute("data-wire", select.value)
        code.textContent = select.value.toUpperCase()
      }
      const name = element.querySelector("[data-name]")
      if (name) name.textContent = nameOf(select.value)
    }
  }
}

form.addEventListener("submit", submit)
form.addEventListener("change", mark)
mark()
button.disabled = false
