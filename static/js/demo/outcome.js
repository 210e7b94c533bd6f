// What became of the bytes: each with its field, the parser's state after each
// line, and what four readers fired.
import { count, el, find, plural } from "#pushlab/bench/dom.js"
import { byteLines } from "#pushlab/demo/bytelines.js"
import { stateTable } from "#pushlab/demo/statetable.js"

/**
 * @typedef {import("#pushlab/demo/emission.js").Answer} Answer
 * @typedef {import("#pushlab/demo/emission.js").Fired} Fired
 * @typedef {import("#pushlab/demo/emission.js").Parse} Parse
 */

const most = 40 // events of a reader that are shown

export class Outcome {
  /** @type {Fired[]} */
  #fired = []
  #over = false // the page has what it will get

  /**
   * @param {HTMLElement} root
   * @param {Uint8Array} bytes
   * @param {Answer} answer
   */
  constructor(root, bytes, answer) {
    this.bytes = bytes
    this.answer = answer
    this.root = find(root, "[data-results]")
    this.page = el("div", { class: "r-col" })
    this.words = el("p", { class: "r-note" })
    this.list = el("p", { class: "r-reads" })
    this.root.replaceChildren(
      section("Bytes, by field", byteLines(bytes, answer.parse.reference, answer.slices), this.list),
      section("The parser after every line", stateTable(answer.parse.reference)),
      section(
        "Events",
        this.#columns(),
        this.words,
        ...answer.notes.map((n) => el("p", { class: "r-note" }, `${n}.`)),
      ),
    )
    this.root.hidden = false
    this.root.onpointerover = (e) => twins(this.root, e.target)
    this.#draw()
  }

  /** A connection opens: what comes now is the whole stream again. */
  opened() {
    this.#fired = []
  }

  /** @param {Fired} event that the page's EventSource fired */
  fired(event) {
    this.#fired.push(event)
    this.#draw()
  }

  /** @param {string} words */
  state(words) {
    this.words.textContent = `EventSource: ${words}`
  }

  /** @param {number[]} list bytes of each read of the page's fetch */
  reads(list) {
    const shown = list.slice(0, 24).map(count).join(", ")
    const more = list.length > 24 ? ` and ${list.length - 24} more` : ""
    this.list.textContent = `A fetch of this page got the same bytes in ${plural(list.length, "read")} of ${shown}${more}.${this.#inside(list)}`
  }

  /** How many reads ended in the middle of a character. @param {number[]} list */
  #inside(list) {
    let at = 0
    const cut = list.filter((n) => ((at += n), at < this.bytes.length && (this.bytes[at] & 0xc0) === 0x80))
    if (cut.length === 0) return ""
    return cut.length === 1
      ? " One of them ends inside a character."
      : ` ${cut.length} of them end inside a character.`
  }

  /** The result in a sentence or two. */
  sentence() {
    this.#over = true
    this.#draw()
    const { reference, buggyA, buggyB } = this.answer.parse
    const wrong = [buggyA, buggyB]
      .filter((p) => !same(p.dispatches, reference.dispatches))
      .map((p) => names(p).replace(/ \(.*/, ""))
    const others = wrong.length ? ` ${wrong.join(" and ")} made something else of it.` : ""
    return `The EventSource of this page fired ${plural(this.#fired.length, "event")}.${others}`
  }

  #columns() {
    const { reference, buggyA, buggyB } = this.answer.parse
    const others = [reference, buggyA, buggyB].map((p) =>
      el("div", { class: "r-col" }, ...column(names(p), p.dispatches, reference.dispatches)),
    )
    return el("div", { class: "r-cols" }, this.page, ...others)
  }

  #draw() {
    const { dispatches } = this.answer.parse.reference
    this.page.replaceChildren(...column("EventSource of this page", this.#fired, dispatches, this.#over))
  }
}

/** @param {Parse} p */
function names(p) {
  if (p.parser === "reference") return "Reference parser"
  return p.parser.replace("buggyA", "Parser A").replace("buggyB", "Parser B")
}

/** @param {string} title @param {...Node} content */
function section(title, ...content) {
  return el("section", { class: "r-sec" }, el("h4", { class: "leg" }, title), ...content)
}

/**
 * What a reader fired. What the reference did not fire is marked, and so is what
 * is missing.
 *
 * @param {string} title
 * @param {Fired[]} list
 * @param {Fired[]} reference
 * @param {boolean} [over] nothing more comes
 */
function column(title, list, reference, over = true) {
  let next = 0 // in the reference
  const items = list.slice(0, most).map((event) => {
    const at = reference.findIndex((right, n) => n >= next && same([event], [right]))
    if (at >= 0) next = at + 1
    return item(event, at < 0)
  })
  const missing = reference.length - list.length
  if (list.length > most) items.push(el("li", {}, `and ${count(list.length - most)} more`))
  else if (list.length === 0) items.push(el("li", { class: "r-none" }, "no event"))
  if (over && missing > 0) {
    const words = `${plural(missing, "event")} missing`
    items.push(el("li", { class: "dif" }, el("b", { class: "r-dif" }, "differs"), words))
  }
  return [el("h5", {}, title), el("ol", {}, ...items)]
}

/** @param {Fired} event @param {boolean} differs */
function item(event, differs) {
  const id = event.lastEventId ? ` lastEventId ${quoted(event.lastEventId)}` : ""
  const mark = differs ? [el("b", { class: "r-dif" }, "differs")] : []
  return el(
    "li",
    { class: differs ? "dif" : null },
    ...mark,
    el("b", {}, event.type),
    " ",
    el("code", {}, quoted(event.data)),
    id,
  )
}

/** A string as it is written in JavaScript, cut. @param {string} text */
export function quoted(text) {
  const long = text.length > 120
  return (
    JSON.stringify(long ? text.slice(0, 120) : text) + (long ? ` … ${count(text.length)} characters` : "")
  )
}

/** @param {(Fired | undefined)[]} a @param {(Fired | undefined)[]} b */
export function same(a, b) {
  return JSON.stringify(a.map(parts)) === JSON.stringify(b.map(parts))
}

/** @param {Fired | undefined} e */
const parts = (e) => e && [e.type, e.data, e.lastEventId]

/** Lights the line that is pointed at, in both of its places. @param {HTMLElement} root @param {EventTarget | null} target */
function twins(root, target) {
  const at = target instanceof Element ? target.closest("[data-line]")?.getAttribute("data-line") : null
  for (const e of root.querySelectorAll("[data-line]"))
    e.classList.toggle("on", at !== null && e.getAttribute("data-line") === at)
}
