// One EventSource with one of three error handlers, and what it tells its page.

/**
 * What a callback was told, on the page's clock. A source that the page makes or
 * closes is told too.
 *
 * @typedef {{t: number, type: "new" | "open" | "message" | "error" | "close", state: number,
 *   id?: string, data?: string}} Call
 * @typedef {"none" | "close" | "recreate"} Handler
 */

const again = 1000 // ms, until the page makes a new source

/**
 * @param {string} url
 * @param {{handler: Handler, most: number, call: (call: Call) => void}} options most is how often it may be made
 * @returns {{stop: () => void}}
 */
export function watchSource(url, { handler, most, call }) {
  let timer = 0
  let made = 0
  let source = make()

  function make() {
    made++
    const s = new EventSource(url)
    const tell = (/** @type {Call["type"]} */ type, more = {}) =>
      call({ t: performance.now(), type, state: s.readyState, ...more })
    tell("new")
    s.addEventListener("open", () => tell("open"))
    s.addEventListener("message", (e) => tell("message", { id: e.lastEventId, data: e.data }))
    s.addEventListener("error", () => {
      tell("error")
      if (handler === "close") {
        s.close()
        tell("close")
      }
      if (handler === "recreate" && s.readyState === EventSource.CLOSED && made < most)
        timer = setTimeout(() => (source = make()), again)
    })
    return s
  }

  return {
    stop() {
      clearTimeout(timer)
      source.close()
    },
  }
}
