const source = new EventSource(`${lab}/sse?check=EX01`)
source.addEventListener("challenge", async (event) => {
  const { nonce } = JSON.parse(event.data)
  const headers = { "Content-Type": "text/plain" }
  const answer = await fetch(`${lab}/ack`, { method: "POST", headers, body: nonce })
  log(answer.status)
})
await new Promise((done) => source.addEventListener("done", done))
await sleep(500) // the last chunk comes behind done
source.close()
