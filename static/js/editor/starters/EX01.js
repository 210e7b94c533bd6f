// EX01. This client waits for the whole body, so its answer comes too late.
// Read the stream as it comes, and send the nonce back while it is running.
// response.body.getReader() reads piece by piece; EventSource reads events.

const response = await fetch(`${lab}/sse?check=EX01`)
log("the response began:", response.status)
const body = await response.text()
log("the response ended")

const [, nonce] = body.match(/"nonce":"(\w+)"/)
const headers = { "Content-Type": "text/plain" }
const answer = await fetch(`${lab}/ack`, { method: "POST", headers, body: nonce })
log(answer.status, await answer.text())
