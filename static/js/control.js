// One WebSocket for all instruments of a page: it brings the rows of the runs
// that they watch, and what goes on in the room (room/socket.js). It is not the
// wire that they show.

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {{run?: string, view?: string}} Target a run, or its read-only view
 * @typedef {object} Handlers what a watcher wants to hear; all may be left out
 * @property {(rows: Row[]) => void} [rows] history first, then as they come
 * @property {(row: Row) => void} [row] a row that changed
 * @property {(verdict: any) => void} [verdict]
 * @property {(counts: {made: number, starts: number, dropped: number}) => void} [counts]
 * @property {(message: string) => void} [error]
 * @property {(up: boolean) => void} [link] the socket came up or went down
 */

/**
 * @typedef {object} Other what takes the messages that are of no run
 * @property {(message: any) => void} hear
 * @property {(up: boolean) => void} link
 */

const protocol = "pushlab.control.v1"
const firstWait = 250 // ms
const longestWait = 8000 // ms

export class Control {
  /** @type {Map<string, {target: Target, handlers: Set<Handlers>}>} */
  #watched = new Map()
  /** @type {WebSocket | null} */
  #socket = null
  #up = false
  #failures = 0
  #timer = 0
  /** @type {Map<string, (news: any) => void>} who asked for the news of a run */
  #asked = new Map()
  /** @type {Other | null} */
  #other = null

  /** @param {() => WebSocket} dial */
  constructor(dial) {
    this.dial = dial
    addEventListener("online", () => this.#retryNow())
  }

  /**
   * Watches a run until the function that it returns is called.
   *
   * @param {Target} target
   * @param {Handlers} handlers
   * @returns {() => void}
   */
  watch(target, handlers) {
    const key = target.run ?? target.view ?? ""
    const entry = this.#watched.get(key) ?? { target, handlers: new Set() }
    entry.handlers.add(handlers)
    this.#watched.set(key, entry)
    if (this.#up) this.#ask(target, entry.handlers.size > 1)
    else this.#connect()
    handlers.link?.(this.#up)
    return () => {
      if (!entry.handlers.delete(handlers) || entry.handlers.size > 0) return
      this.#watched.delete(key)
      if (this.#up) this.#send({ op: "unwatch", ...target })
    }
  }

  /**
   * Asks once for what the server knows of a run's news (server/news.go), null
   * when the socket is down, or when the question before has no answer yet: an
   * answer must not be taken for one to a later question.
   *
   * @param {string} run
   * @returns {Promise<any>}
   */
  news(run) {
    return new Promise((resolve) => {
      if (!this.#up || this.#asked.has(run)) return resolve(null)
      this.#asked.set(run, resolve)
      this.#send({ op: "news", run })
    })
  }

  /** Takes all messages that are of no run; it keeps the socket up. @param {Other} other */
  attach(other) {
    this.#other = other
    other.link(this.#up)
    this.#retryNow()
  }

  /** Sends if the socket is up, else not at all. @param {object} message */
  say(message) {
    if (this.#up) this.#send(message)
  }

  /** A second watcher needs the history too, which a run tells once. @param {Target} target @param {boolean} again */
  #ask(target, again) {
    if (again) this.#send({ op: "unwatch", ...target })
    this.#send({ op: "watch", ...target })
  }

  #connect() {
    if (this.#socket || this.#timer) return
    const socket = (this.#socket = this.dial())
    socket.addEventListener("open", () => this.#opened())
    socket.addEventListener("message", (e) => this.#hear(JSON.parse(e.data)))
    socket.addEventListener("close", () => this.#closed())
  }

  #opened() {
    this.#failures = 0
    this.#link(true)
    for (const { target } of this.#watched.values()) {
      this.#send({ op: "watch", ...target })
    }
  }

  #closed() {
    this.#socket = null
    this.#link(false)
    for (const run of this.#asked.keys()) this.#answer({ run })
    this.#timer = setTimeout(() => this.#retryNow(), waits.own(this.#failures++))
  }

  #retryNow() {
    clearTimeout(this.#timer)
    this.#timer = 0
    if (this.#watched.size > 0 || this.#other) this.#connect()
  }

  /** @param {any} news */
  #answer(news) {
    this.#asked.get(news.run)?.(news.type ? news : null)
    this.#asked.delete(news.run)
  }

  /** @param {any} message */
  #hear(message) {
    if (message.type === "news") return this.#answer(message)
    const entry = this.#watched.get(message.run ?? message.view)
    if (!entry) this.#other?.hear(message)
    for (const h of entry?.handlers ?? []) {
      if (message.type === "rows") h.rows?.(message.rows)
      else if (message.type === "row") h.row?.(message.row)
      else if (message.type === "verdict") h.verdict?.(message.verdict)
      else if (message.type === "error") h.error?.(message.message)
      if (message.made !== undefined) h.counts?.(message)
    }
  }

  /** @param {boolean} up */
  #link(up) {
    this.#up = up
    for (const { handlers } of this.#watched.values()) {
      for (const h of handlers) h.link?.(up)
    }
    this.#other?.link(up)
  }

  /** @param {object} message */
  #send(message) {
    this.#socket?.send(JSON.stringify(message))
  }
}

/**
 * How long to wait before attempt n: full jitter, so that the pages of a
 * server that comes back do not all knock at once.
 *
 * @param {number} failures
 */
export function wait(failures) {
  return Math.random() * Math.min(longestWait, firstWait * 2 ** failures)
}

/**
 * How long this page waits: for the socket here, and in the clients of the demos
 * (demo/ws.js). A room sets both to its profile (room/profile.js).
 */
export const waits = { own: wait, demo: (/** @type {number} */ failures) => 200 + wait(failures) }

function dial() {
  const url = new URL("/control", location.href)
  url.protocol = url.protocol.replace("http", "ws")
  return new WebSocket(url, protocol)
}

export const page = new Control(dial)

/** @type {Control["watch"]} */
export const watch = (target, handlers) => page.watch(target, handlers)

/** @type {Control["news"]} */
export const news = (run) => page.news(run)
