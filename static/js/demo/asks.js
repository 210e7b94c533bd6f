// How the post chat asks, and how it reads the answer, in each envelope.

/**
 * @typedef {import("#pushlab/demo/parser-right.js").Fired} Fired
 * @typedef {Record<string, string | number>} Knobs
 * @typedef {object} Envelope
 * @property {string} path of the address
 * @property {(message: string, knobs: Knobs) => object} body of the POST
 * @property {boolean} [vendor] knobs are in the query, since its body has no room for them
 * @property {(event: Fired) => string | undefined} text of an event; none if it carries none
 * @property {(event: Fired) => boolean} over says that the answer is whole: each has another word for it
 */

/** @type {(message: string, knobs: Knobs) => object} */
const own = (prompt, knobs) => ({ prompt, ...knobs })

/** @type {(message: string) => object} */
const messages = (content) => ({
  model: "pushlab",
  stream: true,
  messages: [{ role: "user", content }],
})

/** @type {Record<string, Envelope>} */
export const envelopes = {
  plain: {
    path: "chat",
    body: own,
    text: ({ type, data }) => (type === "message" ? data : undefined),
    over: ({ type }) => type === "done",
  },
  "openai-chat": {
    path: "v1/chat/completions",
    vendor: true,
    body: messages,
    // The last chunk but one may have no choice in it, and the last one is no JSON.
    text: ({ data }) => (data === "[DONE]" ? undefined : JSON.parse(data).choices[0]?.delta?.content),
    over: ({ data }) => data === "[DONE]",
  },
  "openai-responses": {
    path: "v1/responses",
    vendor: true,
    body: (input) => ({ model: "pushlab", stream: true, input }),
    text: ({ type, data }) => (type === "response.output_text.delta" ? JSON.parse(data).delta : undefined),
    over: ({ type }) => type === "response.completed" || type === "response.incomplete",
  },
  anthropic: {
    path: "v1/messages",
    vendor: true,
    body: (message) => ({ ...messages(message), max_tokens: 1024 }),
    text: ({ type, data }) => (type === "content_block_delta" ? JSON.parse(data).delta.text : undefined),
    over: ({ type }) => type === "message_stop",
  },
  broken: {
    path: "d/postchat",
    body: own,
    text: ({ data }) => data,
    over: () => false,
  },
}

/** The same in a terminal. @param {string} lab @param {Record<string, string>} own the bench's controls @param {Knobs} knobs */
export function postchatCommand(lab, { envelope, message, idempotency }, knobs) {
  const { path, body, vendor } = envelopes[envelope] ?? envelopes.plain
  const query = vendor ? "?" + new URLSearchParams(/** @type {Record<string, string>} */ (knobs)) : ""
  const key = idempotency === "on" ? " -H 'Idempotency-Key: A'" : ""
  const text = JSON.stringify(body(message, knobs)).replaceAll("'", "'\\''")
  return `curl -N --json '${text}'${key} '${lab}/${path}${query}'`
}
