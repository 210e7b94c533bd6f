// Does one thing with Anthropic's own client and prints what it made of it.
import { createRequire } from "node:module"

const require = createRequire(new URL("../../../../.config/", import.meta.url))
const { default: Anthropic, APIError, APIUserAbortError } = require("@anthropic-ai/sdk")
const [lab, task] = process.argv.slice(2)
const knobs = (more) => ({
  headers: { "x-pushlab-ttft": "0", "x-pushlab-tps": "1000", "x-pushlab-tokens": "60", ...more },
})
const client = new Anthropic({ baseURL: lab, apiKey: "sk-secret", maxRetries: 0 })
const messages = [
  { role: "user", content: "Why?" },
  { role: "assistant", content: "Because." },
  { role: "user", content: [{ type: "text", text: "And?" }] },
]
const ask = { model: "pushlab", max_tokens: 1000, system: "Be brief.", messages }

/** What a stream of events said before it ended. */
async function read(stream) {
  const types = []
  let text = ""
  for await (const event of stream) {
    if (types.at(-1) !== event.type) types.push(event.type)
    if (event.type === "content_block_delta") text += event.delta.text
  }
  return { text, types }
}

const final = (m) => ({ text: m.content[0].text, stop: m.stop_reason, usage: m.usage.output_tokens })

const tasks = {
  stream: async () => read(await client.messages.create({ ...ask, stream: true }, knobs())),
  helper: async () => final(await client.messages.stream(ask, knobs()).finalMessage()),
  length: async () => final(await client.messages.stream({ ...ask, max_tokens: 20 }, knobs()).finalMessage()),
  whole: async () => {
    const m = await client.messages.create(ask, knobs())
    return { ...final(m), id: m._request_id.slice(0, 4) }
  },
  error: async () =>
    read(await client.messages.create({ ...ask, stream: true }, knobs({ "x-pushlab-error": "20" }))),
  cut: async () => client.messages.stream(ask, knobs({ "x-pushlab-fault": "end@20" })).finalMessage(),
  model: async () => client.messages.create({ ...ask, model: "claude-99" }, knobs()),
  overloaded: async () => client.messages.create(ask, knobs({ "x-pushlab-error": "3" })),
  limit: async () => client.messages.create({ ...ask, max_tokens: undefined }, knobs()),
  abort: async () => {
    const stream = await client.messages.create({ ...ask, stream: true }, knobs({ "x-pushlab-tps": "20" }))
    let events = 0
    for await (const _ of stream) if (++events === 3) stream.controller.abort()
    return { events }
  },
}

try {
  console.log(JSON.stringify(await tasks[task]()))
} catch (e) {
  const kind = e instanceof APIUserAbortError ? "abort" : e instanceof APIError ? "api" : "other"
  console.log(
    JSON.stringify({
      kind,
      name: e.constructor.name,
      status: e.status ?? null,
      type: e.type ?? null,
      message: e.message,
    }),
  )
}
