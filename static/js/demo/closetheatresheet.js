// The card of the twelve endings, and both sides of the one that is looked at.
import { el, find, millis, plural } from "#pushlab/bench/dom.js"

/**
 * @typedef {import("#pushlab/demo/closetheatreplay.js").Told} Told
 * @typedef {import("#pushlab/demo/closetheatrewire.js").Crossed} Crossed
 * @typedef {{told: Told, crossed: Crossed | undefined, guess: string}} Played guess: what was predicted before
 * @typedef {(n: number) => Promise<string>} Hex the bytes of a row
 */

/** What a prediction says. @param {Told} told */
export const verdict = ({ code, clean }) => `${code} ${clean ? "clean" : "not clean"}`

/** Fills a row of the card. @param {HTMLElement} row @param {Played} played @returns {boolean | null} as predicted; null: nothing was */
export function fillRow(row, { told, crossed, guess }) {
  const right = guess ? guess === verdict(told) : null
  const mark = right === null ? "" : right ? " ✓" : " ✗"
  const words = right === null ? "" : right ? ", as predicted" : ", not as predicted"
  find(row, "[data-told]").replaceChildren(
    verdict(told),
    el("b", { "aria-hidden": true }, mark),
    el("span", { class: "vh" }, words),
  )
  row.dataset.right = right === null ? "" : String(right)
  find(row, "[data-first]").textContent = crossed?.over ? firstClose(crossed) : "…"
  find(row, "[data-tcp]").textContent = crossed?.tcp || "…"
  openable(row, true)
  return right
}

/** Who closed first, and what the browser's own frame said. @param {Crossed} crossed */
function firstClose({ first, own }) {
  if (!first) return "none"
  return first === "client" ? `client's: ${own}` : `server's; client's own: ${own || "none"}`
}

/** What is predicted in a row of the card; "" = nothing. @param {HTMLElement} row */
export const guessIn = (row) => /** @type {HTMLSelectElement} */ (find(row, "[data-guess]")).value

/** Empties a row of the card. @param {HTMLElement} row */
export function emptyRow(row) {
  for (const name of ["told", "first", "tcp"]) find(row, `[data-${name}]`).textContent = "–"
  row.dataset.right = ""
  openable(row, false)
}

/** Whether a press on the ending shows both of its sides. @param {HTMLElement} row @param {boolean} yes */
function openable(row, yes) {
  const button = /** @type {HTMLButtonElement} */ (find(row, "[data-open]"))
  button.disabled = !yes
}

/** How many of those that ran were predicted. @param {(boolean | null)[]} marks */
export function score(marks) {
  const made = marks.filter((mark) => mark !== null)
  if (made.length === 0) return ""
  return `${made.filter(Boolean).length} of ${plural(made.length, "prediction")} right.`
}

/**
 * Both sides of one ending: the CloseEvent, and the bytes.
 *
 * @param {HTMLElement} root
 * @param {Played} played
 * @param {{name: string, recorded: string}} about
 * @param {Hex} hexOf
 */
export function bothSides(root, played, { name, recorded }, hexOf) {
  const title = el("h4", { class: "leg" }, name)
  root.hidden = false
  root.replaceChildren(
    el(
      "section",
      { class: "r-sec" },
      title,
      el("div", { class: "r-two" }, event(played), bytes(played, hexOf)),
      recorded && note(recorded),
    ),
  )
}

/** @param {string} text */
const note = (text) => el("p", { class: "r-note" }, text)

/** @param {Played} played */
function event({ told }) {
  /** @type {[string, string][]} */
  const facts = [
    ["code", String(told.code)],
    ["reason", JSON.stringify(told.reason)],
    ["wasClean", String(told.clean)],
    [told.opened ? "after open" : "never open, after", `${millis(told.ms)} ms`],
  ]
  if (told.threw) facts.unshift(["close() threw", told.threw])
  return column("The page: CloseEvent", pairs(facts))
}

/** @param {Played} played @param {Hex} hexOf */
function bytes({ crossed }, hexOf) {
  if (!crossed) return column("The wire", el("p", {}, "Nothing crossed: no connection was made."))
  const frames = crossed.frames.map((row) => frame(row, hexOf))
  if (crossed.answered && !crossed.answered.startsWith("101"))
    frames.push(el("li", {}, el("b", {}, "server"), ` ${crossed.answered}`))
  const none = el("li", {}, "No frame crossed.")
  const list = el("ol", { class: "ct-bytes" }, ...(frames.length > 0 ? frames : [none]))
  return column("The wire: bytes of both sides", list, pairs(order(crossed)))
}

/** @param {import("#pushlab/bench/types.js").Row} row @param {Hex} hexOf */
function frame(row, hexOf) {
  const code = el("code", {}, "…")
  hexOf(row.n).then(
    (hex) => (code.textContent = hex),
    () => (code.textContent = "The bytes are in the row below."),
  )
  const who = row.dir === "c" ? "client" : "server"
  const rule = row.err ? el("span", {}, row.err) : ""
  return el("li", {}, el("b", {}, who), ` ${row.label} `, code, rule)
}

/** @param {Crossed} crossed @returns {[string, string][]} */
function order({ first, closed, began, tcp, ended }) {
  const from = closed || began
  const since = closed ? "after the last close frame" : "after the request"
  return [
    ["first close frame", first || "none"],
    ["first to end TCP", tcp || "not yet"],
    [since, ended ? `${millis(Math.max(0, ended - from))} ms` : "TCP is open"],
  ]
}

/** @param {[string, string][]} facts */
function pairs(facts) {
  return el(
    "dl",
    { class: "ct-facts" },
    ...facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
  )
}

/** @param {string} title @param {...Node} content */
function column(title, ...content) {
  return el("div", { class: "r-col" }, el("h5", {}, title), ...content)
}
