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
  const ladder = new Ladder(root, `l${++ladders}`, (item) => selected.push(item.row.n))
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(
    ".wl { height: 100px; overflow: auto; margin: 0; padding: 0; position: relative }" +
      " .wr { height: 20px; overflow: hidden; display: block } .w-far { display: block } .w-far svg { display: block }",
  )
  document.adoptedStyleSheets = [sheet]
  ladder.window.measure()
  return { ladder, selected, list: ladder.list, more: ladder.more, none: ladder.none }
}

/** @param {Ladder} ladder */
const labels = (ladder) => Array.from(ladder.list.querySelectorAll(".wr-l"), (e) => e.textContent)

export const tests = [
  {
    name: "a row is found by each of its tokens",
    run() {
      const { ladder } = make()
      ladder.add([row(1), row(2, { token: "k3-1 k3-2" }), row(3, { token: "k3-3" })])
      equal(
        ["k3-1", "k3-2", "k3-3"].map((id) => ladder.tokenRow(id)?.row.n),
        [2, 2, 3],
      )
      equal(ladder.tokenRow("k3-1 k3-2"), null)
    },
  },
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
      equal(list.getAttribute("aria-activedescendant"), ladder.row(1)?.element?.id)
      equal(ladder.row(1)?.element?.getAttribute("aria-setsize"), "5")
    },
  },
  {
    name: "a selected row stays selected when it changes",
    run() {
      const { ladder, selected } = make()
      ladder.add(rows(1, 3))
      ladder.select(ladder.row(2))
      ladder.add([row(2, { size: 10 })])
      equal(ladder.row(2)?.element?.getAttribute("aria-selected"), "true")
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
      equal(labels(ladder).length, 4, "the rows and the note")
      equal(labels(ladder).at(-1), "new row 1")
      equal(ladder.list.querySelectorAll(".gone").length, 3, "old rows and the note")
      equal(Boolean(ladder.row(1)?.element?.textContent?.includes("new row 1")), true, "row 1 is the new one")
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
  {
    name: "of ten thousand rows those in view are in the document",
    run() {
      const { ladder, list } = make()
      ladder.add(rows(1, 10000))
      equal(list.scrollTop, 199900, "it followed")
      const inDocument = () =>
        Array.from(list.querySelectorAll(".wr"), (e) => Number(e.getAttribute("data-row")))
      equal(inDocument().at(-1), 10000, "the last")
      equal(inDocument().length < 60, true, "not many")
      ladder.window.scrollTo(100000)
      const seen = inDocument()
      equal(
        [seen.includes(5001), seen.includes(5005), seen.includes(10000)],
        [true, true, false],
        "in the middle",
      )
      equal(list.scrollHeight, 200000, "the height of all")
      const one = list.querySelector("[data-row='5001']")
      equal(one?.getAttribute("aria-posinset"), "5001")
      equal(one?.getAttribute("aria-setsize"), "10000")
      equal(one?.getBoundingClientRect().top, list.getBoundingClientRect().top, "where it stands")
    },
  },
  {
    name: "the list names a selected row only while that is in the document",
    run() {
      const { ladder, list } = make()
      ladder.add(rows(1, 5000))
      ladder.select(ladder.row(2500))
      equal(list.getAttribute("aria-activedescendant"), `${ladder.id}-r2500`)
      ladder.window.scrollTo(0)
      equal(list.getAttribute("aria-activedescendant"), null, "out of view")
      ladder.move(1)
      equal(list.getAttribute("aria-activedescendant"), `${ladder.id}-r2501`, "a key brings it back")
    },
  },
  {
    name: "a filter hides rows and keeps their numbers",
    run() {
      const { ladder, selected, list } = make()
      ladder.add([row(1), row(2, { dir: "c" }), row(3), row(4, { dir: "c" })])
      ladder.filter((r) => r.dir === "c")
      equal(labels(ladder), ["row 2", "row 4"])
      equal(list.getAttribute("aria-label"), "Bytes on the wire, 2 of 4 rows")
      ladder.add([row(5), row(6, { dir: "c" })])
      equal(labels(ladder), ["row 2", "row 4", "row 6"], "new rows")
      ladder.select(ladder.row(3))
      ladder.move(1)
      equal(selected, [3, 4], "from a hidden row to the next that is shown")
      ladder.filter(() => true)
      equal(labels(ladder).length, 6, "without it")
    },
  },
  {
    name: "rows of the document are taken over",
    run() {
      const first = make()
      first.ladder.add([
        row(1),
        row(2, { dir: "", kind: "gap", size: 0 }),
        row(3, { token: "e-1", err: "a rule" }),
      ])
      const root = /** @type {HTMLElement} */ (first.list.parentElement)
      const again = new Ladder(root, first.ladder.id, () => {})
      again.add([row(1), row(4)])
      equal(again.size, 4)
      equal(again.tokenRow("e-1")?.row.n, 3)
      equal(again.row(2)?.row.kind, "gap")
      again.select(again.row(1))
      again.trouble(1)
      again.trouble(1)
      equal(again.selected?.row.n, 3, "the broken one")
    },
  },
  {
    name: "a row of an HTTP/2 stream names it",
    run() {
      const { ladder, list } = make()
      ladder.add([row(1, { lane: 5 })])
      equal(list.querySelector(".wr-l")?.getAttribute("data-lane"), "5")
    },
  },
]
