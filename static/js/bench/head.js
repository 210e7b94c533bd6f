// The state of a whole bench: that of its panes, or that nothing works.
import { find, plural } from "#pushlab/bench/dom.js"

/** @typedef {import("#pushlab/bench/look.js").Look} Look */

/** What a bench of several panes says, the first that one of them is. */
const order = ["streaming", "silent", "reconnecting", "connecting", "failed", "reset", "complete", "closed"]

/** @param {Look[]} looks @returns {Look} */
export function foremost(looks) {
  const place = (/** @type {Look} */ look) =>
    (order.indexOf(look.name) + order.length + 1) % (order.length + 1)
  return looks.reduce((best, look) => (place(look) < place(best) ? look : best))
}

/**
 * The look of a bench that can not start anything, null for one that can.
 *
 * @param {boolean} up whether the server answers
 * @param {number} rows
 * @param {string} [verb] what its button says
 * @returns {Look | null}
 */
export function severed(up, rows, verb = "Start") {
  const kept = rows > 0 ? ` The ${plural(rows, "row")} below ${rows === 1 ? "is" : "are"} kept.` : ""
  const look = { mark: "off" }
  if (!navigator.onLine) {
    const sentence = `Your browser has no network.${kept} ${verb} works when it returns.`
    return { ...look, name: "offline", words: "Offline", sentence }
  }
  if (up) return null
  const sentence = `The server does not answer.${kept} ${verb} works when it is back.`
  return { ...look, name: "unreachable", words: "Lab server unreachable", sentence }
}

export class Head {
  #started = false

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.mark = find(root, ".b-head .state .mk")
    this.words = find(root, ".b-head .state-w")
    this.start = /** @type {HTMLButtonElement} */ (find(root, "[data-start]"))
    this.stop = /** @type {HTMLButtonElement} */ (find(root, "[data-stop]"))
  }

  /** @param {Look} look @param {{active: boolean, able: boolean}} buttons */
  draw(look, { active, able }) {
    this.mark.setAttribute("class", `mk sq-${look.mark}`)
    this.words.textContent = look.words
    find(this.root, ".bench").dataset.state = look.name
    this.start.disabled = !able
    this.stop.disabled = !active
    if (active) this.#started = true
    const label = this.start.querySelector("[data-again]")
    if (label instanceof HTMLElement && this.#started) label.textContent = label.dataset.again ?? ""
  }
}
