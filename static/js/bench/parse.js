// The lines of an SSE block, what the parser holds after each, and what it
// fires at the end.
import { el } from "#pushlab/bench/dom.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Detail} Detail
 * @typedef {import("#pushlab/bench/types.js").Dispatch} Dispatch
 */

/** @param {Detail} detail @returns {HTMLElement[]} */
export function parse(detail) {
  if (!detail.parse) return []
  const rows = detail.parse.map((line) => [
    line.key,
    code(line.raw),
    code(line.field),
    code(line.value.replace(/^ /, "·")),
    [line.effect],
  ])
  const lines = table("parse", "Parsed line by line", ["line", "field", "value", "effect"], rows)
  return [lines, ...states(detail), ...dispatch(detail), ...parsers(detail)]
}

/** @param {Detail} detail */
function states({ parse = [] }) {
  if (!parse.some((line) => line.state)) return []
  const rows = parse.map(({ key, raw, state }, i) => {
    const before = parse[i - 1]?.state
    const cell = (/** @type {"data" | "type" | "id"} */ name) =>
      mark(code(JSON.stringify(state?.[name] ?? "")), before !== undefined && before[name] !== state?.[name])
    const retry = state && state.retry >= 0 ? `${state.retry} ms` : "not set"
    return [key, code(raw), cell("data"), cell("type"), cell("id"), [retry]]
  })
  const heads = ["after", "data", "event type", "last event ID", "retry"]
  return [table("parse held", "What the parser holds after each line", heads, rows)]
}

/** What a line has changed. @param {HTMLElement[]} cell @param {boolean} changed */
function mark(cell, changed) {
  return changed ? [el("b", {}, ...cell)] : cell
}

/** @param {Detail} detail */
function dispatch({ dispatch, silent, err }) {
  if (!dispatch && !silent) return []
  const legend = el("span", { class: "leg" }, dispatch ? "Dispatched" : "Dispatched: nothing")
  if (dispatch) return [el("div", { class: "dispatch" }, legend, el("code", {}, eventText(dispatch)))]
  const why = err
    ? "The stream ended before a blank line, so the parser drops these lines."
    : "The data buffer is empty, so the parser resets and fires no event."
  return [el("div", { class: "dispatch" }, legend, el("span", {}, why))]
}

/** The event as a program sees it. @param {Dispatch} event */
function eventText({ type, data, lastEventId }) {
  const q = JSON.stringify
  return `MessageEvent { type: ${q(type)}, data: ${q(data)}, lastEventId: ${q(lastEventId)} }`
}

/** A switch, or what was asked with it. @param {Detail} detail */
function parsers({ parsers }) {
  if (!parsers) {
    const words = "Also show two wrong parsers"
    return [
      el(
        "p",
        { class: "hx-acts" },
        el("button", { type: "button", class: "btn", "data-parsers": true }, words),
      ),
    ]
  }
  const rows = parsers.map(({ name, wrong, events }) => {
    const fires = events.length ? events.flatMap((e) => [el("code", {}, eventText(e)), " "]) : ["nothing"]
    const who = wrong
      ? [el("b", {}, name), " (deliberately wrong) ", el("span", {}, wrong)]
      : [el("b", {}, name)]
    return ["", who, fires]
  })
  const made = table("parse parsers", "What three parsers fire for this block", ["parser", "fires"], rows)
  made.tabIndex = -1
  return [made]
}

/** @param {string} text */
function code(text) {
  return text ? [el("code", {}, text)] : []
}

/**
 * @param {string} kind
 * @param {string} caption
 * @param {string[]} heads
 * @param {any[][]} rows the key of each, then its cells
 */
function table(kind, caption, heads, rows) {
  const body = rows.map(([key, ...cells]) =>
    el("tr", { "data-f": key || null }, ...cells.map((cell) => el("td", {}, ...cell))),
  )
  const head = el("tr", {}, ...heads.map((name) => el("th", { scope: "col" }, name)))
  return el(
    "table",
    { class: kind },
    el("caption", {}, caption),
    el("thead", {}, head),
    el("tbody", {}, ...body),
  )
}
