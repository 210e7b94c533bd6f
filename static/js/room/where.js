// Where this page is, in the terms in which a class follows its host (DESIGN
// §7.5), and how to go there.
import { current } from "#pushlab/place.js"

/**
 * @typedef {import("#pushlab/room/state.js").Place} Place
 * @typedef {import("#pushlab/bench/instrument.js").Instrument} Instrument
 */

const nothing = { bench: "", row: 0, pin: -1 }

const sheet = /** @type {HTMLElement | null} */ (document.querySelector("main[data-lesson]"))

/** The lesson of this page, "" on all others. */
export const lesson = sheet?.dataset.lesson ?? ""

/** The bench that the learner used last. @type {Element | null} */
let used = null
for (const type of ["pointerdown", "keydown"])
  addEventListener(type, ({ target }) => {
    used = (target instanceof Element && target.closest("push-bench")) || used
  })

/** @returns {Place} */
export function here() {
  const section = lesson ? current([...document.querySelectorAll("main h2[id]")]) : ""
  return { lesson, section, ...atBench(used) }
}

/** @param {Element | null} bench */
function atBench(bench) {
  const instrument = instrumentOf(bench)
  if (!bench?.isConnected || !instrument) return nothing
  const { ladder, inspector } = instrument
  return { bench: bench.id, row: ladder.selected?.row.n ?? 0, pin: Number(inspector.probe.pinned?.i ?? -1) }
}

/** A bench that was not near the window yet has no instrument. @param {Element | null} bench @returns {Instrument | null} */
const instrumentOf = (bench) => /** @type {any} */ (bench)?.instrument ?? null

/** The address of a place. @param {Place} place */
export const hrefOf = ({ lesson, section }) => `/lessons/${lesson}/${section ? `#${section}` : ""}`

let applied = ""
let section = ""

/** Brings this page to a place of its own lesson. @param {Place} place */
export function apply(place) {
  const text = JSON.stringify(place)
  if (text === applied) return
  applied = text
  const bench = place.bench ? document.getElementById(place.bench) : null
  if (place.section !== section) scrollTo(place.section)
  section = place.section
  if (bench && place.row) select(bench, place)
}

/** The learner goes where the host is, wherever this page had been brought before. @param {Place} place */
export function arrive(place) {
  applied = ""
  section = "\0"
  apply(place)
}

/** @param {string} id of a section, "" = the top; nothing slides (DESIGN §10) */
function scrollTo(id) {
  const heading = id ? document.getElementById(id) : sheet
  heading?.scrollIntoView({ block: "start", behavior: "instant" })
}

/** Selects a row that this bench has too, and pins its byte. @param {Element} bench @param {Place} place */
async function select(bench, { row, pin }) {
  const mine = applied
  await loaded(bench)
  if (applied !== mine) return // the host has moved on
  const instrument = instrumentOf(bench)
  const item = instrument?.ladder.row(row)
  if (!instrument || !item) return
  bench.scrollIntoView({ block: "nearest", behavior: "instant" })
  const { inspector } = instrument
  instrument.ladder.select(item)
  await inspector.ready
  if (applied !== mine) return
  const { probe } = inspector
  if (Number(probe.pinned?.i ?? -1) !== pin) probe.pin(pin < 0 ? null : { i: String(pin) })
}

/** A bench has its instrument when it has come near the window. @param {Element} bench */
async function loaded(bench) {
  if (instrumentOf(bench)) return
  bench.scrollIntoView({ block: "nearest", behavior: "instant" })
  await customElements.whenDefined("push-bench")
}
