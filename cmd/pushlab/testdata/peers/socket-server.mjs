// A server with npm's ws: node socket-server.mjs EXTENSION. Prints its port, and
// then each Close frame that came. It echoes, and obeys "close CODE REASON",
// "fragments" and "ping".
import { createRequire } from "node:module"
import { once } from "node:events"

const { WebSocketServer } = createRequire(new URL("../../../../.config/", import.meta.url))("ws")
const deflate = process.argv[2] === "permessage-deflate"
const server = new WebSocketServer({
  host: "127.0.0.1",
  port: 0,
  perMessageDeflate: deflate ? { threshold: 0 } : false,
})

async function obey(socket, data, binary) {
  const [word, code, ...reason] = String(data).split(" ")
  if (word === "close") return socket.close(Number(code), reason.join(" "))
  if (word === "fragments") {
    socket.send("one ", { fin: false })
    socket.ping("between")
    socket.send("message", { fin: true })
  } else if (word === "ping") {
    const pong = once(socket, "pong")
    socket.ping("are you there?")
    socket.send(`pong: ${(await pong)[0]}`)
  } else {
    socket.send(data, { binary })
  }
}

server.on("connection", (socket) => {
  socket.on("message", (data, binary) => obey(socket, data, binary))
  socket.on("error", (error) => console.log(`error: ${error.code}`))
  socket.on("close", (code, reason) => console.log(`closed: ${code} ${reason}`))
})
server.on("listening", () => console.log(server.address().port))
process.stdin.resume().on("end", () => process.exit())
