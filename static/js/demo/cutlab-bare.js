// The three transports as the browser gives them, with as little code as a page can
// have: an EventSource comes back by itself where it may, a fetch rejects, and a
// WebSocket closes. What more a client needs is in #pushlab/clients.
import { RightParser } from "#pushlab/demo/parser-right.js"

/**
 * @typedef {import("#pushlab/clients/answer.js").Hears & {ended?: () => void}} Hears
 *   ended: the body ended, and the page takes that for the end of the answer
 * @typedef {{stop: () => void}} Client
 */

/** @param {string} url @param {Hears} hears @returns {Client} */
export function source(url, hears) {
  const source = new EventSource(url)
  let again = false // there are tokens, but no id to go on from
  source.onopen = () => hears.open?.(again)
  source.onmessage = (event) => {
    again = event.lastEventId === ""
    hears.token?.(event.data, event.lastEventId)
  }
  source.addEventListener("heartbeat", () => hears.heartbeat?.())
  source.addEventListener("reset", (event) => hears.reset?.(JSON.parse(event.data).why))
  source.addEventListener("done", (event) => {
    source.close() // or the browser would ask again for ever
    hears.done?.(JSON.parse(event.data).tokens)
  })
  source.onerror = () => {
    if (source.readyState === EventSource.CONNECTING)
      return hears.lost?.("EventSource fired error: readyState is CONNECTING.", 0)
    hears.failed?.("EventSource fired error: readyState is CLOSED, for ever.")
  }
  return { stop: () => source.close() }
}

/** @param {string} url @param {object} body @param {Hears} hears @returns {Client} */
export function post(url, body, hears) {
  const abort = new AbortController()
  let over = false
  const parser = new RightParser(({ type, data, id }) => {
    if (type === "message") hears.token?.(data, id)
    else if (type === "heartbeat") hears.heartbeat?.()
    else if (type === "done") {
      over = true
      hears.done?.(JSON.parse(data).tokens)
    }
  })
  async function read() {
    const headers = { "Content-Type": "application/json", Accept: "text/event-stream" }
    const request = { method: "POST", headers, body: JSON.stringify(body), signal: abort.signal }
    const response = await fetch(url, request)
    if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`)
    hears.open?.(false)
    for (const reader = response.body.getReader(); ;) {
      const { value, done } = await reader.read()
      if (done) return
      parser.read(value)
    }
  }
  read().then(
    () => over || hears.ended?.(),
    (error) => over || abort.signal.aborted || hears.failed?.(`fetch rejected: ${error.message}.`),
  )
  return { stop: () => abort.abort() }
}

/** @param {string} url @param {object} ask @param {Hears} hears @returns {Client} */
export function socket(url, ask, hears) {
  const socket = new WebSocket(url, "pushlab.v1")
  let over = false
  socket.onopen = () => {
    hears.open?.(false)
    socket.send(JSON.stringify({ op: "start", ...ask }))
  }
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data)
    if (message.token !== undefined) hears.token?.(message.token, message.id ?? "")
    else if (message.type === "heartbeat") hears.heartbeat?.()
    else if (message.type === "error") hears.failed?.(message.error)
    over ||= message.type === "done" || message.type === "error"
    if (message.type === "done") hears.done?.(message.tokens)
  }
  socket.onclose = ({ code }) => over || hears.failed?.(`WebSocket fired close with ${code}.`)
  return {
    stop() {
      over = true
      socket.close(1000)
    },
  }
}
