// EX03. Seven submissions, one for each condition. Four of them miss: run it,
// read what the reference parser made of each, and mend the bytes.

const shots = [
  "data: hi\n\n",
  "event: token\ndata: first\ndata: second\n\n",
  "data\n\n",
  "id: 42\n\n",
  ":\n",
  "retry: 1500\n",
  "data:  two\n\n",
]

for (const body of shots) {
  const response = await fetch(`${lab}/emit?check=EX03`, { method: "POST", body })
  if (!response.ok) throw new Error(await response.text())
  const { parse } = await response.json()
  const { dispatches, lastEventId, retry } = parse.reference
  const fired = dispatches.map(({ type, data }) => `${type} ${JSON.stringify(data)}`)
  log(
    JSON.stringify(body),
    "fired",
    fired.join(", ") || "nothing",
    "| last id:",
    lastEventId,
    "| retry:",
    retry,
  )
}
