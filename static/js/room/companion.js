// Following the host: the strip's words and button for it, and what the rules of
// follow.js say is to be done.
import { find } from "#pushlab/bench/dom.js"
import { step, Still } from "#pushlab/room/follow.js"
import { keep, kept } from "#pushlab/room/memory.js"
import { say } from "#pushlab/room/socket.js"
import { apply, arrive, hrefOf, lesson } from "#pushlab/room/where.js"
import { lessonName, placeName } from "#pushlab/room/words.js"

/** @typedef {import("#pushlab/room/state.js").Follow} Follow */

const hand = ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"]

export class Companion {
  sentence = "" // what is said of the host's place, "" = nothing
  /** @type {boolean | null} */
  #told = null // what the server knows
  /** @type {Follow | null} */
  #follow = null

  /**
   * @param {HTMLElement} root the strip
   * @param {string} key of the room and seat
   * @param {() => void} redraw
   */
  constructor(root, key, redraw) {
    this.key = key
    this.redraw = redraw
    this.at = find(root, "[data-at]")
    this.link = /** @type {HTMLAnchorElement} */ (find(root, "[data-go]"))
    this.button = /** @type {HTMLButtonElement} */ (find(root, "[data-follow]"))
    this.rest = new Still(redraw)
    for (const type of hand) addEventListener(type, () => this.rest.touch(), { passive: true })
    this.link.addEventListener("click", (e) => this.#go(e))
    this.button.addEventListener("click", () => this.#turn())
  }

  /** @param {Follow} follow @param {boolean} acts this tab is the one that moves */
  hear(follow, acts) {
    this.#follow = follow
    const { move, offer, mind } = step(follow, kept(this.key), {
      lesson,
      still: this.rest.still && !typing(),
    })
    if (acts) keep(this.key, mind)
    this.at.hidden = !offer
    if (offer) this.#draw(follow, mind.follows)
    this.sentence = offer ? `The host is at ${lessonName(follow.place.lesson)}.` : ""
    if (!acts) return
    this.#tell(mind.follows === true)
    if (move === "go") this.#arrive()
    else if (move === "apply") apply(follow.place)
  }

  /** A new socket has been told nothing. */
  again() {
    this.#told = null
  }

  /** @param {Follow} follow @param {boolean | null} follows */
  #draw({ place }, follows) {
    this.link.textContent = placeName(place)
    this.link.href = hrefOf(place)
    this.button.hidden = false
    this.button.textContent = follows
      ? "Leave the class’s page"
      : follows === null
        ? "Go there"
        : "Back to the class"
  }

  /** The link goes there, and the class is followed from then on. @param {Event} e */
  #go(e) {
    e.preventDefault()
    this.#set(true)
  }

  #turn() {
    this.#set(kept(this.key).follows !== true)
  }

  /** @param {boolean} follows */
  #set(follows) {
    keep(this.key, { follows })
    this.#tell(follows)
    if (follows) this.#arrive()
    this.redraw()
  }

  #arrive() {
    const place = this.#follow?.place
    if (!place) return
    keep(this.key, { at: place.lesson })
    if (place.lesson === lesson) arrive(place)
    else location.assign(hrefOf(place))
  }

  /** @param {boolean} follows */
  #tell(follows) {
    if (this.#told === follows) return
    this.#told = follows
    say({ op: "follows", on: follows })
  }
}

/** Words that are being written are not taken from under the hand. */
function typing() {
  const at = document.activeElement
  if (!(at instanceof HTMLElement)) return false
  return (
    at.isContentEditable || at.matches("textarea, input:not([type=radio], [type=checkbox], [type=range])")
  )
}
