// The strip of a seat: where the class is, what the host says, how the seat is.
import { find } from "#pushlab/bench/dom.js"
import { ClassStream } from "#pushlab/room/classstream.js"
import { Companion } from "#pushlab/room/companion.js"
import { How } from "#pushlab/room/how.js"
import { lease } from "#pushlab/room/lease.js"
import { Lines } from "#pushlab/room/lines.js"
import { Link } from "#pushlab/room/link.js"
import { keep, kept } from "#pushlab/room/memory.js"
import { Newest } from "#pushlab/room/newest.js"
import { Together } from "#pushlab/room/predict.js"
import { adopt } from "#pushlab/room/profile.js"
import { Said } from "#pushlab/room/said.js"
import { Signs } from "#pushlab/room/signs.js"
import { room, say } from "#pushlab/room/socket.js"
import { Timer } from "#pushlab/room/timer.js"
import { Unseen } from "#pushlab/room/unseen.js"
import { here, lesson } from "#pushlab/room/where.js"
import { news } from "#pushlab/room/words.js"

/** @typedef {import("#pushlab/room/state.js").Room} Room */

const placeEvery = 2000 // ms between two looks at where this page is

export class SeatStrip {
  #newest = new Newest(() => this.#draw())
  #first = true
  #stop = () => {}

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.key = root.dataset.room ?? ""
    this.said = new Said(find(root, "[data-say]"))
    this.link = new Link(root, (words) => this.said.say("link", words))
    this.timer = new Timer(root, (words) => this.said.say("timer", words))
    this.unseen = new Unseen(root)
    this.lines = new Lines(find(root, "[data-news]"), () => this.#dismiss())
    this.companion = new Companion(root, this.key, () => this.#draw())
    this.together = new Together(find(root, "[data-ask]"))
    this.stream = new ClassStream(find(root, "[data-stream]"), (words) => this.said.say("stream", words))
    this.signs = new Signs({ place: here, every: placeEvery, say, places: lesson !== "" })
    const form = /** @type {HTMLFormElement} */ (find(root, ".room-state"))
    this.how = new How(form, find(root, ".room-row"))
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
      link: (up) => this.#linked(up),
      error: (sentence) => {
        this.link.refused(sentence)
        this.stream.stop() // it was the seat's, and this page has none any more
      },
    })
    this.signs.start()
  }

  #drop() {
    this.#stop()
    this.signs.stop()
    this.stream.stop()
  }

  /** @param {boolean} up */
  #linked(up) {
    this.link.set(up)
    if (!up) return
    this.signs.again()
    this.companion.again()
    this.how.again()
  }

  /** @param {Room} state */
  #hear(state) {
    this.#newest.hear(state)
    this.link.set(true)
    adopt(state.profile)
    this.timer.set(state.timer, state.now)
    this.#draw()
    this.#first = false
  }

  #draw() {
    const { state } = this.#newest
    if (!state) return
    this.root.toggleAttribute("data-ended", state.ended)
    this.companion.hear(state.follow, this.lease?.holds ?? true)
    this.together.draw(state.predict)
    if (this.lease?.holds ?? true) this.stream.hear(state)
    find(this.root, "[data-name]").textContent = state.name
    this.how.hear(state.state)
    this.#tell(state, this.#news(state))
  }

  /** Draws the lines, without a hint that was put away. @param {Room} state @returns {Map<string, string>} */
  #news(state) {
    const lines = news(state)
    if (kept(this.key).hint === hintKey(state)) lines.delete("hint")
    this.lines.draw(lines)
    const closed = state.closed?.includes(lesson) ?? false
    document.querySelector("main[data-lesson]")?.toggleAttribute("data-closed", closed)
    return lines
  }

  /**
   * What changed is said; what was so when the page came is there to read.
   *
   * @param {Room} state
   * @param {Map<string, string>} lines
   */
  #tell(state, lines) {
    const { predict } = state
    const sentences = new Map(lines)
    if (predict) sentences.set("predict", this.together.sentence(predict))
    if (this.companion.sentence) sentences.set("follow", this.companion.sentence)
    for (const about of [
      "hint",
      "taken",
      "looked",
      "closed",
      "buffer",
      "down",
      "cards",
      "ended",
      "replaced",
      "wiped",
      "predict",
      "follow",
    ]) {
      const sentence = sentences.get(about) ?? ""
      if (this.#first) this.said.known(about, sentence)
      else this.said.say(about, sentence)
      this.unseen.hear(about, sentence, this.#first && !waits(about, state))
    }
  }

  #dismiss() {
    const { state } = this.#newest
    if (state) keep(this.key, { hint: hintKey(state) })
    this.#draw()
    this.root.querySelector("a")?.focus()
  }
}

/** @param {Room} state */
const hintKey = ({ hint }) => (hint ? `${hint.exercise}.${hint.n || hint.text}` : "")

/** Whether the learner has still to do with it, on whatever page. @param {string} about @param {Room} state */
const waits = (about, { predict }) =>
  about === "hint" || (about === "predict" && predict?.state === "open" && predict.mine === 0)
