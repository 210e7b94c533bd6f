// Does one thing with OpenAI's own client and prints what it made of it.
import { createRequire } from "node:module"

const require = createRequire(new URL("../../../../.config/", import.meta.url))
const { default: OpenAI, APIError, APIUserAbortError } = require("openai")
const [lab, task] = process.argv.slice(2)
const knobs = (more) => ({
  headers: { "x-pushlab-ttft": "0", "x-pushlab-tps": "1000", "x-pushlab-tokens": "60", ...more },
})
const client = new OpenAI({ baseURL: `${lab}/v1`, apiKey: "sk-secret", maxRetries: 0 })
const messages = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Why?" },
  { role: "assistant", content: "Because." },
  { role: "user", content: [{ type: "text", text: "And?" }] },
]
const chat = { model: "pushlab", messages }
const response = { model: "pushlab", instructions: "Be brief.", input: "Why?" }

/** What a stream of chat completions said before it ended, and how it ended. */
async function readChat(stream) {
  const seen = { text: "", finish: null, usage: null, ids: 0 }
  const ids = new Set()
  for await (const chunk of stream) {
    ids.add(chunk.id)
    seen.text += chunk.choices[0]?.delta.content ?? ""
    seen.finish ??= chunk.choices[0]?.finish_reason ?? null
    seen.usage ??= chunk.usage ?? null
  }
  return { ...seen, ids: ids.size }
}

const tasks = {
  stream: async () =>
    readChat(
      await client.chat.completions.create(
        { ...chat, stream: true, stream_options: { include_usage: true } },
        knobs(),
      ),
    ),
  length: async () =>
    readChat(
      await client.chat.completions.create({ ...chat, stream: true, max_completion_tokens: 20 }, knobs()),
    ),
  whole: async () => {
    const c = await client.chat.completions.create(chat, knobs())
    return {
      text: c.choices[0].message.content,
      finish: c.choices[0].finish_reason,
      usage: c.usage,
      id: c._request_id.slice(0, 4),
    }
  },
  helper: async () => {
    const c = await client.chat.completions.stream(chat, knobs()).finalChatCompletion()
    return { text: c.choices[0].message.content, finish: c.choices[0].finish_reason }
  },
  error: async () =>
    readChat(
      await client.chat.completions.create({ ...chat, stream: true }, knobs({ "x-pushlab-error": "20" })),
    ),
  cut: async () =>
    readChat(
      await client.chat.completions.create({ ...chat, stream: true }, knobs({ "x-pushlab-fault": "fin@20" })),
    ),
  end: async () =>
    readChat(
      await client.chat.completions.create({ ...chat, stream: true }, knobs({ "x-pushlab-fault": "end@20" })),
    ),
  model: async () => client.chat.completions.create({ ...chat, model: "gpt-99" }, knobs()),
  retry: async () =>
    client.chat.completions.create(chat, { ...knobs({ "x-pushlab-error": "0" }), maxRetries: 1 }), // a second try fails as well
  abort: async () => {
    const stream = await client.chat.completions.create(
      { ...chat, stream: true },
      knobs({ "x-pushlab-tps": "20" }),
    )
    let chunks = 0
    for await (const _ of stream) if (++chunks === 3) stream.controller.abort()
    return { chunks }
  },
  responses: async () => {
    const types = []
    let text = ""
    for await (const event of await client.responses.create({ ...response, stream: true }, knobs())) {
      if (types.at(-1) !== event.type) types.push(event.type)
      if (event.type === "response.output_text.delta") text += event.delta
    }
    return { text, types }
  },
  "responses-helper": async () => {
    const r = await client.responses.stream({ ...response, max_output_tokens: 20 }, knobs()).finalResponse()
    return {
      text: r.output_text,
      status: r.status,
      why: r.incomplete_details.reason,
      tokens: r.usage.output_tokens,
    }
  },
  "responses-whole": async () => {
    const r = await client.responses.create(response, knobs())
    return { text: r.output_text, status: r.status }
  },
  "responses-error": async () => {
    const last = {}
    for await (const event of await client.responses.create(
      { ...response, stream: true },
      knobs({ "x-pushlab-error": "20" }),
    ))
      Object.assign(last, { type: event.type, code: event.code })
    return last
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
      code: e.code ?? null,
      message: e.message,
    }),
  )
}
