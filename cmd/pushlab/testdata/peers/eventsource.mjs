// Reads one answer with npm's eventsource, which comes back by itself.
import { createRequire } from "node:module"

const { EventSource } = createRequire(new URL("../../../../.config/", import.meta.url))("eventsource")
const [lab, query] = process.argv.slice(2)
const source = new EventSource(`${lab}/sse?${query}`)
let text = ""
source.addEventListener("message", (e) => (text += e.data))
source.addEventListener("done", () => {
  source.close()
  process.stdout.write(text)
})
