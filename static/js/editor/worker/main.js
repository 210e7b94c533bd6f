// What runs in the worker: the learner's code, and what tells the page how it
// fares. The worker's own Content-Security-Policy lets it reach its run and
// nothing else; the page ends it from outside.
import { Budget } from "#pushlab/editor/worker/budget.js"
import { lineHere, lineOf, lineOfSyntax, sourceName } from "#pushlab/editor/worker/lines.js"
import { tellLines } from "#pushlab/editor/worker/loops.js"
import { sha256 } from "#pushlab/editor/worker/sha256.js"
import { line, longest, show } from "#pushlab/editor/worker/show.js"

/**
 * What the page hears. A line of 0 is not known.
 *
 * @typedef {{kind: "beat"} | {kind: "at", line: number}
 *   | {kind: "log", level: string, text: string, line: number}
 *   | {kind: "blocked", what: string, line: number}
 *   | {kind: "flood", what: string, line: number}
 *   | {kind: "threw", text: string, line: number, syntax?: boolean}
 *   | {kind: "end"}} Told
 * @typedef {{code: string, port: MessagePort, given: Record<string, unknown>}} Order
 */

const beat = 500 // ms; the page ends a worker that was silent for six of them
const AsyncFunction = /** @type {FunctionConstructor} */ ((async () => {}).constructor)
const marker = "pushlab_at" // the name under which loops tell where they are

const budget = new Budget()
/** @type {MessagePort | null} */
let port = null
let over = false // nothing more is told
let compiling = "" // the code, while the browser reads it
let told = 0 // when a loop told its line

/** @param {Told} message */
function tell(message) {
  if (!over) port?.postMessage(message)
}

self.addEventListener("message", ({ data }) => begin(data), { once: true })
self.addEventListener("error", uncaught)
self.addEventListener("unhandledrejection", (event) => {
  event.preventDefault()
  threw(event.reason)
})
self.addEventListener("securitypolicyviolation", (event) => {
  tell({ kind: "blocked", what: event.blockedURI, line: 0 })
})

/** @param {Order} order */
function begin(order) {
  port = order.port
  tell({ kind: "beat" })
  setInterval(() => tell({ kind: "beat" }), beat)
  const given = { ...order.given, log: printer("log"), sleep, sha256, [marker]: at }
  for (const level of ["log", "info", "debug", "warn", "error"]) Reflect.set(console, level, printer(level))
  setTimeout(() => run(order.code, given)) // so that a syntax error goes to uncaught, which knows its line
}

/** @param {string} code @param {Record<string, unknown>} given */
function run(code, given) {
  const names = Object.keys(given)
  compiling = code
  let body = compile(code, names)
  compiling = ""
  try {
    body = compile(tellLines(code, marker), names)
  } catch {
    // a loop is written in a way that loops.js does not read: it runs as it is
  }
  body(...Object.values(given)).then(ended, threw)
}

/** @param {string} code @param {string[]} names */
function compile(code, names) {
  return AsyncFunction(...names, `"use strict";${code}${sourceName}`)
}

/** @param {unknown} value what the code returned */
function ended(value) {
  if (value !== undefined) print("log", `returned ${show(value)}`.slice(0, longest), 0)
  tell({ kind: "end" })
}

/** An error that nothing caught, in a callback or in reading the code. @param {ErrorEvent} event */
function uncaught(event) {
  event.preventDefault()
  if (!compiling) return threw(event.error ?? event.message)
  const text = String(event.error ?? event.message)
  tell({ kind: "threw", text, line: lineOfSyntax(event.lineno, compiling), syntax: true })
}

/** What the policy refused is told first: its own message comes a task later. @param {unknown} error */
function threw(error) {
  const text = error instanceof Error ? show(error) : `${show(error)} was thrown`
  setTimeout(() => tell({ kind: "threw", text: text.slice(0, longest), line: lineOf(error) }), 20)
}

/** Each round of a loop comes here. @param {number} line */
function at(line) {
  const now = performance.now()
  if (now - told > beat) {
    told = now
    tell({ kind: "at", line })
  }
  return true
}

/** @param {string} level */
function printer(level) {
  return (/** @type {unknown[]} */ ...values) => print(level, line(values), lineHere())
}

/** @param {string} level @param {string} text @param {number} line */
function print(level, text, line) {
  const what = budget.spend(text.length, performance.now())
  if (!what) return tell({ kind: "log", level, text, line })
  tell({ kind: "flood", what, line })
  over = true
}

/** @param {number} ms */
function sleep(ms) {
  return new Promise((wake) => setTimeout(wake, ms))
}
