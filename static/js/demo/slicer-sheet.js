// The sheet below the two panes: the scores, and the bytes with the reads and
// the events as brackets.
import { tables } from "#pushlab/bench/boundaries.js"
import { count, el, find, plural } from "#pushlab/bench/dom.js"
import { eventEnds, insideCharacter, score } from "#pushlab/demo/contest.js"
import { RightParser } from "#pushlab/demo/parser-right.js"

/**
 * @typedef {import("#pushlab/demo/contest.js").Contestant} Contestant
 * @typedef {import("#pushlab/bench/boundaries.js").Bracket} Bracket
 */

const linesShown = 6 // of the body at first
const most = 1024 // and after a press
const mostThrown = 3 // exceptions that are named

export class Sheet {
  #frame = 0

  /** @param {HTMLElement} root the push-bench */
  constructor(root) {
    this.root = find(root, "[data-slicer]")
    this.root.hidden = false
    this.bytes = find(this.root, "[data-bytes]")
    this.bytes.hidden = true
  }

  /** Draws at the next frame: a body may come in thousands of reads. @param {{naive: Contestant, right: Contestant}} contest */
  soon(contest) {
    this.#frame ||= requestAnimationFrame(() => this.draw(contest))
  }

  /** @param {{naive: Contestant, right: Contestant}} contest */
  draw({ naive, right }) {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    for (const [name, who] of Object.entries({ naive, right })) {
      const { right: good, wrong, lost } = score(who.events, right.events)
      const cells = find(this.root, `[data-score=${name}]`).querySelectorAll("td")
      const numbers = [who.exceptions.length, who.replaced, good, wrong, lost]
      numbers.forEach((n, i) => (cells[i].textContent = count(n)))
    }
    find(this.root, "[data-threw]").replaceChildren(...thrown(naive.exceptions))
  }

  /** The body with its brackets. @param {Uint8Array[]} reads */
  lines(reads) {
    this.bytes.hidden = false
    const body = joined(reads, most)
    const all = reads.reduce((sum, read) => sum + read.length, 0)
    const words = `The body came in ${plural(reads.length, "read")} of ${sizes(reads)} bytes. A browser joins what waits and cuts what is long.`
    find(this.bytes, "[data-told]").textContent = words
    const shown = linesShown * this.#perLine
    const longer = /** @type {HTMLButtonElement} */ (find(this.bytes, "[data-longer]"))
    longer.hidden = all <= shown
    longer.onclick = () => {
      this.#tables(reads, body)
      longer.hidden = true
      find(this.bytes, "h4").focus()
    }
    this.#tables(reads, body, shown)
  }

  /** Bytes for which there is room in a line. */
  get #perLine() {
    return Math.max(16, Math.min(48, 8 * Math.floor((this.bytes.clientWidth - 110) / 160)))
  }

  /** @param {Uint8Array[]} reads @param {Uint8Array} whole @param {number} shown how many of its bytes */
  #tables(reads, whole, shown = whole.length) {
    const body = whole.subarray(0, shown)
    const hex = Array.from(body, (b) => b.toString(16).padStart(2, "0")).join("")
    const lines = { writes: [], chunks: [], tokens: [], said: [], more: false }
    const own = /** @type {[number, number]} */ ([0, 0])
    const brackets = {
      events: eventBrackets(whole).filter(([from]) => from < body.length),
      reads: readBrackets(reads, body),
    }
    find(this.bytes, "[data-lines]").replaceChildren(
      ...tables({ from: 0, hex, row: own, ...lines, ...brackets }, this.#perLine),
    )
  }
}

/** The first bytes of the body. @param {Uint8Array[]} reads @param {number} limit */
function joined(reads, limit) {
  const bytes = []
  for (const read of reads) {
    if (bytes.length >= limit) break
    bytes.push(...read.subarray(0, limit - bytes.length))
  }
  return new Uint8Array(bytes)
}

/** @param {Uint8Array[]} reads */
function sizes(reads) {
  const list = reads.slice(0, 12).map(({ length }) => count(length))
  return list.join(", ") + (reads.length > 12 ? " and so on" : "")
}

/** @param {Uint8Array[]} reads @param {Uint8Array} body @returns {Bracket[]} */
function readBrackets(reads, body) {
  let at = 0
  /** @type {Bracket[]} */
  const list = []
  for (const { length } of reads) {
    if (at >= body.length) break
    const to = at + length
    list.push([at, to, `read ${list.length + 1}, ${count(length)} B`, insideCharacter(body, to)])
    at = to
  }
  return list
}

/** @param {Uint8Array} body @returns {Bracket[]} */
function eventBrackets(body) {
  let from = 0
  return eventEnds(body, RightParser).map((to, n) => {
    const bracket = /** @type {Bracket} */ ([from, to, `event ${n + 1}`, false])
    from = to
    return bracket
  })
}

/** What was thrown, the same words once. @param {string[]} exceptions */
function thrown(exceptions) {
  /** @type {Map<string, number>} */
  const times = new Map()
  for (const text of exceptions) times.set(text, (times.get(text) ?? 0) + 1)
  const list = [...times]
    .slice(0, mostThrown)
    .map(([text, n]) => el("li", {}, el("code", {}, text), n > 1 ? ` ${count(n)} times` : ""))
  if (times.size > mostThrown) list.push(el("li", {}, `and ${plural(times.size - mostThrown, "other")}`))
  return list
}
