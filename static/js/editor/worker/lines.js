// Line numbers of the learner's own code. It runs as the body of an async
// function, which has lines before its first.

const file = "your-code.js"

/** Names the code, so that the lines of a stack that are its own can be told from others. */
export const sourceName = `\n//# sourceURL=${file}`

const before = 2 // "async function anonymous(…" and ") {": ECMA-262 §20.2.1.1.1

/** @param {unknown} error @returns {number} the line in which it was made; 0 where it is not known */
export function lineOf(error) {
  const stack = error instanceof Error ? String(error.stack) : ""
  const found = stack.match(/your-code\.js:(\d+)/)
  return found ? Number(found[1]) - before : 0
}

/** The line from which the caller was called. */
export function lineHere() {
  return lineOf(new Error())
}

/**
 * The line of a syntax error, from the line that the browser names. What is
 * missing at the end it finds behind the code.
 *
 * @param {number} line
 * @param {string} code
 */
export function lineOfSyntax(line, code) {
  const lines = code.split("\n").length
  const own = line - before
  if (own < 1 || own > lines + 2) return 0 // the browser names a line of another file
  return Math.min(own, lines)
}
