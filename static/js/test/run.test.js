import { segments, tables } from "#pushlab/bench/boundaries.js"
import { el } from "#pushlab/bench/dom.js"
import { crosses, hatch, laneOf, stepOf, ticks } from "#pushlab/bench/drawing.js"
import { choiceOf, isAll, predicate } from "#pushlab/bench/filter.js"
import { bytesOf, linkTo } from "#pushlab/bench/link.js"
import { Minimap, sentence } from "#pushlab/bench/minimap.js"
import { Replay } from "#pushlab/bench/replay.js"
import { equal } from "#pushlab/test/equal.js"

/** @typedef {import("#pushlab/bench/types.js").Row} Row */

/** @param {number} n @param {Partial<Row>} [more] @returns {Row} */
const row = (n, more) => ({
  n,
  t: n * 100,
  dir: "s",
  kind: "sse",
  wire: "es",
  label: `row ${n}`,
  size: 9,
  conn: 1,
  ...more,
})

/** @param {string} query @param {Row[]} rows */
const shown = (query, rows) => rows.filter(predicate(choiceOf(new URLSearchParams(query)))).map(({ n }) => n)

const mixed = [
  row(1, { dir: "c", proto: "h2", lane: 5, label: "GET /sse" }),
  row(2, { conn: 2, proto: "sse", label: "id: 7" }),
  row(3, { dir: "", conn: 0, kind: "gap" }),
  row(4, { fault: true, kind: "fault", dir: "" }),
  row(5, { err: "a rule", proto: "websocket" }),
  row(6, { failed: true, proto: "http/1.1", label: "404 Not Found" }),
]

export const tests = [
  {
    name: "an address filters rows",
    run() {
      equal(shown("", mixed), [1, 2, 3, 4, 5, 6])
      equal(shown("conn=2", mixed), [2])
      equal(shown("lane=5", mixed), [1])
      equal(shown("dir=c", mixed), [1])
      equal(shown("proto=websocket", mixed), [5])
      equal(shown("only=trouble", mixed), [4, 5, 6], "faults, broken rules and errors")
      equal(shown("q=ID:", mixed), [2], "in large or small letters")
      equal(shown("dir=s&only=trouble", mixed), [5, 6], "both")
      equal(
        [isAll(choiceOf(new URLSearchParams("row=3"))), isAll(choiceOf(new URLSearchParams("q=a")))],
        [true, false],
      )
    },
  },
  {
    name: "a link names the row and the bytes, and keeps the filter",
    run() {
      equal(
        [bytesOf(null), bytesOf({ i: "3" }), bytesOf({ i: "3", to: "9" }), bytesOf({ f: "a" })],
        ["", "3", "3-9", ""],
      )
      const at = (/** @type {string} */ href) => href.slice(location.origin.length)
      equal(at(linkTo("/v/x", 18, "3-9")), "/v/x?row=18&bytes=3-9")
      equal(at(linkTo("/v/x", 18, "", "?dir=s&row=2&bytes=1")), "/v/x?dir=s&row=18")
    },
  },
  {
    name: "rows that lie on one another are one tick",
    run() {
      const lanes = new Map([[laneOf(row(1)), 0]])
      const [path] = ticks([row(1), row(1), row(2, { dir: "c" })], (t) => t, lanes, 18)
      equal(path.getAttribute("d"), "M100.5 9V16M200.5 2V9")
      equal(path.getAttribute("data-wire"), "es")
    },
  },
  {
    name: "a silence is hatched to the next row, a fault is crossed",
    run() {
      const rows = [row(1), row(2, { kind: "gap", conn: 0 }), row(9, { fault: true })]
      const [gap] = hatch(rows, (t) => t / 10, 18)
      equal(gap.getAttribute("d")?.startsWith("M20 0V18M90 0V18"), true, "its sides")
      for (const [, x] of gap.getAttribute("d")?.matchAll(/[ML]([\d.]+) /g) ?? []) {
        equal(Number(x) >= 20 && Number(x) <= 90, true, `${x} lies inside`)
      }
      equal(crosses(rows, (t) => t / 10, new Map([["connection 1", 0]]), 18).length, 1)
      equal(crosses([row(1)], (t) => t, new Map(), 18).length, 0, "no fault")
    },
  },
  {
    name: "the clock has round steps that fit",
    run() {
      equal(
        [stepOf(6400, 12), stepOf(6400, 4), stepOf(90, 10), stepOf(5, 10), stepOf(0, 10)],
        [1000, 2000, 10, 1, 1],
      )
    },
  },
  {
    name: "the map says in words what it shows",
    run() {
      equal(
        sentence(mixed, 3),
        "6 rows in 600.0 ms on 2 connections; 1 silence; 1 fault, the first at 400.0 ms; 1 row that breaks a rule.",
      )
    },
  },
  {
    name: "keys and clicks on the map lead to a moment",
    async run() {
      const root = el("div", {}, el("p", { class: "mm-words" }))
      document.body.append(root)
      /** @type {number[]} */
      const went = []
      const map = new Minimap(root, (t) => went.push(Math.round(t)))
      map.draw([row(1), row(10)])
      await new Promise(requestAnimationFrame)
      await new Promise(requestAnimationFrame)
      map.frame({ from: 500, to: 600 }, null)
      equal(map.slider.getAttribute("aria-valuetext"), "500.0 ms of 1\u2009000.0 ms")
      for (const key of ["ArrowRight", "ArrowLeft", "PageDown", "Home", "End", "a"]) {
        map.slider.dispatchEvent(new KeyboardEvent("keydown", { key }))
      }
      const { left } = map.slider.getBoundingClientRect()
      map.slider.dispatchEvent(new PointerEvent("pointerdown", { clientX: left + 92 }))
      equal(went, [520, 480, 400, 0, 1000, 0])
    },
  },
  {
    name: "a bracket spans the lines that it lies in",
    run() {
      const parts = segments(
        [
          [2, 5, "a", false],
          [5, 20, "b", true],
        ],
        0,
        8,
      )
      equal(
        parts.map((p) => [p.span, p.label, p.first, p.last, p.inside]),
        [
          [2, "", false, false, false],
          [3, "a", true, true, false],
          [3, "b", true, false, false],
        ],
      )
      const next = segments([[5, 20, "b", true]], 16, 24)
      equal(
        next.map((p) => [p.span, p.label, p.first, p.last, p.inside]),
        [
          [4, "b", false, true, true],
          [4, "", false, false, false],
        ],
      )
    },
  },
  {
    name: "a read that ends inside a character says so",
    run() {
      const none = /** @type {any[]} */ ([])
      const [table] = tables(
        {
          from: 100,
          hex: "61e282ac0a",
          row: [101, 104],
          writes: none,
          chunks: none,
          events: none,
          tokens: none,
          reads: [[100, 102, "read 1, 2 B", true]],
          said: [],
          more: false,
        },
        16,
      )
      equal(table.querySelector(".bl-read .br")?.textContent, "read 1, 2 B, ends inside a character")
      equal(table.querySelectorAll(".bnd-h .on").length, 3, "the row's own bytes")
      equal(table.querySelectorAll("tbody tr").length, 3, "no lanes without brackets")
    },
  },
  {
    name: "a replay shows each row when its time has come",
    run() {
      const all = [row(1), row(2), row(3)]
      /** @type {[number[], boolean][]} */
      const calls = []
      const replay = new Replay(el("div"), {
        rows: () => all,
        show: (rows, fresh) => calls.push([rows.map(({ n }) => n), fresh]),
        changed: () => {},
        still: true,
      })
      replay.seek(150)
      replay.seek(250)
      replay.seek(260)
      replay.seek(100)
      equal(calls, [
        [[1], true],
        [[2], false],
        [[1], true],
      ])
      equal([replay.all.hidden, replay.button.textContent], [false, "Go on"])
      replay.stop()
      equal(calls.at(-1), [[1, 2, 3], true], "all again")
      equal(replay.button.textContent, "Replay")
    },
  },
]
