// EX06, five slicings. Five answers come through the edge, which cuts each of
// them into reads in another way. The parser below has five bugs. Mend it, or
// bring your own.
//
// You have: lab, edge, log(…), sleep(ms), sha256(text), fetch.

for (let round = 1; round <= 5; round++) {
  const response = await fetch(`${edge}/chat?check=EX06&round=${round}`, {
    method: "POST",
  })
  const events = await parse(response)
  log(`round ${round}: ${events.length} events`)

  // The proof: sha256 of the list [[type, data, id], …] as JSON without spaces.
  const sum = await sha256(JSON.stringify(events))
  const answer = await fetch(`${edge}/proof?round=${round}`, {
    method: "POST",
    body: sum,
  })
  log(await answer.text())
}

// parse reads a response to its end. An event is [type, data, id], where id is
// the last one that came. "data: [DONE]" ends the answer, and is not in the list.
async function parse(response) {
  const reader = response.body.getReader()
  const decoder = new TextDecoder() // one for all reads
  let rest = "" // of a line whose end has not come
  let afterCR = false // the next LF belongs to a line that is over
  const events = []
  let type = "message"
  let data = []
  let id = ""

  for (;;) {
    const { value, done } = await reader.read()
    if (done) break
    const read = decoder.decode(value, { stream: true })
    if (read === "") continue // half a character
    const lines = (rest + (afterCR ? read.replace(/^\n/, "") : read)).split(/\r\n|\n|\r/)
    afterCR = read.endsWith("\r")
    rest = lines.pop()
    for (const line of lines) {
      const [, name, content = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)
      if (line === "") dispatch()
      else if (name === "event") type = content
      else if (name === "id") id = content
      else if (name === "data") data.push(content)
    }
  }
  return events

  // dispatch is what a blank line does.
  function dispatch() {
    if (data.length > 0) {
      const whole = data.join("\n")
      if (whole !== "[DONE]") events.push([type, whole, id])
    }
    type = "message"
    data = []
  }
}
