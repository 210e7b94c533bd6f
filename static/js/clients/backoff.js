// How long a client waits before it comes back: exponential backoff with full
// jitter. Doubling alone keeps a crowd in step: the ten thousand pages that lost
// one server would all knock after 250 ms, then after 500, then after 1000. So only
// the bound doubles, and each wait is drawn between nothing and the bound. The cap
// keeps the longest wait one that a reader sits through.

const first = 250 // ms, the bound of the first wait
const most = 8000 // ms, the cap

export class Backoff {
  failures = 0 // in a row

  /** @param {() => number} [random] from 0 to 1 */
  constructor(random = Math.random) {
    this.random = random
  }

  /** One more failure. @returns {number} ms to wait now */
  next() {
    return this.random() * Math.min(most, first * 2 ** this.failures++)
  }

  /**
   * The next failure is the first again. This is for when something was read, not
   * for when a connection opened: a server that takes each one and drops it would be
   * asked for ever, without a pause.
   */
  reset() {
    this.failures = 0
  }
}

/**
 * Rejects when the signal is aborted: who waits may be told to stop.
 *
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const stopped = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stopped) // or each wait would leave one
      resolve()
    }, ms)
    signal.addEventListener("abort", stopped)
  })
}
