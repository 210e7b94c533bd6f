// A client whose requests are held until there is something new: it asks again
// as soon as it has that, on the same connection.
import { asking, sleep } from "#pushlab/demo/asking.js"
import { address } from "#pushlab/demo/knobs.js"
import { at, once } from "#pushlab/demo/poll.js"

const aimless = 1000 // ms

/**
 * @param {string} lab
 * @param {import("#pushlab/demo/asking.js").Knobs} knobs with answer; hold is one of them
 * @param {import("#pushlab/demo/asking.js").Options} options
 * @returns {{stop: () => void}}
 */
export function longpoll(lab, knobs, options) {
  return asking("GET", `${lab}/longpoll`, knobs, options, async (cursor, knobs, signal) => {
    for (;;) {
      await once(cursor, address(lab, "longpoll", at(cursor, knobs)), signal)
      if (cursor.over || cursor.goodbye) return
      // Without ids the server can not know what the page has: it says all again, at once.
      if (!cursor.after) await sleep(aimless, signal)
    }
  })
}
