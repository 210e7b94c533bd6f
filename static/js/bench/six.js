// A browser opens six connections to one host over HTTP/1.1 (measured in
// cmd/pushlab/limits_browser_test.go), for all its tabs together, and says nothing
// of it: the seventh stream waits. A page that waits asks the other tabs what they
// hold, and tells the learner. BroadcastChannel reaches the tabs of one browser, on
// plain http too.
import { el, plural } from "#pushlab/bench/dom.js"

export const most = 6
const patience = 1500 // ms that a stream may be Connecting
const hearing = 250 // ms for the other tabs to answer
const holding = ["streaming", "silent"] // states of a stream that has its connection

/** @type {Map<HTMLElement, string>} the benches that were started, and where they run */
const benches = new Map()

/** @type {Map<symbol, string>} streams without a bench */
const others = new Map()

/** @typedef {{ask?: string, id?: number, to?: number, held?: number}} Message ask: an origin */

/** Where the streams of a base address go: each host has six of its own. TLS has HTTP/2, and one for all. @param {string} base */
const hostOf = (base) => {
  const { origin, protocol } = new URL(base, location.href)
  return protocol === "https:" ? "" : origin
}

/** What a page says when a stream waits, "" when that is not the reason. @param {number} here @param {number} elsewhere */
export function sentence(here, elsewhere) {
  if (here + elsewhere < most) return ""
  const where = elsewhere
    ? `, ${elsewhere === here + elsewhere ? "all" : elsewhere} of them in other tabs`
    : ""
  return `Your browser holds ${plural(here + elsewhere, "connection")} to the lab${where}. Over HTTP/1.1 it opens six to one host, so this stream waits. Nothing is lost: stop one, and this one starts.`
}

/** Asks the other tabs, and adds up what they answer. */
export class Census {
  /** @type {Map<number, (held: number) => void>} */
  #asked = new Map()

  /**
   * @param {{postMessage: (message: Message) => void, onmessage: ((event: any) => void) | null} | null} channel
   * @param {(host: string) => number} held by this page
   */
  constructor(channel, held) {
    this.channel = channel
    this.held = held
    if (channel) channel.onmessage = ({ data }) => this.#hear(data)
  }

  /** What the other tabs hold to a host. @param {string} host @returns {Promise<number>} */
  elsewhere(host) {
    const id = Math.random()
    let sum = 0
    this.#asked.set(id, (held) => (sum += held))
    this.channel?.postMessage({ ask: host, id })
    return new Promise((resolve) =>
      setTimeout(() => {
        this.#asked.delete(id)
        resolve(sum)
      }, hearing),
    )
  }

  /** @param {Message} message */
  #hear({ ask, id, to, held = 0 }) {
    if (to !== undefined) this.#asked.get(to)?.(held)
    else if (ask !== undefined) this.channel?.postMessage({ to: id, held: this.held(ask) })
  }
}

/** @param {HTMLElement} bench its streams over HTTP */
function streams(bench) {
  const panes = /** @type {NodeListOf<HTMLElement>} */ (bench.querySelectorAll("[data-pane]"))
  const wire = (/** @type {HTMLElement} */ pane) =>
    pane.dataset.wire ?? pane.querySelector(".code")?.getAttribute("data-wire")
  return [...panes].filter((pane) => wire(pane) !== "ws")
}

/** What this page holds to a host. @param {string} host */
function held(host) {
  let n = [...others.values()].filter((other) => other === host).length
  for (const [bench, at] of benches) {
    if (at === host) n += streams(bench).filter((pane) => holding.includes(pane.dataset.state ?? "")).length
  }
  return n
}

const census = new Census("BroadcastChannel" in globalThis ? new BroadcastChannel("pushlab.six") : null, held)

/** Counts the streams of a bench that starts, and looks whether one of them waits. @param {HTMLElement} bench @param {string} base */
export function holds(bench, base) {
  const known = benches.has(bench)
  benches.set(bench, hostOf(base))
  if (known) return
  const timer = setInterval(() => {
    if (bench.isConnected) return void look(bench)
    clearInterval(timer)
    benches.delete(bench)
  }, patience / 3)
}

/** Counts a stream that has no bench. @param {string} base @returns {() => void} it is closed */
export function hold(base) {
  const stream = Symbol()
  others.set(stream, hostOf(base))
  return () => others.delete(stream)
}

/** @type {WeakMap<HTMLElement, number>} since when a stream waits */
const waits = new WeakMap()

/** @param {HTMLElement} bench */
async function look(bench) {
  for (const pane of streams(bench)) {
    if (pane.dataset.state !== "connecting") say(pane, "")
    else if (!waits.has(pane)) waits.set(pane, performance.now())
    else if (performance.now() - Number(waits.get(pane)) >= patience)
      await ask(pane, benches.get(bench) ?? "")
  }
}

/** @param {HTMLElement} pane @param {string} host */
async function ask(pane, host) {
  if (!host) return
  const elsewhere = await census.elsewhere(host)
  if (pane.dataset.state === "connecting") say(pane, sentence(held(host), elsewhere))
}

/** Says it beside the state, and once to who listens. @param {HTMLElement} pane @param {string} words */
function say(pane, words) {
  if (!words) waits.delete(pane)
  let line = pane.querySelector("[data-six]")
  if ((line?.textContent ?? "") === words) return
  if (!line) pane.querySelector(".stt")?.after((line = el("p", { class: "stt", "data-six": true })))
  if (line) line.textContent = words
  const region = pane.closest("push-bench")?.querySelector(".say")
  if (region && words) region.textContent = words
}
