// Reads one answer with npm's ws and resumes it by hand, as every WebSocket
// client must.
import { createRequire } from "node:module"

const { WebSocket } = createRequire(new URL("../../../../.config/", import.meta.url))("ws")
const [lab, query] = process.argv.slice(2)
const base = lab.replace("http:", "ws:")
let text = ""
let last = ""

function connect() {
  const socket = new WebSocket(`${base}/ws${last ? "" : "?" + query}`, "pushlab.v1")
  let done = false
  socket.on("open", () => last && socket.send(JSON.stringify({ op: "resume", after: last })))
  socket.on("message", (data) => {
    const message = JSON.parse(data)
    if ("token" in message) {
      text += message.token
      last = message.id
    }
    done ||= message.type === "done"
  })
  socket.on("error", () => {})
  socket.on("close", () => (done ? process.stdout.write(text) : setTimeout(connect, 50)))
}
connect()
