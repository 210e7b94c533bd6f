// A client over one POST whose response is an event stream, read with fetch. What
// EventSource does by itself is in asking.js: it comes back, and says where it was.
import { asking } from "#pushlab/demo/asking.js"
import { RightParser } from "#pushlab/demo/parser-right.js"

/**
 * @param {string} url
 * @param {import("#pushlab/demo/asking.js").Knobs} knobs
 * @param {import("#pushlab/demo/asking.js").Options} options
 * @returns {{stop: () => void}}
 */
export function fetchsse(url, knobs, options) {
  return asking("POST", url, knobs, options, async (cursor, knobs, signal) => {
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json", Accept: "text/event-stream" }
    if (cursor.after) headers["Last-Event-ID"] = cursor.after
    const body = JSON.stringify(knobs)
    const response = await cursor.opened(await fetch(url, { method: "POST", headers, body, signal }))
    if (!response.body || cursor.over) return
    const parser = new RightParser(({ type, data, id }) => {
      if (type === "message") cursor.hear({ id, token: data })
      else cursor.hear({ ...JSON.parse(data), type, id })
    })
    const reader = response.body.getReader()
    for (;;) {
      const { value, done } = await reader.read() // rejects where the wire was cut
      if (done) return
      parser.read(value)
    }
  })
}
