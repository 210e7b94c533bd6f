// The bar of the host: the class is led from any page. Its forms work as they are;
// here they are sent without leaving the page.
import { count, el, find } from "#pushlab/bench/dom.js"
import { send } from "#pushlab/form.js"
import { Asking } from "#pushlab/room/asking.js"
import { lease } from "#pushlab/room/lease.js"
import { Lines } from "#pushlab/room/lines.js"
import { Link } from "#pushlab/room/link.js"
import { adopt } from "#pushlab/room/profile.js"
import { Said } from "#pushlab/room/said.js"
import { Signs } from "#pushlab/room/signs.js"
import { room, say } from "#pushlab/room/socket.js"
import { Timer } from "#pushlab/room/timer.js"
import { here, lesson } from "#pushlab/room/where.js"

/** @typedef {import("#pushlab/room/state.js").Room} Room */

const placeEvery = 200 // ms: the class hears of at most five places a second (DESIGN §7.5)

/** What a host does about a line. @type {typeof import("#pushlab/room/words.js").acts} */
const board = { ended: ["/room", "Open the board"], replaced: ["/room", "Open its board"] }

/** What a room still is when it goes on no more. @param {Room} room @returns {Map<string, string>} */
function over({ ended, wiped, replaced }) {
  if (wiped) return new Map([["wiped", "The room is wiped: its seats and what they did are deleted."]])
  if (replaced) return new Map([["replaced", "This room has ended, and another is open by now."]])
  return new Map(ended ? [["ended", "The room has ended. Export and wipe it on the board."]] : [])
}

export class HostBar {
  #stop = () => {}

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.said = new Said(find(root, "[data-say]"))
    this.link = new Link(root, (words) => this.said.say("link", words))
    this.timer = new Timer(root, (words) => this.said.say("timer", words))
    this.lines = new Lines(find(root, "[data-news]"), () => {}, board)
    this.lead = /** @type {HTMLButtonElement} */ (find(root, "[data-lead]"))
    this.asking = new Asking(find(root, "[data-collect]"), (words) => this.said.say("ask", words))
    this.signs = new Signs({ place: here, every: placeEvery, say, places: lesson !== "" })
    root.addEventListener("submit", (e) => this.#submit(e))
    find(root, "[data-bring]").hidden = lesson === ""
    this.lease = lease({
      take: () => this.#take(),
      drop: () => this.#drop(),
      heard: (state) => this.#hear(state),
    })
  }

  #take() {
    this.#stop = room({
      room: (state) => {
        this.#hear(state)
        this.lease.share(state)
      },
      link: (up) => {
        this.link.set(up)
        if (up) this.signs.again()
      },
      error: (sentence) => this.link.refused(sentence),
    })
    this.signs.start() // also while nobody follows: the board brings the class to where this page is
  }

  #drop() {
    this.#stop()
    this.signs.stop()
  }

  /** @param {Room} state */
  #hear(state) {
    adopt(state.profile)
    this.link.set(true)
    this.timer.set(state.timer, state.now)
    this.#lead(state.follow.on)
    find(this.root, "[data-release]").hidden = state.follow.mode !== "bring"
    const counted = find(this.root, "[data-count]")
    counted.hidden = false
    counted.textContent = `${count(state.connected)} of ${count(state.joined)} seats connected`
    this.asking.draw(state.predict)
    this.root.toggleAttribute("data-ended", state.ended)
    this.lines.draw(over(state))
  }

  /** @param {boolean} on */
  #lead(on) {
    this.lead.setAttribute("aria-checked", String(on))
    find(this.root, "[name=on]").setAttribute("value", on ? "no" : "yes")
  }

  /** @param {SubmitEvent} e */
  async #submit(e) {
    const form = /** @type {HTMLFormElement} */ (e.target)
    e.preventDefault()
    if (form.matches("[data-bring]")) this.#place(form)
    try {
      await send(form.action, new FormData(form, e.submitter))
      this.#fail("")
    } catch (error) {
      this.#fail(/** @type {Error} */ (error).message)
    }
  }

  /** Everyone goes where this page is now. @param {HTMLFormElement} form */
  #place(form) {
    const place = here()
    say({ op: "here", ...place })
    find(form, "[name=lesson]").setAttribute("value", place.lesson)
    find(form, "[name=section]").setAttribute("value", place.section)
  }

  /** @param {string} sentence "" takes the last one away */
  #fail(sentence) {
    this.root.querySelector(".room-fail")?.remove()
    if (sentence) this.root.append(el("p", { class: "room-fail", role: "alert" }, sentence))
  }
}
