// A live bench: its controls start a demo, each time in a run of its own.
import { Address } from "#pushlab/bench/address.js"
import { find } from "#pushlab/bench/dom.js"
import { Head, foremost, severed } from "#pushlab/bench/head.js"
import { Pane } from "#pushlab/bench/pane.js"
import { newRun } from "#pushlab/bench/run.js"
import { reflect } from "#pushlab/bench/setup.js"
import { Status } from "#pushlab/bench/status.js"
import { Uplink } from "#pushlab/bench/uplink.js"
import { command, read } from "#pushlab/demo/knobs.js"

/**
 * @typedef {import("#pushlab/bench/instrument.js").Instrument} Instrument
 * @typedef {import("#pushlab/bench/types.js").DemoEvent} DemoEvent
 */

/**
 * The browser halves of the demos. Each comes when it is first started, or at
 * once when it has to prepare its controls. ready says, in the controls, why
 * there is nothing to start, run in which run the demo works when that is not one
 * of its own, and command what does the same in a terminal.
 *
 * @typedef {{start: import("#pushlab/demo/knobs.js").Start,
 *   command?: (lab: string, controls: import("#pushlab/demo/knobs.js").Controls) => string,
 *   prepare?: (root: HTMLElement) => void, ready?: (root: HTMLElement) => boolean,
 *   run?: (root: HTMLElement) => Promise<import("#pushlab/bench/types.js").Run> | null}} Half
 * @type {Record<string, () => Promise<Half>>}
 */
const demos = {
  typewriter: () => import("#pushlab/demo/typewriter.js"),
  resume: () => import("#pushlab/demo/resume.js"),
  articles: () => import("#pushlab/demo/articles.js"),
  pollbench: () => import("#pushlab/demo/pollbench.js"),
  bytes: () => import("#pushlab/demo/bytes.js"),
  theatre: () => import("#pushlab/demo/theatre.js"),
  slicer: () => import("#pushlab/demo/slicer.js"),
  postchat: () => import("#pushlab/demo/postchat.js"),
  frames: () => import("#pushlab/demo/frames.js"),
  closetheatre: () => import("#pushlab/demo/closetheatre.js"),
  handshake: () => import("#pushlab/demo/handshake.js"),
  roundtrips: () => import("#pushlab/demo/roundtrips.js"),
  cutlab: () => import("#pushlab/demo/cutlab.js"),
}

const composers = ["bytes", "frames"]
const late = 400 // ms for the last rows of a run to come

/** What came back of what the learner composed, before the connection ends. @param {import("#pushlab/bench/types.js").Row} row */
const answers = ({ dir, kind }) => dir === "s" && ["ws", "sse"].includes(kind)

export class Live {
  /** @type {import("#pushlab/bench/types.js").Run | null} */
  #run = null
  /** @type {import("#pushlab/demo/knobs.js").Client | null} */
  #client = null
  #turn = 0 // counts the starts: what an earlier one still tells is not heard
  #pending = false // a start waits for its run
  #used = false // a client has started in the current run
  #clock = 0 // timer: a state shows seconds

  /**
   * @param {HTMLElement} root the push-bench
   * @param {Instrument} instrument
   */
  constructor(root, instrument) {
    this.root = root
    this.instrument = instrument
    this.name = root.dataset.demo ?? ""
    this.form = /** @type {HTMLFormElement} */ (find(root, "form.panel"))
    this.status = new Status(
      find(root, ".say"),
      /** @type {HTMLSelectElement} */ (find(root, "[data-hears]")),
    )
    this.head = new Head(root)
    this.uplink = new Uplink(() => this.draw())
    this.address = new Address(find(root, ".b-term"), () => this.#freshRun().catch(() => this.uplink.lost()))
    /** @type {Map<string, Pane>} */
    this.panes = new Map()
    for (const pane of root.querySelectorAll("[data-pane]")) {
      const element = /** @type {HTMLElement} */ (pane)
      this.panes.set(element.dataset.pane ?? "", new Pane(element, this.status))
    }
    root.addEventListener("pointerover", () => demos[this.name]().catch(() => {}), { once: true })
    if (
      composers.includes(this.name) ||
      ["theatre", "postchat", "cutlab", "closetheatre", "handshake"].includes(this.name)
    )
      demos[this.name]().then((half) => half.prepare?.(root))
    this.draw()
  }

  get active() {
    return [...this.panes.values()].some((pane) => pane.active)
  }

  get controls() {
    return read(new FormData(this.form))
  }

  toggle() {
    if (this.active) this.stop()
    else this.start()
  }

  stop() {
    this.#client?.stop()
  }

  async start() {
    if (this.#pending) return
    const half = await demos[this.name]().catch(() => null)
    if (this.#pending || half?.ready?.(this.root) === false) return
    if (this.active && this.#client?.again) return this.#client.again(this.controls)
    this.#pending = true
    this.stop()
    const turn = ++this.#turn
    try {
      const [run, demo] = await Promise.all([this.#freshRun(half?.run?.(this.root)), demos[this.name]()])
      if (turn !== this.#turn) return
      for (const pane of this.panes.values()) pane.clear()
      const { root, controls: knobs } = this
      const lab = this.#place(run)
      import("#pushlab/bench/six.js").then(({ holds }) => holds(root, lab))
      this.#used = true
      this.#client = demo.start({
        lab,
        run,
        knobs,
        root,
        pane: (name) => this.#pane(name, turn),
      })
    } catch {
      this.uplink.lost()
    } finally {
      this.#pending = false
    }
  }

  /** Draws what the controls say, and the state of everything. */
  draw() {
    const { active, controls, instrument } = this
    const look = active
      ? null
      : severed(this.uplink.up, instrument.ladder.size, composers.includes(this.name) ? "Send" : "Start")
    for (const pane of this.panes.values()) {
      pane.refused(instrument.ladder.refusal)
      pane.draw(look ?? undefined)
    }
    this.head.draw(look ?? foremost(Array.from(this.panes.values(), (pane) => pane.look)), {
      active,
      able: !look,
    })
    reflect(this.root, this.name, controls)
    if (active) this.#clock ||= setInterval(() => this.draw(), 100)
    else this.#rest()
  }

  close() {
    this.stop()
    this.#turn++
    this.#rest()
  }

  #rest() {
    clearInterval(this.#clock)
    this.#clock = 0
  }

  /** Where the demo runs: the lab, or the place that the page names. @param {import("#pushlab/bench/types.js").Run} run */
  #place(run) {
    const place = /** @type {"tls" | "edge" | ""} */ (
      this.root.dataset.place || (this.controls.edge && "edge")
    )
    return (place && run[place]) || run.lab
  }

  /**
   * The current run while nothing was done in it, so that clock and rows begin at 0; else a new one.
   *
   * @param {Promise<import("#pushlab/bench/types.js").Run> | null} [other] the run of an exercise
   */
  async #freshRun(other) {
    const given = await other
    const fits = given ? given.run === this.#run?.run : !this.#used && this.instrument.ladder.size === 0
    if (this.#run && fits) return this.#run
    const run = (this.#run = given ?? (await newRun()))
    this.#used = false
    const { instrument } = this
    instrument.clear(run.inspector)
    instrument.inspector.link = `/v/${run.view}`
    for (const pane of this.panes.values()) pane.emptied()
    instrument.watch(
      { run: run.run },
      {
        rows: (rows) => {
          this.#client?.rows?.(rows)
          if (composers.includes(this.name)) instrument.suggest(rows.find(answers))
          if (!this.active) this.draw()
        },
        counts: (counts) => this.#client?.counts?.(counts),
        link: (up) => this.uplink.link(up),
      },
    )
    const half = await demos[this.name]().catch(() => null)
    const [place, { controls }] = [this.#place(run), this]
    this.address.show(run, half?.command?.(place, controls) ?? command(this.name, place, controls))
    this.#tell("run", run)
    return run
  }

  #ended() {
    const turn = this.#turn
    setTimeout(() => turn === this.#turn && this.instrument.settle(), late)
    this.#tell("end")
  }

  /** @param {string} what happened, for the rest of the page @param {object} [detail] */
  #tell(what, detail) {
    this.root.dispatchEvent(new CustomEvent(`push-bench:${what}`, { bubbles: true, detail }))
  }

  /** @param {string} name @param {number} turn */
  #pane(name, turn) {
    const pane = /** @type {Pane} */ (this.panes.get(name))
    const hear = (/** @type {DemoEvent} */ event) => {
      if (turn !== this.#turn) return
      const { phase } = pane.state
      pane.hear(event)
      if (pane.state.phase === phase) return
      if (!this.active) this.#ended()
      this.draw()
    }
    return { hear }
  }
}
