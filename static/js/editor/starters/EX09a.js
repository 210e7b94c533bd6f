// EX09a, a clean end. The lab sends a nonce. Close with the code 4000 and that
// nonce as the reason. The lab answers with the same, and ends TCP first.
//
// You have: lab, log(…), sleep(ms), WebSocket.

const socket = new WebSocket(`${lab.replace("http", "ws")}/echo?check=EX09a`)

socket.onmessage = ({ data }) => {
  log("message", data)
  socket.close() // which code does this put on the wire?
}

await new Promise((over) => {
  socket.onclose = ({ code, reason, wasClean }) => {
    log("closed", code, reason, wasClean)
    over()
  }
})
