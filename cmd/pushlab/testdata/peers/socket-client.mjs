// npm's ws against a lab: node socket-client.mjs LAB EXTENSION. Prints what it
// saw, a line each, as the other clients here do.
import { createRequire } from "node:module"
import { once } from "node:events"

const { WebSocket } = createRequire(new URL("../../../../.config/", import.meta.url))("ws")
const [lab, extension] = process.argv.slice(2)
const base = lab.replace("http:", "ws:")
const deflate = extension === "permessage-deflate"
const options = { perMessageDeflate: deflate ? { threshold: 0 } : false }
const knob = deflate ? "?deflate=on" : ""
const sizes = [0, 1, 125, 126, 127, 65535, 65536]

/** @returns {Promise<[string, string]>} code and reason of the Close frame that came */
async function closed(socket) {
  const [code, reason] = await once(socket, "close")
  return [code, String(reason)]
}

const socket = new WebSocket(`${base}/echo${knob}`, options)
await once(socket, "open")
console.log(`extension: ${socket.extensions}`)
let same = 0
for (const size of sizes) {
  for (const sent of ["the same words ".repeat(size).slice(0, size), Buffer.alloc(size, 0xff)]) {
    socket.send(sent)
    const [data, binary] = await once(socket, "message")
    if (binary === Buffer.isBuffer(sent) && data.equals(Buffer.from(sent))) same++
  }
}
console.log(`messages: ${same} of ${2 * sizes.length}`)

const pong = once(socket, "pong")
const joined = once(socket, "message")
socket.send("one ", { fin: false })
socket.send("message, ", { fin: false })
socket.ping("between")
socket.send("four é frames, ", { fin: false })
socket.send("a ping between", { fin: true })
console.log(`pong: ${(await pong)[0]}`)
console.log(`fragments: ${(await joined)[0]}`)
socket.close(4001, "enough")
console.log(`our close: ${(await closed(socket))[0]}`)

const answer = new WebSocket(`${base}/ws?ttft=0&tps=1000&tokens=3${knob.replace("?", "&")}`, "pushlab.v1", options)
let count = 0
answer.on("message", () => count++)
console.log(`its close: ${(await closed(answer)).join(" ")} behind ${count} messages`)

const greedy = new WebSocket(`${base}/echo${knob}`, options)
await once(greedy, "open")
greedy.send("x".repeat(65537))
console.log(`too big: ${(await closed(greedy)).join(" ")}`)
