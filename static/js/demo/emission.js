// A submission: its way to the lab, and back to an EventSource and to a fetch.

/**
 * @typedef {{data: string, type: string, id: string, retry: number}} ParserState
 * @typedef {{offset: number, length: number, field: string, effect: string, state: ParserState}} Line
 * @typedef {{type: string, data: string, lastEventId: string}} Fired
 * @typedef {{parser: string, lines: Line[], moreLines?: number, dispatches: Fired[],
 *   moreDispatches?: number, lastEventId: string, retry: number, limit?: string}} Parse
 * @typedef {{id: string, url: string, bytes: number, slices: number[], notes: string[],
 *   parse: {reference: Parse, buggyA: Parse, buggyB: Parse}}} Answer
 * @typedef {{refused: boolean, sentence: string}} End
 */

/**
 * Text without a Content-Type of its own is a simple request: no preflight.
 *
 * @param {string} lab
 * @param {Uint8Array} bytes
 * @param {Record<string, string>} query
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
export async function submit(lab, bytes, query, signal) {
  const body = new Blob([new Uint8Array(bytes)])
  const response = await fetch(`${lab}/emit?${new URLSearchParams(query)}`, { method: "POST", body, signal })
  if (!response.ok) throw new Error(`The lab answered: ${(await response.text()).trim()}`)
  return response.json()
}

/**
 * Opens an EventSource and tells what it fires, until it breaks or is refused.
 * With again the browser comes back until it is refused.
 *
 * @param {Answer} answer
 * @param {{again: boolean, signal: AbortSignal, hear: import("#pushlab/bench/types.js").Emit,
 *   outcome: {opened: () => void, fired: (event: Fired) => void, state: (words: string) => void}}} options
 * @returns {Promise<End>}
 */
export function listen(answer, { again, signal, hear, outcome }) {
  return new Promise((resolve, reject) => {
    let attempt = 1
    const source = new EventSource(answer.url)
    const finish = (/** @type {boolean} */ refused, /** @type {string} */ sentence) => {
      outcome.state(`readyState ${source.readyState}. ${sentence}`)
      source.close()
      resolve({ refused, sentence })
    }
    signal.addEventListener("abort", () => {
      source.close()
      reject(signal.reason)
    })
    source.addEventListener("open", () => {
      hear({ type: "open", sentence: "The EventSource is open. What it fires appears below." })
      outcome.opened()
      outcome.state("readyState 1. The response is an event stream.")
    })
    for (const name of namesIn(answer)) {
      source.addEventListener(name, (e) => {
        if (!(e instanceof MessageEvent)) return
        outcome.fired({ type: e.type, data: e.data, lastEventId: e.lastEventId })
      })
    }
    source.addEventListener("error", (e) => {
      if (e instanceof MessageEvent) return // an event of the stream may have this name
      const shut = source.readyState === EventSource.CLOSED
      if (shut && attempt === 1)
        return finish(true, "The EventSource refused the response and will not ask again.")
      if (shut) return finish(false, "The lab answered 204, and the EventSource stopped.")
      if (!again)
        return finish(false, "The stream ended. The EventSource would ask again; the page closed it.")
      outcome.state("readyState 0. The EventSource will ask again.")
      hear({
        type: "reconnecting",
        attempt: ++attempt,
        wait: waitOf(answer),
        next: "The browser comes back by itself.",
      })
    })
  })
}

/** The names that any of the parsers dispatched. @param {Answer} answer */
function namesIn({ parse }) {
  const all = Object.values(parse).flatMap((p) => p.dispatches.map((d) => d.type))
  return new Set(["message", ...all])
}

/** @param {Answer} answer */
function waitOf({ parse }) {
  return parse.reference.retry >= 0 ? Math.max(100, parse.reference.retry) : 3000
}

/**
 * Fetches the same bytes, and tells the lab how they came.
 *
 * @param {Answer} answer
 * @param {string} lab
 * @param {AbortSignal} signal
 * @returns {Promise<number[]>} bytes of each read
 */
export async function read(answer, lab, signal) {
  const response = await fetch(answer.url, { signal })
  const reader = response.body?.getReader()
  /** @type {number[]} */
  const reads = []
  for (;;) {
    const { value } = (await reader?.read()) ?? {}
    if (!value) break
    reads.push(value.length)
  }
  if (reads.length === 0) return reads
  const body = reads.slice(0, 1000).join(" ")
  await fetch(`${lab}/d/bytes/reads?id=${answer.id}`, { method: "POST", body, signal })
  return reads
}
