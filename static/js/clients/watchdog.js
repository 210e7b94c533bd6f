// Says when the other side has been silent for too long. TCP does not: a peer that
// vanished without FIN or RST leaves a connection that looks like an idle one
// (RFC 9293 §3.5.1, half-open connections). The page has nothing to send, so that
// nothing can time out, and EventSource, fetch and WebSocket all go on waiting.
//
// Silence means something only where the server promised to break it: with
// heartbeats. Without them a model that thinks is silent too, and a watchdog ends
// streams that were well.

const patience = 2.5 // intervals: one heartbeat may be lost or late, two in a row are not

export class Watchdog {
  #timer = 0
  #due = 0 // when the timer was to fire
  #late = false // it fired too late once since the last sign

  /**
   * @param {number} interval ms between two heartbeats; 0: there are none, and it never fires
   * @param {() => void} silent
   */
  constructor(interval, silent) {
    this.interval = interval
    this.silent = silent
  }

  /** Something came. Any byte is a sign of life; heartbeats are for when there is none. */
  sign() {
    this.#late = false
    this.#wait()
  }

  stop() {
    clearTimeout(this.#timer)
  }

  #wait() {
    this.stop()
    if (this.interval === 0) return
    const ms = patience * this.interval
    this.#due = performance.now() + ms
    this.#timer = setTimeout(() => this.#fire(), ms)
  }

  /**
   * A timer that is late by more than an interval was not running: the page was
   * frozen, its tab throttled, or the machine slept. What came meanwhile waits to be
   * read behind this call, so that it gets one more turn.
   */
  #fire() {
    const late = performance.now() - this.#due > this.interval
    if (!late || this.#late) return this.silent()
    this.#late = true
    this.#wait()
  }
}
