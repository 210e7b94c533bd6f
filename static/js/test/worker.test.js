import { Budget } from "#pushlab/editor/worker/budget.js"
import { lineOfSyntax } from "#pushlab/editor/worker/lines.js"
import { sha256 } from "#pushlab/editor/worker/sha256.js"
import { line, show } from "#pushlab/editor/worker/show.js"
import { equal } from "#pushlab/test/equal.js"

const circle = /** @type {Record<string, unknown>} */ ({ a: 1 })
circle.self = circle

/** @type {[unknown, string][]} */
const values = [
  ["a\n", '"a\\n"'],
  [1, "1"],
  [-0, "-0"],
  [9n, "9n"],
  [undefined, "undefined"],
  [null, "null"],
  [Symbol("s"), "Symbol(s)"],
  [function f() {}, "ƒ f()"],
  [{ a: "b", c: [1, "d"] }, '{a: "b", c: [1, "d"]}'],
  [{}, "{}"],
  [{ a: { b: { c: { d: 1 } } } }, "{a: {b: {c: {…}}}}"],
  [[[[[1]]]], "[[[[…]]]]"],
  [circle, "{a: 1, self: [Circular]}"],
  [new TypeError("no"), "TypeError: no"],
  [new Uint8Array([1, 255]), "Uint8Array(2) [1, 255]"],
  [new Map([["a", 1]]), 'Map {"a" => 1}'],
  [new Set(["a"]), 'Set ["a"]'],
  [new Headers({ b: "c" }), 'Headers {"b" => "c"}'],
  [new Date(0), String(new Date(0))],
  [/x/g, "/x/g"],
  [
    new MessageEvent("m", { data: "d", lastEventId: "7" }),
    'MessageEvent {type: "m", data: "d", lastEventId: "7"}',
  ],
  [new Response("", { status: 201 }), 'Response {status: 201, statusText: "", type: "default"}'],
  [{ get bad() { throw new Error("no") } }, "[Error: no]"], // prettier-ignore
  [Array.from({ length: 101 }, () => 0), `[${"0, ".repeat(100)}… 1 more]`],
  [Object.create(null), "{}"],
]

export const tests = [
  ...values.map(([value, want]) => ({
    name: `show ${want.slice(0, 40)}`,
    run: () => equal(show(value), want),
  })),
  { name: "a line has bare text", run: () => equal(line(["a", 1, { b: "c" }]), 'a 1 {b: "c"}') },
  {
    name: "a long line is cut",
    run: () => equal(line(["x".repeat(3000)]), `${"x".repeat(2000)}… (3000 characters)`),
  },
  {
    name: "sha256 as the browser counts it",
    async run() {
      const texts = ["", "abc", "é€😀", ...[55, 56, 63, 64, 65, 1000].map((n) => "a".repeat(n))]
      for (const text of texts) {
        const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
        const want = Array.from(new Uint8Array(hash), (b) => b.toString(16).padStart(2, "0")).join("")
        equal(sha256(text), want)
        equal(sha256(new TextEncoder().encode(text)), want)
      }
    },
  },
  { name: "200 lines a second", run: () => equal(spend(201, 1, 0).slice(-2), ["", "More than 200 lines"]) },
  { name: "more in two seconds", run: () => equal(spend(400, 1, 10).join(""), "") },
  { name: "64 kB a second", run: () => equal(spend(65, 1024, 0).slice(-2), ["", "More than 64 kB"]) },
  { name: "a syntax error in its line", run: () => equal(lineOfSyntax(5, "a\nb\nc"), 3) },
  { name: "a syntax error at the end", run: () => equal(lineOfSyntax(7, "a\nb\nc"), 3) },
  { name: "a line of another file", run: () => equal(lineOfSyntax(200, "a\nb\nc"), 0) },
]

/** @param {number} times @param {number} size @param {number} gap ms */
function spend(times, size, gap) {
  const budget = new Budget()
  return Array.from({ length: times }, (_, i) => budget.spend(size, i * gap))
}
