// EX10, watchdog. The lab takes the connection away three times, by FIN, by RST
// and by a blackhole, and you do not know in which order. The client below reads
// once and never comes back. Make one that is back within 10 s each time, behind
// the last event that it has whole. While the model is silent, an event heartbeat
// comes each second.
//
// You have: lab, log(…), sleep(ms), sha256(text), fetch, EventSource, WebSocket.

let text = "" // what the reader sees
let lastId = ""
let done = false

try {
  await ask()
} catch (error) {
  log(`lost behind ${lastId}: ${error.message}`)
}

// The proof: sha256 of the whole text. done does not tell it.
if (done) {
  const answer = await fetch(`${lab}/proof`, { method: "POST", body: sha256(text) })
  log(await answer.text())
}

// ask asks for the answer and reads it, until it ends or breaks.
async function ask() {
  const response = await fetch(`${lab}/sse?check=EX10`)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = "" // of a block whose end has not come
  while (!done) {
    const { value, done: over } = await reader.read() // in a blackhole it waits for ever
    if (over) return
    const blocks = (rest + value).split("\n\n")
    rest = blocks.pop()
    blocks.forEach(take)
  }
}

// take takes one event that is whole.
function take(block) {
  const values = (name) =>
    block
      .split("\n")
      .filter((line) => line.startsWith(name + ": "))
      .map((line) => line.slice(name.length + 2))
  const type = values("event")[0] ?? "message"
  lastId = values("id")[0] ?? lastId
  if (type === "message") text += values("data").join("\n")
  if (type === "done") done = true
}
