// A client over one POST whose response is a JSON object a line.
import { asking } from "#pushlab/demo/asking.js"

/**
 * The lines of a body, as they come, without their line feeds. What stands
 * behind the last line feed was cut off: it is no line, and is dropped. The
 * decoder keeps a character whose bytes come in two reads.
 *
 * @param {ReadableStream<Uint8Array<ArrayBuffer>>} body
 * @returns {AsyncGenerator<string, void>}
 */
export async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ""
  for (;;) {
    const { value, done } = await reader.read() // rejects where the wire was cut
    if (done) return
    const parts = (rest + value).split("\n")
    rest = parts.pop() ?? ""
    yield* parts
  }
}

/**
 * @param {string} url
 * @param {import("#pushlab/demo/asking.js").Knobs} knobs
 * @param {import("#pushlab/demo/asking.js").Options} options
 * @returns {{stop: () => void}}
 */
export function ndjson(url, knobs, options) {
  return asking("POST", url, knobs, options, async (cursor, knobs, signal) => {
    const body = JSON.stringify(cursor.after ? { ...knobs, after: cursor.after } : knobs)
    const headers = { "Content-Type": "application/json" }
    const response = await cursor.opened(await fetch(url, { method: "POST", headers, body, signal }))
    if (!response.body || cursor.over) return
    // A body that ends is not an answer that is over: only its last line says that.
    for await (const line of lines(response.body)) cursor.hear(JSON.parse(line))
  })
}
