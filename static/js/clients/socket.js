// A client over WebSocket that comes back. The browser does not: a WebSocket that
// closed is done with. Nor can the page send pings, or see those of the server
// (RFC 6455 §5.5.2 leaves them to the browser), so that the watchdog lives on
// heartbeats which are messages.
import { Answer } from "#pushlab/clients/answer.js"
import { Backoff } from "#pushlab/clients/backoff.js"
import { Watchdog } from "#pushlab/clients/watchdog.js"

const mostFailures = 12 // in a row that brought nothing

/**
 * The close codes behind which another try may go better (RFC 6455 §7.4.1, and the
 * registry of IANA for 1012 to 1014). The others were said on purpose: one side broke
 * a rule (1002, 1003, 1007 to 1010), or an application means something by its own 3000
 * to 4999, such as a token that expired. They would come again.
 */
const passing = new Map([
  [1000, "in order, and before done"],
  [1001, "going away"],
  [1005, "no code"], // of the page's own making: a CLOSE frame without a code came
  [1006, "no CLOSE frame came"], // likewise: FIN, RST, a bad handshake, a 502
  [1011, "an error of the server"],
  [1012, "the service restarts"],
  [1013, "try again later"],
  [1014, "bad gateway"],
])

export class Socket {
  /** @type {WebSocket | null} */
  #socket = null
  #timer = 0
  #backoff = new Backoff()

  /**
   * @param {string} url
   * @param {object} ask what to ask for, the same each time
   * @param {import("#pushlab/clients/answer.js").Hears & {interval?: number}} options
   *   interval: ms between the server's heartbeats, 0 = it sends none
   */
  constructor(url, ask, { interval = 0, ...hears }) {
    this.url = url
    this.ask = ask
    this.answer = new Answer(hears)
    this.watchdog = new Watchdog(interval, () => this.#silent())
    this.#open()
  }

  stop() {
    clearTimeout(this.#timer)
    this.#drop(1000, "stopped by the page")
  }

  #open() {
    const socket = (this.#socket = new WebSocket(this.url, "pushlab.v1"))
    /** What a socket says that was given up is not heard. @type {<T>(f: (event: T) => void) => (event: T) => void} */
    const current = (f) => (event) => socket === this.#socket && f(event)
    socket.onopen = current(() => this.#opened(socket))
    socket.onmessage = current((event) => this.#hear(JSON.parse(event.data)))
    socket.onclose = current((event) => this.#closed(event))
    this.watchdog.sign() // the opening handshake may fall silent too
  }

  /** @param {WebSocket} socket */
  #opened(socket) {
    const after = this.answer.lastId
    this.answer.open()
    socket.send(JSON.stringify({ ...(after ? { op: "resume", after } : { op: "start" }), ...this.ask }))
  }

  /** @param {any} message */
  #hear(message) {
    this.watchdog.sign()
    this.#backoff.reset()
    if (message.type === "error") this.answer.fail(message.error)
    else this.answer.hear(message)
    if (this.answer.over) this.#drop(1000, "")
  }

  /** @param {CloseEvent} event */
  #closed({ code, reason }) {
    const why = `Closed with ${code}: ${passing.get(code) ?? (reason || "for good")}.`
    if (passing.has(code)) return this.#lost(why)
    this.watchdog.stop()
    this.answer.fail(why)
  }

  /**
   * close() begins a closing handshake (RFC 6455 §7.1.2) which nobody may answer, and
   * the browser waits for the answer. The page does not.
   */
  #silent() {
    this.#drop(4000, "silent")
    this.#lost("Silent for too long: the watchdog gave the socket up.")
  }

  /** @param {string} why */
  #lost(why) {
    this.watchdog.stop()
    if (this.#backoff.failures >= mostFailures) return this.answer.fail(why)
    const wait = this.#backoff.next()
    this.answer.hears.lost?.(why, wait)
    this.#timer = setTimeout(() => this.#open(), wait)
  }

  /** @param {number} code @param {string} reason */
  #drop(code, reason) {
    const socket = this.#socket
    this.#socket = null
    this.watchdog.stop()
    socket?.close(code, reason)
  }
}
