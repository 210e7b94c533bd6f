// What the tests of the modules share.

/**
 * Throws unless got is want, compared as JSON.
 *
 * @param {unknown} got
 * @param {unknown} want
 * @param {string} [what]
 */
export function equal(got, want, what = "value") {
  const [a, b] = [JSON.stringify(got), JSON.stringify(want)]
  if (a !== b) throw new Error(`${what} = ${a}, want ${b}`)
}
