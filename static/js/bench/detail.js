// All of a row, in the order of views/inspector.templ.
import { count, el, millis, plural } from "#pushlab/bench/dom.js"
import { dump } from "#pushlab/bench/dump.js"
import { fieldList } from "#pushlab/bench/fields.js"
import { note } from "#pushlab/bench/inspector.js"
import { packed } from "#pushlab/bench/packed.js"
import { parse } from "#pushlab/bench/parse.js"
import { bits, unmask } from "#pushlab/bench/tables.js"

/** @typedef {import("#pushlab/bench/types.js").Detail} Detail */

const directions = { c: "client to server", s: "server to client", "": "no direction" }

/** @param {Detail} detail @returns {HTMLElement[]} */
export function detailView(detail) {
  const { row } = detail
  const number = el("span", { class: "in-no" }, `row ${row.n}`)
  const title = el("p", { class: "in-t" }, number, ` ${detail.title}`)
  const head = el("header", { class: "in-h" }, title, facts(detail))
  if (!detail.hex) return [head, note("No bytes", detail.why ?? "")]
  const body = el("div", { class: "in-b", "data-wire": row.wire || null })
  if (detail.err) body.append(broken(detail))
  body.append(...dump(detail), ...acts(detail), ...bits(detail), ...unmask(detail), ...packed(detail))
  body.append(...parse(detail), fieldList(detail))
  return [head, body]
}

/** @param {Detail} detail */
function facts({ row, hex, framing, yours }) {
  const said = [directions[row.dir], `${millis(row.t)} ms`]
  if (hex) said.push(plural(hex.length / 2, "byte"))
  const line = el("p", { class: "in-m" }, ...said.map((text) => el("span", {}, text)))
  if (yours) line.append(el("span", { class: "ov" }, `${count(framing)} framing + ${count(yours)} yours`))
  return line
}

/** @param {Detail} detail */
function broken({ err = "", spec }) {
  const cite = spec ? [" ", el("span", { class: "fl-s" }, spec)] : []
  return el("p", { class: "in-err" }, el("b", {}, "Not valid here."), ` ${err}`, ...cite)
}

/** What else can be asked of the bytes. @param {Detail} detail */
function acts({ bounds }) {
  if (!bounds) return []
  const button = el("button", { type: "button", class: "btn", "data-bounds": true }, "Compare boundaries")
  return [el("p", { class: "hx-acts" }, button)]
}
