// npm's ws with permessage-deflate against the lab's echo: messages of many
// sizes come back, then a bomb gets its close code. Prints what was agreed upon
// and the code.
import { createRequire } from "node:module"

const { WebSocket } = createRequire(new URL("../../../../.config/", import.meta.url))("ws")
const base = process.argv[2].replace("http:", "ws:")
const socket = new WebSocket(`${base}/echo?deflate=on`, { perMessageDeflate: { threshold: 0 } })
const sizes = [0, 1, 100, 125, 126, 1000, 65535, 65536]
const texts = sizes.map((n) => "the same words é ".repeat(n).slice(0, n).replaceAll("é", "e"))
let next = 0

function send() {
  socket.send(next < texts.length ? texts[next] : Buffer.alloc(1 << 26))
}
socket.on("open", send)
socket.on("message", (data) => {
  if (String(data) !== texts[next])
    throw new Error(`message of ${texts[next].length} bytes came back as ${data.length}`)
  next++
  send()
})
socket.on("error", (error) => console.error(error))
socket.on("close", (code, reason) => console.log(`${socket.extensions} | ${next} echoes | ${code} ${reason}`))
