// An echo with npm's ws and permessage-deflate, contexts taken over. Prints its
// port.
import { createRequire } from "node:module"

const { WebSocketServer } = createRequire(new URL("../../../../.config/", import.meta.url))("ws")
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: { threshold: 0 } })
server.on("connection", (socket) => {
  socket.on("message", (data, binary) => socket.send(data, { binary }))
  socket.on("error", (error) => console.error(error.code))
})
server.on("listening", () => console.log(server.address().port))
process.stdin.resume().on("end", () => process.exit())
