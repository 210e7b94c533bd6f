// EX05b, three cuts. The lab cuts this answer three times: behind an event, in
// the middle of one, and right behind an id line. The client below does not
// survive that. Mend it, so that the text is whole and was made once.
//
// You have: lab, log(…), sleep(ms), sha256(text), fetch, EventSource.

let text = "" // what the reader sees
let lastId = ""
let done = false

while (!done) {
  try {
    const response = await fetch(`${lab}/sse?check=EX05b`, lastId ? { headers: { "Last-Event-ID": lastId } } : {})
    await read(response)
  } catch (error) {
    log(`cut behind ${lastId}: ${error.message}`)
    await sleep(500)
  }
}

// The proof: sha256 of the whole text. done does not tell it this time.
const answer = await fetch(`${lab}/proof`, {
  method: "POST",
  body: await sha256(text),
})
log(await answer.text())

// read takes one response apart, until it ends or breaks.
async function read(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = "" // the begin of a line whose end has not come
  let type = ""
  let data = []
  let id = "" // counts when its event is dispatched
  for (;;) {
    const { value, done: over } = await reader.read()
    if (over) return
    const lines = (rest + value).split("\n")
    rest = lines.pop()
    for (const line of lines) {
      if (line.startsWith("id: ")) id = line.slice(4)
      if (line.startsWith("event: ")) type = line.slice(7)
      if (line.startsWith("data: ")) data.push(line.slice(6))
      if (line === "" && data.length > 0) {
        if (type === "") text += data.join("\n")
        if (type === "done") done = true
        lastId = id
        type = ""
        data = []
      }
    }
  }
}
