// EX05a. The lab cuts this stream behind event 42. Ask again, so that the
// first event you get is number 43, and read that response to its end.

let last = "" // the id of the last event that came whole

async function read(headers) {
  const response = await fetch(`${lab}/sse?check=EX05a`, { headers })
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ""
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const events = (rest + value).split("\n\n")
    rest = events.pop() // what is not whole yet
    for (const event of events) last = event.match(/^id: (.*)$/m)?.[1] ?? last
  }
}

try {
  await read({})
} catch (error) {
  log(`cut behind ${last}:`, error)
}

// Now it is your turn: call read once more. Which header says where to go on?
await read({ "Last-Event-ID": last })
log("the last event is", last)
