// A client that asks again and again what is new: short polling.
import { asking, sleep } from "#pushlab/demo/asking.js"
import { address } from "#pushlab/demo/knobs.js"

/** @typedef {import("#pushlab/demo/asking.js").Knobs} Knobs */

const interval = 1000 // ms; an answer waits 10 s for the next poll

/**
 * @param {string} lab
 * @param {Knobs} knobs with answer, or each poll without an id would begin one
 * @param {import("#pushlab/demo/asking.js").Options} options
 * @returns {{stop: () => void}}
 */
export function poll(lab, knobs, options) {
  const pause = options.interval ?? interval
  return asking("GET", `${lab}/poll`, knobs, options, async (cursor, knobs, signal) => {
    for (;;) {
      await once(cursor, address(lab, "poll", at(cursor, knobs)), signal)
      if (cursor.over || cursor.goodbye) return
      await sleep(pause, signal)
    }
  })
}

/** The query of the next poll. With cursor=off it says nothing. @param {{after: string}} cursor @param {Knobs} knobs @returns {Knobs} */
export const at = ({ after }, knobs) => (after && knobs.cursor !== "off" ? { ...knobs, after } : knobs)

/**
 * One poll: its body is there as a whole, or not at all.
 *
 * @param {import("#pushlab/demo/cursor.js").Cursor} cursor
 * @param {string} url
 * @param {AbortSignal} signal
 */
export async function once(cursor, url, signal) {
  const response = await cursor.opened(await fetch(url, { signal }))
  if (cursor.over) return
  for (const object of await response.json()) cursor.hear(object)
}
