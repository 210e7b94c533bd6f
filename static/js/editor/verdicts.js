// How a run of the learner's code can end, in words.
import { millis } from "#pushlab/bench/dom.js"

/**
 * @typedef {{name: string, mark: string, words: string, sentence: string, line?: number}} State
 */

export const ready = { name: "ready", mark: "idle", words: "Ready", sentence: "Nothing has run yet." }
export const asking = state("running", "live", "Running", "The page asks for its run.")
export const running = state("running", "live", "Running", "The code runs in a worker of its own.")

/** @param {string} name @param {string} mark @param {string} words @param {string} sentence @param {number} [line] */
function state(name, mark, words, sentence, line) {
  return { name, mark, words, sentence, line }
}

/** @param {number} after ms */
export function stopped(after) {
  return state(
    "stopped",
    "idle",
    "Stopped",
    `You stopped the code after ${millis(after)} ms. Its connections are closed.`,
  )
}

export const noRun = state(
  "failed",
  "err",
  "Failed",
  "The server can not be reached. Your code is kept; run it again.",
)

/**
 * @param {import("#pushlab/editor/sandbox.js").News} news
 * @param {number} after ms since the start
 * @returns {State | undefined} none if the code goes on as before
 */
export function heard(news, after) {
  switch (news.kind) {
    case "end":
      return ended(after)
    case "threw":
      return threw(news)
    case "flood":
      return flooded(news)
    case "silent":
      return silent(news)
    case "lost":
      return state(
        "failed",
        "err",
        "Failed",
        "The worker could not be loaded. Your code is kept; load the page again.",
      )
  }
}

/** @param {number} after */
function ended(after) {
  const open = "What it left open, a stream or a timer, goes on until you press Stop."
  return state("complete", "done", "Complete", `The code came to its end after ${millis(after)} ms. ${open}`)
}

/** @param {{text: string, line: number, syntax?: boolean}} news */
function threw({ text, line, syntax }) {
  const rest = syntax ? "Nothing has run." : "The code was stopped, and its connections are closed."
  return state("failed", "err", "Failed", `${text}${where(line)}. ${rest}`, line)
}

/** @param {{what: string, line: number}} news */
function flooded({ what, line }) {
  const sentence = `${what} in a second${where(line)}. The code was stopped, and its connections are closed.`
  return state("stopped", "idle", "Stopped", sentence, line)
}

/** @param {{line: number, loop: boolean}} news */
function silent({ line, loop }) {
  const known = line ? `the last that was heard of it is line ${line}` : "it is not known in which line"
  const cause = loop ? `last at line ${line}, in a loop that does not pause` : known
  const sentence = `No answer for 3 s, ${cause}. The code was stopped, and its connections are closed.`
  return state("stopped", "idle", "Stopped", sentence, line)
}

/** @param {number} line */
function where(line) {
  return line ? `, in line ${line}` : ""
}
