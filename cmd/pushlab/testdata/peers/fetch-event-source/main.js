// A page that reads an answer as many chat pages do, with the library's defaults.
import { fetchEventSource } from "@microsoft/fetch-event-source"

globalThis.tokens = []
globalThis.ended = ""
globalThis.ask = (url, knobs) => {
  fetchEventSource(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ prompt: "Once, please.", ...knobs }),
    onmessage: ({ event, data }) => event === "" && tokens.push(data),
  }).then(
    () => (ended = "resolved"),
    (error) => (ended = String(error)),
  )
}
