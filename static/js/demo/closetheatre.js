// Twelve ways to end a WebSocket: what the page is told, beside what crossed.
import { find, plural } from "#pushlab/bench/dom.js"
import { closingURL, playEnding } from "#pushlab/demo/closetheatreplay.js"
import { verdict } from "#pushlab/demo/closetheatresheet.js"
import { Show } from "#pushlab/demo/closetheatreshow.js"
import { chosen, control, put } from "#pushlab/demo/composer.js"
import { address } from "#pushlab/demo/knobs.js"
import { upgrade } from "#pushlab/demo/upgrade.js"

/** @typedef {import("#pushlab/demo/closetheatreplay.js").Told} Told */

/** What the last run of each bench has shown. @type {WeakMap<HTMLElement, Show>} */
const shown = new WeakMap()

/** Makes the controls work. @param {HTMLElement} root */
export function prepare(root) {
  const fit = () => fitBy(root)
  control(root, "ending").addEventListener("change", fit)
  find(root, "[data-card]").addEventListener("click", ({ target }) => {
    const row = target instanceof Element && target.closest("[data-open]") ? target.closest("tr") : null
    if (row) shown.get(root)?.look(row.dataset.ending ?? "")
  })
  fit()
}

const everybody = ["server", "client", "edge"]

/** Who can do the chosen ending: a page can close only, and the edge can cut only. @param {HTMLElement} root */
function fitBy(root) {
  const list = endingList(root)
  const able = list.value === "all" ? everybody : ["server", list.selectedOptions[0].dataset.by ?? ""]
  for (const input of root.querySelectorAll("[name=by]")) {
    if (!(input instanceof HTMLInputElement)) continue
    input.disabled = !able.includes(input.value)
    if (input.checked && input.disabled) put(root, { by: "server" })
  }
  const why = list.value === "all" ? "What it can not do, the server does." : "Only a server can do this."
  find(root, "[data-by-why]").textContent = able[1] && list.value !== "all" ? "" : why
}

/** @param {HTMLElement} root */
const endingList = (root) =>
  /** @type {HTMLSelectElement} */ (/** @type {Element} */ (control(root, "ending")))

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start({ lab, run, root, pane }) {
  const { hear } = pane("closetheatre")
  const abort = new AbortController()
  const show = new Show(root, run)
  shown.set(root, show)
  const delay = Number(chosen(root, "delay")) || 0
  const list = endings(root).map(({ ending, by }) => ({ ending, by, delay, hold: chosen(root, "hold") }))
  const play = async () => {
    /** @type {Told[]} */
    const all = []
    for (const asked of list) {
      if (asked.by === "edge" && !run.edge) throw new Error("The place edge is not open on this server.")
      hear({ type: "connecting", request: `GET …/d/closing?ending=${asked.ending}`, attempt: 1 })
      const who = asked.by === "client" ? "page" : asked.by
      const opened = () => hear({ type: "open", sentence: `The connection is open. The ${who} will end it.` })
      const told = await playEnding(closingURL(run, lab, asked), asked, abort.signal, opened)
      if (abort.signal.aborted) break // it ended by the press of Stop
      all.push(told)
      show.told(told)
      hear({ type: "text", text: list.length > 1 ? tally(all) : words(told) })
    }
    return all
  }
  play().then(
    (all) => {
      const told = all[0]
      if (!told || abort.signal.aborted) return hear({ type: "closed", sentence: "The page stopped." })
      if (list.length > 1)
        return hear({ type: "closed", sentence: `${plural(list.length, "ending")}, one after the other.` })
      // Never "cut", which calls a 1006 a reset: here it has eight causes.
      hear({ type: "closed", code: told.code, sentence: meaning(told) })
    },
    (error) => hear({ type: "failed", sentence: `${error.message}` }),
  )
  return { stop: () => abort.abort(), rows: (rows) => show.rows(rows) }
}

/** @param {Told[]} all */
function tally(all) {
  const clean = all.filter((told) => told.clean).length
  const mute = all.filter((told) => told.code === 1006).length
  return `${clean} clean, ${mute} with 1006 and no reason.`
}

/** What the page may conclude. @param {Told} told */
const meaning = ({ clean }) =>
  clean ? "Both close frames crossed, and the page has the code." : "No reason came: the wire below has it."

/** @param {Told} told */
const words = (told) => `${verdict(told)}, reason ${JSON.stringify(told.reason)}.`

/** The endings to play, and who does each. @param {HTMLElement} root */
function endings(root) {
  const list = endingList(root)
  const by = chosen(root, "by")
  const options = list.value === "all" ? [...list.options].slice(1) : [list.selectedOptions[0]]
  return options.map(({ value, dataset }) => ({ ending: value, by: dataset.by === by ? by : "server" }))
}

/** An ending in a terminal. @param {string} lab @param {import("#pushlab/demo/knobs.js").Controls} controls */
export function command(lab, { own }) {
  const ending = own.ending === "all" ? "4001" : own.ending
  return `${upgrade} '${address(lab, "d/closing", { ending, delay: own.delay, hold: own.hold })}'`
}
