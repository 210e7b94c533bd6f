// What the page of a run has beyond a bench: filters, the map of its time,
// replay, links to bytes. All of it reads the rows that the instrument shows.
import { Filter, isAll, predicate } from "#pushlab/bench/filter.js"
import { Minimap } from "#pushlab/bench/minimap.js"
import { Replay } from "#pushlab/bench/replay.js"
import { find, plural } from "#pushlab/bench/dom.js"
import { Uplink } from "#pushlab/bench/uplink.js"
import { watch } from "#pushlab/control.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {import("#pushlab/bench/instrument.js").Instrument} Instrument
 */

export class RunPage {
  /** @type {Row[]} all there are, by number */
  #rows = []
  #unwatch = () => {}
  #dropped = 0
  #uplink = new Uplink(() => this.#state())
  #unknown = ""
  #frame = 0 // asked for, to say what is in view
  #chosen = 0 // the row that was selected before a replay emptied the ladder

  /**
   * @param {HTMLElement} root the push-bench
   * @param {Instrument} instrument
   */
  constructor(root, instrument) {
    this.root = root
    this.instrument = instrument
    this.mark = find(root, ".b-head .state .mk")
    this.words = find(root, ".b-head .state-w")
    this.said = find(root, ".run-say")
    const { ladder } = instrument
    const form = /** @type {HTMLFormElement} */ (find(root, "form.flt"))
    this.filter = new Filter(form, (filter) => this.#filtered(filter))
    this.map = new Minimap(find(root, "[data-minimap]"), (t) => this.#go(t))
    this.replay = new Replay(find(root, "[data-play]"), {
      rows: () => this.#rows,
      show: (rows, fresh) => this.#play(rows, fresh),
      changed: () => this.#state(),
      still: matchMedia("(prefers-reduced-motion: reduce)").matches,
    })
    ladder.onView = () => this.#viewed()
    root.addEventListener("click", (e) => this.#clicked(e.target))
    this.#begin()
  }

  close() {
    this.#unwatch()
    this.#uplink.link(true) // it has nothing to say any more
    this.replay.close()
  }

  /** The document may hold a part of the rows only: all come in one piece, then those that are new. */
  async #begin() {
    const { ladder, inspector } = this.instrument
    this.#lit()
    const rows = await this.#fetch(inspector.base)
    if (rows) {
      this.#take(rows)
      if (ladder.size < rows.length || !isAll(this.filter.choice)) ladder.fill(rows)
      else ladder.add(rows)
      this.instrument.readouts.add(rows)
    }
    if (!isAll(this.filter.choice)) ladder.filter(predicate(this.filter.choice))
    const { run, view, kept } = this.root.dataset
    if (kept === undefined) this.#follow(run ? { run } : { view })
    this.#drawn()
  }

  /** @param {string} base @returns {Promise<Row[] | null>} */
  async #fetch(base) {
    try {
      const response = await fetch(`${base}/rows`)
      return response.ok ? (await response.json()).rows : null
    } catch {
      return null // what the document holds stays
    }
  }

  /** Pins the bytes that the page's address names, as the server has lit them. */
  #lit() {
    const [, from, to] =
      /^(\d+)(?:-(\d+))?$/.exec(new URLSearchParams(location.search).get("bytes") ?? "") ?? []
    const { probe, root } = this.instrument.inspector
    if (from === undefined || !root.querySelector(`.hx [data-i="${from}"]`)) return
    for (const cell of root.querySelectorAll(".on")) cell.classList.remove("on")
    probe.range(Number(from), Number(to ?? from))
    root.querySelector(`.hx [data-i="${from}"]`)?.scrollIntoView({ block: "nearest" })
  }

  /** @param {import("#pushlab/control.js").Target} target */
  #follow(target) {
    this.#unwatch = watch(target, {
      rows: (rows) => this.#came(rows),
      row: (row) => this.#came([row]),
      counts: ({ dropped }) => {
        this.#dropped = dropped
        this.#state()
      },
      link: (up) => this.#uplink.link(up),
      error: (message) => {
        this.#unknown = message
        this.#state()
      },
    })
  }

  /** @param {Row[]} rows */
  #came(rows) {
    this.#take(rows)
    if (this.replay.now === null) this.instrument.show(rows)
    this.#drawn()
  }

  /** @param {Row[]} rows */
  #take(rows) {
    for (const row of rows) {
      const old = this.#rows[row.n - 1]
      if (old && Math.abs(old.t - row.t) > 0.1) this.#rows = [] // the server came back with an empty trace
      this.#rows[row.n - 1] = row
    }
    this.filter.learn(rows)
  }

  #drawn() {
    this.map.draw(this.#rows)
    this.replay.offer()
    const trouble = this.#rows.some((row) => row.kind === "gap" || row.fault || row.err)
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
      this.root.querySelectorAll("[data-trouble]")
    )) {
      button.disabled = !trouble
    }
    this.#viewed()
    this.#state()
  }

  /** @param {(row: Row) => boolean} filter */
  #filtered(filter) {
    this.instrument.ladder.filter(filter)
    this.#viewed()
  }

  /** @param {Row[]} rows @param {boolean} fresh */
  #play(rows, fresh) {
    const { ladder } = this.instrument
    this.#chosen = ladder.selected?.row.n ?? this.#chosen
    if (fresh) ladder.clear()
    ladder.add(rows)
    if (ladder.selected) return
    ladder.selected = ladder.row(this.#chosen)
    ladder.window.draw()
  }

  /** Other rows are in view: said once a frame. */
  #viewed() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
      const { ladder } = this.instrument
      this.map.frame(ladder.view, this.replay.now)
      this.filter.say(ladder.rows.shown.length, ladder.size)
    })
  }

  /** @param {number} t */
  #go(t) {
    if (this.replay.now === null) this.instrument.ladder.goTo(t)
    else this.replay.seek(t)
    this.#viewed()
  }

  /** @param {EventTarget | null} target */
  #clicked(target) {
    const button = target instanceof Element ? target.closest("[data-trouble]") : null
    if (!button) return
    const by = Number(button.getAttribute("data-trouble"))
    if (!this.instrument.ladder.trouble(by)) {
      this.said.textContent = `There is no ${by > 0 ? "later" : "earlier"} silence or fault among the rows shown.`
    }
  }

  #state() {
    const { mark, words, sentence } = this.#look()
    this.mark.setAttribute("class", `mk sq-${mark}`)
    this.words.textContent = words
    if (this.said.textContent !== sentence) this.said.textContent = sentence
    this.map.frame(this.instrument.ladder.view, this.replay.now)
  }

  /** What the run is doing: a mark, words and a sentence. */
  #look() {
    const rows = plural(this.#rows.length, "row")
    const full = this.#dropped
      ? `The trace is full. What it holds is kept; ${plural(this.#dropped, "later event")} could not be. Opens, closes and faults still come.`
      : ""
    if (this.replay.playing) return { mark: "live", words: "Replaying", sentence: "" }
    if (this.replay.now !== null) return { mark: "idle", words: "Replay paused", sentence: "" }
    if (this.root.dataset.kept !== undefined) return { mark: "done", words: "Kept run", sentence: "" }
    if (this.#unknown) return { mark: "off", words: "Unknown here", sentence: this.#unknown }
    if (!this.#uplink.up) {
      const sentence = `The server does not answer. The ${rows} below are kept by this page, and go on when it is back.`
      return { mark: "off", words: "Lab server unreachable", sentence }
    }
    if (full) return { mark: "stall", words: "Trace full", sentence: full }
    const sentence = this.#rows.length
      ? ""
      : "Nothing on the wire yet. The first request to this run’s address appears here."
    return { mark: "live", words: "Following", sentence }
  }
}
