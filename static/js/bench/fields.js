// The field list: the bytes once more, in order and in words.
import { el } from "#pushlab/bench/dom.js"
import { bitsOf, parseHex } from "#pushlab/bench/dump.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Field} Field
 * @typedef {{key: string, letter: string, role: string, title: string,
 *   value: string, range: string, notes: {name: string, text: string}[],
 *   spec: string}} Entry
 */

const short = 24 // a longer value stands on a line of its own

/** @param {import("#pushlab/bench/types.js").Detail} detail @returns {HTMLElement} */
export function fieldList({ fields, hex }) {
  const list = el("ol", { class: "fl", "aria-label": "Fields in byte order" })
  let cited = ""
  for (const entry of entries(fields, parseHex(hex))) {
    list.append(item(entry, entry.spec !== cited))
    cited = entry.spec
  }
  return list
}

/**
 * One entry for the fields that share a key.
 *
 * @param {Field[]} fields
 * @param {Uint8Array} bytes of which bit fields show their bits
 * @returns {Entry[]}
 */
export function entries(fields, bytes) {
  const groups = [...Map.groupBy(fields, (f) => f.key).values()]
  return groups.filter((group) => group.some((f) => !f.quiet)).map((group) => entry(group, bytes))
}

/** @param {Field[]} group @param {Uint8Array} bytes @returns {Entry} */
function entry(group, bytes) {
  const said = group.filter((f) => !f.quiet)
  const from = Math.min(...group.map((f) => f.offset))
  const to = Math.max(...group.map((f) => f.offset + f.length)) - 1
  return {
    key: group[0].key,
    letter: said.find((f) => f.letter)?.letter ?? "",
    role: said[0].role,
    ...title(said, bytes),
    range: group[0].decoded ? "decoded" : to <= from ? `byte ${from}` : `${from}–${to}`,
    notes: notes(said),
    spec: said[0].spec,
  }
}

/** A line "name: value" is called by its name; other groups by all their names. @param {Field[]} said @param {Uint8Array} bytes */
function title(said, bytes) {
  const [first, ...rest] = said
  if (first.name === "field-name" && rest.length > 0) {
    return { title: first.value, value: rest.map((f) => f.value).join(" ") }
  }
  const names = said
    .map((f) => f.name)
    .join(", ")
    .replace("RSV1, RSV2, RSV3", "RSV 1–3")
  const values = said.map((f) => (f.to && f.to - f.from <= 8 ? bitsOf(bytes, ...place(f)).join("") : f.value))
  return {
    title: names,
    value: values
      .join(" ")
      .replace(/^(\d) (\d) (\d) (\d) /, "$1 $2$3$4 ")
      .trimEnd(),
  }
}

/** Where a field's bits lie in the dump: they are numbered from the frame's first byte. @param {Field} f @returns {[number, number]} */
function place({ offset, from, to }) {
  const start = 8 * offset + (from % 8)
  return [start, start + to - from]
}

/** What is to be said of each field; who is meant, where there are several. @param {Field[]} said */
function notes(said) {
  const texts = said.filter((f, i) => f.note && said.findIndex((other) => other.note === f.note) === i)
  return texts.map((f) => ({ name: texts.length > 1 ? f.name : "", text: f.note }))
}

/** @param {Entry} entry @param {boolean} cite */
function item(entry, cite) {
  const value = entry.value.replace(/^ /, "·")
  const name = el("span", { class: "fl-n" }, entry.title)
  if (value && value.length <= short) name.append(el("code", { class: "fl-v" }, value))
  const button = el(
    "button",
    { type: "button", class: "fl-b", "data-f": entry.key },
    el("span", { class: `fl-l r-${entry.role}` }, entry.letter),
    name,
    el("span", { class: "fl-r" }, entry.range),
  )
  const more = el("div", { class: "fl-d" })
  if (value.length > short) more.append(el("code", {}, value))
  for (const { name, text } of entry.notes) {
    more.append(el("p", {}, ...(name ? [el("b", {}, name), " "] : []), text))
  }
  if (cite && entry.spec) more.append(el("p", { class: "fl-s" }, entry.spec))
  return el("li", { "data-f": entry.key }, button, ...(more.childElementCount ? [more] : []))
}
