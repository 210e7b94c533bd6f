// The class stream: while the host has it on, the page in view of every seat reads
// one stream, so that a fault can be done to the whole room at once. What the page
// says of it are its own callbacks.
import { answerKey, newRun } from "#pushlab/bench/run.js"
import { hold } from "#pushlab/bench/six.js"
import { Source } from "#pushlab/demo/cutlab-source.js"
import { address } from "#pushlab/demo/knobs.js"
import { Tally } from "#pushlab/demo/tally.js"
import { Patience, usual } from "#pushlab/room/profile.js"
import { ledger, line } from "#pushlab/room/streamline.js"

/** @typedef {import("#pushlab/room/state.js").Room} Room */

const tokens = 800 // of one answer; then the next begins
const again = 5000 // ms, when a run can not be had

export class ClassStream {
  #profile = usual
  #on = false
  #turn = 0 // counts the starts: what an earlier one still tells is not heard
  #timer = 0
  /** @type {Source | null} */
  #source = null
  #free = () => {}
  #book = ledger()

  /** @param {HTMLElement} root @param {(words: string) => void} said */
  constructor(root, said) {
    this.root = root
    this.said = said
  }

  /** @param {Room} room */
  hear({ stream, profile, ended }) {
    this.#profile = profile
    const on = stream && !ended
    if (on === this.#on) return
    if (on) this.#start()
    else this.stop()
  }

  stop() {
    this.#on = false
    this.#turn++
    clearTimeout(this.#timer)
    this.#source?.stop()
    this.#free()
    this.root.hidden = true
  }

  /** Not all pages of the room at the same moment. */
  #start() {
    this.#on = true
    const turn = ++this.#turn
    this.#book = ledger()
    this.root.hidden = false
    this.#draw()
    this.#timer = setTimeout(() => this.#begin(turn), Math.random() * this.#profile.stagger)
  }

  /** @param {number} turn */
  async #begin(turn) {
    const run = await newRun(undefined, "/runs?for=class").catch(() => null)
    if (turn !== this.#turn) return
    if (!run) return void (this.#timer = setTimeout(() => this.#begin(turn), again))
    this.#free()
    this.#free = hold(run.lab)
    this.#read(run.lab, turn)
  }

  /** @param {string} lab @param {number} turn */
  #read(lab, turn) {
    const knobs = { tokens, tps: this.#profile.tps, ttft: 0, answer: answerKey() }
    const tally = new Tally()
    const tell = (/** @type {Partial<import("#pushlab/room/streamline.js").Book>} */ what) => {
      if (turn !== this.#turn) return
      Object.assign(this.#book, what)
      this.#draw()
    }
    this.#source = new Source((after) => address(lab, "sse", { ...knobs, after }), {
      backoff: new Patience(() => this.#profile),
      open: () => tell(this.#opened()),
      token: (_, id) => {
        tally.token(id)
        tell({
          state: "live",
          tokens: this.#book.tokens + 1,
          last: id,
          lost: tally.lost,
          doubled: tally.doubled,
        })
      },
      lost: (why) => tell(this.#broke(why)),
      done: () => turn === this.#turn && this.#read(lab, turn),
      failed: () => turn === this.#turn && (this.#timer = setTimeout(() => this.#read(lab, turn), again)),
    })
  }

  #opened() {
    const { brokeAt } = this.#book
    if (!brokeAt) return { state: "live" } // the next answer begins: nothing was away
    const away = performance.now() - brokeAt
    this.said(`Your stream is back after ${Math.round(away)} ms.`)
    return { state: "live", brokeAt: 0, away }
  }

  /** @param {string} why */
  #broke(why) {
    const { brokeAt, cuts } = this.#book
    if (!brokeAt) this.said("Your stream broke. It comes back by itself.")
    return { state: "conn", why, brokeAt: brokeAt || performance.now(), cuts: cuts + (brokeAt ? 0 : 1) }
  }

  #draw() {
    line(this.root, this.#book)
  }
}
