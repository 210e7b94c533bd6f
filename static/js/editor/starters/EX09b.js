// EX09b, 1006. Make this browser report 1006, though no byte on the wire is
// wrong. Nobody may send a Close frame, and it is not this page that hangs up.
//   fault=KIND@N   what the lab does to the connection, behind message N
//
// You have: lab, edge, log(…), sleep(ms), WebSocket.

const fault = "end@5"

const socket = new WebSocket(`${lab.replace("http", "ws")}/ws?check=EX09b&tokens=20&ttft=0&fault=${fault}`)
let messages = 0
socket.onmessage = () => messages++

await new Promise((over) => {
  socket.onclose = ({ code, reason, wasClean }) => {
    log(`closed behind ${messages} messages:`, code, reason, wasClean)
    over()
  }
})
