// The keys of a bench. Letters work only while focus is in a bench and not in
// a field, and can be turned off in the key list.
import { recall } from "#pushlab/memory.js"

/** @typedef {import("#pushlab/bench/instrument.js").Instrument} Instrument */

/** Whether single letters are keys (WCAG 2.1.4 asks that they can be turned off). */
export const letters = { on: recall("letters") !== "off" }

const narrow = matchMedia("(max-width: 43.75rem)")
const fields = "textarea, select, input:not([type=radio], [type=checkbox], [type=range])"

/**
 * @param {HTMLElement} root
 * @param {Instrument} instrument
 * @param {() => void} toggle starts or stops
 */
export function keys(root, instrument, toggle) {
  const { ladder, inspector } = instrument
  /** @type {Record<string, () => void>} */
  const inList = {
    ArrowDown: () => ladder.move(1),
    ArrowUp: () => ladder.move(-1),
    j: () => ladder.move(1),
    k: () => ladder.move(-1),
    Home: () => ladder.move(-Infinity),
    End: () => ladder.move(Infinity),
    Enter: () => instrument.turn("bytes"),
  }
  const line = () => (narrow.matches ? 8 : 16)
  const inDump = {
    ArrowRight: (/** @type {boolean} */ shift) => inspector.probe.move(1, shift),
    ArrowLeft: (/** @type {boolean} */ shift) => inspector.probe.move(-1, shift),
    ArrowDown: (/** @type {boolean} */ shift) => inspector.probe.move(line(), shift),
    ArrowUp: (/** @type {boolean} */ shift) => inspector.probe.move(-line(), shift),
  }
  const anywhere = {
    s: toggle,
    n: () => neighbour(root, 1),
    p: () => neighbour(root, -1),
    "[": () => ladder.trouble(-1),
    "]": () => ladder.trouble(1),
  }
  const escape = () => {
    if (inspector.probe.pinned) inspector.probe.pin(null)
    else instrument.turn("wire")
  }

  root.addEventListener("keydown", (e) => {
    const at = e.target
    if (!(at instanceof Element) || at.matches(fields) || e.ctrlKey || e.metaKey || e.altKey) return
    const key = e.key.length === 1 ? e.key.toLowerCase() : e.key
    if (key.length === 1 && !letters.on) return
    const places = { ".wl": inList, ".hx": inDump, ".bytes": { Escape: escape }, "*": anywhere }
    for (const [place, table] of Object.entries(places)) {
      const act = at.closest(place) && /** @type {Record<string, (shift: boolean) => void>} */ (table)[key]
      if (!act) continue
      e.preventDefault()
      return act(e.shiftKey)
    }
  })
}

/** Goes to the next or previous bench of the page. @param {HTMLElement} root @param {number} by */
function neighbour(root, by) {
  const benches = [...document.querySelectorAll("push-bench")]
  const bench = benches[benches.indexOf(root) + by]
  const first = bench?.querySelector("button:enabled, .wl:not([hidden]), a")
  if (first instanceof HTMLElement) first.focus()
  bench?.scrollIntoView({ block: "start" })
}
