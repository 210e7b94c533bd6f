import { placeWords } from "#pushlab/room/board-pace.js"
import { arrange } from "#pushlab/room/board-arrange.js"
import { Grid } from "#pushlab/room/board-grid.js"
import { Help } from "#pushlab/room/board-help.js"
import { Herds, inOrder, nameOf, scale } from "#pushlab/room/board-herd.js"
import { Lost } from "#pushlab/room/board-lost.js"
import { news } from "#pushlab/room/board-say.js"
import { Seats } from "#pushlab/room/board-state.js"
import {
  awayWords,
  came,
  clockWords,
  doorWords,
  faultWords,
  freedWords,
  herdWords,
  overWords,
  sum,
  whyWords,
  workWords,
} from "#pushlab/room/board-words.js"
import { el } from "#pushlab/bench/dom.js"
import { equal } from "#pushlab/test/equal.js"

/** @typedef {import("#pushlab/room/board-state.js").Seat} Seat */

/** @param {number} n @param {Partial<Seat>} [more] @returns {Seat} */
const seat = (n, more) => ({ seat: n, name: `n${n}`, cells: ["p", "w"], minutes: 3, on: true, away: 0, follows: true, state: "working", exercise: "EX02", tries: 0, ...more }) // prettier-ignore

/** @param {boolean} jitter @param {number[]} bars @param {number} streams */
const herd = (jitter, bars, streams) => ({ kind: "cut", streams, jitter, at: jitter ? 2 : 1, bars, back: streams, peak: Math.max(...bars), last: bars.length * 100 }) // prettier-ignore

const column = { id: "EX02", label: "2", lesson: "02-polling", passed: 4, here: true }
const counts = { joined: 16, connected: 15, following: 13, stuck: 1, come: 1, answered: 0 }

function grid() {
  const body = el("tbody", { "data-rows": true })
  const head = el("thead", {}, el("tr", { "data-head": true }))
  const foot = el("tfoot", {}, el("tr", { "data-foot": true }))
  const root = el("div", { "data-scroll": true }, el("table", {}, head, body, foot))
  const main = el("main", {}, root)
  document.body.append(main)
  /** @type {number[]} */
  const chosen = []
  return { main, body, chosen, grid: new Grid(main, false, (n) => chosen.push(n)) }
}

/** The list of who needs somebody, on a page that can be out of reach. */
function needs() {
  const list = el("ul", { "data-needs": true })
  const quiet = el("p", { "data-quiet": true })
  const line = el("p", { "data-lost": true, hidden: true }, el("span", { "data-lost-words": true }))
  const main = el("main", {}, line, el("ul", { "data-chosen": true }), list, quiet)
  document.body.append(main)
  const help = new Help(main, () => {})
  const seats = new Seats()
  /** @param {Seat[]} all */
  const show = (all) => {
    seats.take({ full: true, seats: all, order: all.map((s) => s.seat) })
    help.show(/** @type {any} */ ({ columns: [column], role: "host", code: "plover-42" }), seats)
  }
  return { main, list, quiet, help, lost: new Lost(main), show }
}

export const tests = [
  {
    name: "a board keeps what is not told again, and forgets who left",
    run() {
      const seats = new Seats()
      seats.take({ full: true, seats: [seat(1), seat(2), seat(3)], order: [3, 1, 2] })
      const changed = seats.take({
        full: false,
        seats: [seat(2, { tries: 4, why: ["4 tries"] })],
        gone: [3],
        order: [2, 1],
      })
      equal([...changed].sort(), [2, 3], "changed")
      equal(seats.sorted("needs").map((s) => [s.seat, s.tries]), [[2, 4], [1, 0]], "seats") // prettier-ignore
      equal(seats.needs().map((s) => s.seat), [2], "needs") // prettier-ignore
      equal([...seats.take({ full: true, seats: [seat(1)], order: [1] })].sort(), [1, 2], "after all anew")
    },
  },
  {
    name: "rows are sorted by progress and by name",
    run() {
      const seats = new Seats()
      const all = [
        seat(1, { name: "wren" }),
        seat(2, { name: "crane", cells: ["p", "p"] }),
        seat(3, { name: "owl" }),
      ]
      seats.take({ full: true, seats: all, order: [3, 2, 1] })
      equal(seats.sorted("progress").map((s) => s.seat), [2, 1, 3], "progress") // prettier-ignore
      equal(seats.sorted("name").map((s) => s.seat), [2, 3, 1], "name") // prettier-ignore
    },
  },
  {
    name: "only a row whose seat changed is drawn again, and the focus stays on it",
    run() {
      const { main, body, grid: rows, chosen } = grid()
      const both = [seat(1), seat(2)]
      rows.show(both, new Set([1, 2]))
      const [first, second] = body.children
      const cell = first.querySelector("td")
      const button = /** @type {HTMLButtonElement} */ (second.querySelector("button"))
      button.focus()
      rows.show([seat(2, { cells: ["p", "s"], minutes: 9 }), both[0]], new Set([2]))
      equal([...body.children].map((row) => row.getAttribute("data-seat")), ["2", "1"], "order") // prettier-ignore
      equal(document.activeElement === button, true, "focus stays")
      equal(body.children[1].querySelector("td") === cell, true, "the other row is the same")
      equal(body.querySelector(".c-s .vh")?.textContent, " stuck for 9 minutes", "cell")
      button.click()
      equal(chosen, [2], "chosen")
      main.remove()
    },
  },
  {
    name: "one name is in the tab order and the arrows go on",
    run() {
      const { main, body, grid: rows } = grid()
      rows.show([seat(1), seat(2), seat(3)], new Set([1, 2, 3]))
      const stops = () => [...body.querySelectorAll("button")].map((b) => b.tabIndex)
      equal(stops(), [0, -1, -1], "at first")
      const press = (/** @type {string} */ key) =>
        document.activeElement?.dispatchEvent(
          new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
        )
      body.querySelector("button")?.focus()
      press("ArrowDown")
      equal(stops(), [-1, 0, -1], "one down")
      press("End")
      equal(stops(), [-1, -1, 0], "to the end")
      main.remove()
    },
  },
  {
    name: "the buttons of a seat work again that was not listed when the server came back",
    run() {
      const { main, list, lost, show } = needs()
      const stuck = seat(1, { why: ["9 minutes"] })
      const off = () => [...list.querySelectorAll("button")].map((b) => `${b.disabled} ${b.title}`)
      show([stuck])
      lost.refused("Gone.")
      equal(off(), Array(3).fill("true Gone."), "out of reach")
      show([seat(1)])
      lost.seen()
      show([stuck])
      equal(off(), Array(3).fill("false "), "back")
      main.remove()
    },
  },
  {
    name: "who is chosen stands above the list, and waits not behind it",
    run() {
      const { main, list, quiet, help, show } = needs()
      const stuck = (/** @type {number} */ n) => Array.from({ length: n }, (_, i) => seat(i + 1, { why: ["x"] })) // prettier-ignore
      const said = () => [list.children.length, quiet.hidden ? "" : quiet.textContent]
      show(stuck(10))
      equal(said(), [8, "2 more wait behind these; the grid has them all."], "of ten")
      show(stuck(9))
      equal(said(), [8, "1 more waits behind these; the grid has them all."], "of nine")
      help.choose(4)
      equal(said(), [8, ""], "one of nine is chosen")
      show(stuck(4))
      help.choose(4)
      show([seat(4)])
      equal(said(), [0, "Nobody needs you now."], "of none")
      main.remove()
    },
  },
  {
    name: "arranging moves only what stands elsewhere",
    run() {
      const [a, b, c] = ["a", "b", "c"].map((id) => el("p", { id }))
      const parent = el("div", {}, a, b)
      arrange(parent, [c, b])
      equal([...parent.children].map((p) => p.id), ["c", "b"]) // prettier-ignore
    },
  },
  {
    name: "the board speaks counts and who is newly stuck",
    run() {
      const now = { joined: 2, connected: 2, stuck: [2], name: (/** @type {number} */ n) => `n${n}` }
      equal(news(null, now), "2 joined, 2 connected, 1 stuck, newly n2.", "at first")
      equal(news(now, now), "", "the same")
      equal(news(now, { ...now, stuck: [] }), "2 joined, 2 connected, 0 stuck.", "nobody")
    },
  },
  {
    name: "both herds have one scale, the one without jitter first",
    run() {
      const [calm, storm] = [herd(true, Array(20).fill(1), 20), herd(false, [0, 0, 20], 20)]
      equal(scale([calm, storm]), { span: 2000, peak: 20 }, "scale")
      equal(inOrder([calm, storm]), [storm, calm], "order")
      equal([calm, storm].map((h) => nameOf(h, [storm, calm])), ["With jitter", "Without jitter"], "names") // prettier-ignore
      const later = { ...storm, at: 61_000 }
      equal([storm, later].map((h) => nameOf(h, [storm, later])), [`Without jitter, cut at ${clockWords(1)}`, `Without jitter, cut at ${clockWords(61_000)}`], "names of two alike") // prettier-ignore
      equal(came(herd(true, [3, 0, 4], 5)), 5, "who came twice counts once")
      equal(herdWords(storm), "Without jitter: 20 streams came back within 0.3 s, at most 20 of them in a tenth of a second.") // prettier-ignore
      equal(herdWords(herd(true, [1], 3)), "With jitter: 1 of 3 streams are back so far, at most 1 of them in a tenth of a second.") // prettier-ignore
    },
  },
  {
    name: "the herd is drawn from its numbers",
    run() {
      const section = el("section", { "data-herds": true, hidden: true }, el("div", { "data-chart": true }), el("p", { "data-herd-words": true })) // prettier-ignore
      section.append(el("table", {}, el("tbody", { "data-herd-rows": true })))
      new Herds(el("main", {}, section), true).show([herd(false, [0, 12, 3], 15)], 10, 100)
      equal(section.hidden, false, "shown")
      equal(section.querySelectorAll("rect.bar").length, 2, "bars")
      equal([...section.querySelectorAll("tbody td")].map((td) => td.textContent), ["15", "12", "0.3 s"], "table") // prettier-ignore
    },
  },
  {
    name: "the words of a board",
    run() {
      const board = /** @type {any} */ ({ columns: [column], counts })
      equal(sum(board, false), "4 of 16 passed 2; 1 is stuck, 1 asks you to come", "sum")
      equal(sum(board, true), "4 of 16 passed 2; 1 is stuck", "sum on a projector")
      equal(workWords(board, seat(1, { tries: 5 })), "2, 3 min, 5 tries", "work")
      equal(
        whyWords(seat(1, { tries: 5, why: ["please come", "3 minutes", "5 tries"] })),
        ["please come"],
        "why",
      )
      equal(awayWords(seat(1, { on: false, away: 130 })), "away 2 min", "away")
      equal(
        faultWords({ buffer: false, downUntil: 8200 }, 1000),
        "New streams get 502 for 8 s more.",
        "fault",
      )
      equal(doorWords({ full: false, seats: 400, refused: 0 }), "", "door")
      equal(
        doorWords({ full: true, seats: 400, refused: 1 }),
        "The room is full: it has 400 seats. Turned away: 1 try to join.",
        "full",
      )
      equal(
        [{}, { wiped: true }, { replaced: true }].map((b) => overWords(b).split(/[:.,]/)[0]),
        ["", "The room is wiped", "This room has ended"],
        "over",
      )
      equal(freedWords(0) + freedWords(2), "No seat was empty.Freed: 2 seats.", "freed")
      const lessons = [{ number: 2, slug: "02-polling", title: "", sections: ["a", "b"], questions: null }]
      const at = { lesson: "02-polling", section: "b", bench: "", row: 18, pin: 0 }
      equal(placeWords(at, lessons), "Lesson 2, section 2, row 18", "place")
    },
  },
]
