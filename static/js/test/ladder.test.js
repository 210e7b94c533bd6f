import { el } from "#pushlab/bench/dom.js"
import { Ladder } from "#pushlab/bench/ladder.js"
import { equal } from "#pushlab/test/equal.js"

/** @typedef {import("#pushlab/bench/types.js").Row} Row */

let ladders = 0

/** @param {number} n @param {Partial<Row>} [more] @returns {Row} */
const row = (n, more) => ({
  n,
  t: n * 10,
  dir: "s",
  kind: "sse",
  wire: "es",
  label: `row ${n}`,
  size: 9,
  conn: 1,
  ...more,
})

/** @param {number} from @param {number} to */
const rows = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => row(from + i))

/** A ladder 100 px high with rows of 20, and the rows that were selected. */
function make() {
  const root = el(
    "div",
    {},
    el("p", { class: "w-none" }),
    el("ol", { class: "wl", hidden: true }),
    el("button", { class: "w-more" }),
  )
  document.body.append(root)
  /** @type {number[]} */
  const selected = []
  const ladder = new Ladder(root, `l${++ladders}`, (n) => selected.push(n))
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(".wl { height: 100px; overflow: auto; margin: 0; padding: 0 } .wr { height: 20px }")
  document.adoptedStyleSheets = [sheet]
  return { ladder, selected, list: ladder.list, more: ladder.more, none: ladder.none }
}

/** @param {Ladder} ladder */
const labels = (ladder) => Array.from(ladder.list.querySelectorAll(".wr-l"), (e) => e.textContent)

export const tests = [
  {
    name: "an empty ladder says so",
    run() {
      const { ladder, list, none } = make()
      equal([list.hidden, none.hidden], [true, false], "before")
      ladder.add(rows(1, 2))
      equal([list.hidden, none.hidden], [false, true], "after")
      equal(list.getAttribute("aria-label"), "Bytes on the wire, 2 rows")
    },
  },
  {
    name: "a row that comes again takes its place",
    run() {
      const { ladder } = make()
      ladder.add(rows(1, 3))
      ladder.add([row(2, { label: "grown" }), row(4)])
      equal(labels(ladder), ["row 1", "grown", "row 3", "row 4"])
    },
  },
  {
    name: "a time that Go rounded otherwise is no restart",
    run() {
      const { ladder, list } = make()
      ladder.add([row(1, { t: 1960.2 })])
      ladder.add([row(1, { t: 1960.25 })])
      equal(list.querySelectorAll(".gone").length, 0, "rounded")
      ladder.add([row(1, { t: 1960.5 })])
      equal(list.querySelectorAll(".gone").length, 2, "another run")
    },
  },
  {
    name: "it follows while the last row is in view",
    run() {
      const { ladder, list, more } = make()
      ladder.add(rows(1, 20))
      equal(list.scrollTop, 300, "at the end")
      list.scrollTop = 0
      ladder.add(rows(21, 32))
      equal([list.scrollTop, more.hidden, more.textContent], [0, false, "12 new rows"], "scrolled up")
      more.click()
      equal([list.scrollTop, more.hidden], [540, true], "after the button")
    },
  },
  {
    name: "one row is selected, and the list says which",
    run() {
      const { ladder, selected, list } = make()
      ladder.add(rows(1, 5))
      ladder.select(ladder.row(2))
      ladder.move(1)
      ladder.move(-1)
      ladder.move(Infinity)
      ladder.move(-Infinity)
      equal(selected, [2, 3, 2, 5, 1])
      equal(list.querySelectorAll("[aria-selected=true]").length, 1, "selected rows")
      equal(list.getAttribute("aria-activedescendant"), ladder.row(1)?.id)
      equal(ladder.row(1)?.getAttribute("aria-setsize"), "5")
    },
  },
  {
    name: "a selected row stays selected when it changes",
    run() {
      const { ladder, selected } = make()
      ladder.add(rows(1, 3))
      ladder.select(ladder.row(2))
      ladder.add([row(2, { size: 10 })])
      equal(ladder.row(2)?.getAttribute("aria-selected"), "true")
      ladder.move(1)
      equal(selected, [2, 3])
    },
  },
  {
    name: "it finds the row of a token, and silences and faults",
    run() {
      const { ladder, selected } = make()
      ladder.add([
        row(1),
        row(2, { token: "e-1" }),
        row(3, { kind: "gap" }),
        row(4),
        row(5, { kind: "fault", fault: true }),
      ])
      equal(ladder.tokenRow("e-1"), ladder.row(2))
      ladder.select(ladder.row(1))
      ladder.trouble(1)
      ladder.trouble(1)
      ladder.trouble(1)
      ladder.trouble(-1)
      equal(selected, [1, 3, 5, 3])
    },
  },
  {
    name: "a server that comes back empty does not take the rows away",
    run() {
      const { ladder } = make()
      ladder.add(rows(1, 2))
      ladder.add([row(1, { t: 3, label: "new row 1" })])
      equal(labels(ladder), ["row 1", "row 2", "new row 1"])
      equal(ladder.list.querySelectorAll(".gone").length, 3, "old rows and the note")
      equal(Boolean(ladder.row(1)?.textContent?.includes("new row 1")), true, "row 1 is the new one")
    },
  },
  {
    name: "it knows the status of a refusal",
    run() {
      const { ladder } = make()
      equal(ladder.refusal, 0)
      ladder.add([
        row(1, { kind: "http", label: "429 Too Many Requests" }),
        row(2, { kind: "http", label: "body …" }),
      ])
      equal(ladder.refusal, 429)
    },
  },
]
