// One run for everything on a page that needs an address: its commands and its
// exercises. It is made when one of them comes into view, and a reload keeps it.
import { newRun } from "#pushlab/bench/run.js"

/** @typedef {import("#pushlab/bench/types.js").Run} Run */

const key = `pushlab.run.${location.pathname}`

/** @type {Promise<Run> | null} */
let made = null

/** @returns {Promise<Run>} */
export function pageRun() {
  made ??= kept() ?? make()
  return made
}

/** The run is unknown to the server now: the next call makes another. */
export function dropRun() {
  made = null
  try {
    sessionStorage.removeItem(key)
  } catch {
    // nothing was kept
  }
}

/** @returns {Promise<Run> | null} */
function kept() {
  try {
    const text = sessionStorage.getItem(key)
    return text ? Promise.resolve(JSON.parse(text)) : null
  } catch {
    return null
  }
}

async function make() {
  try {
    const run = await newRun()
    sessionStorage.setItem(key, JSON.stringify(run))
    return run
  } catch (error) {
    made = null // try again at the next call
    throw error
  }
}
