// EX04. The script decides how often this EventSource asks. Change acts and
// retry until it makes three requests and stops, with no close() anywhere.
//   events:K   cut:fin   cut:rst   204   502   status:503:1   type   redirect   refuse   hang:MS
// Behind the last act comes a 204. The verdict comes 10 s after the last request.

const acts = "events:2,events:2,204"
const retry = 1000 // ms
const page = "p" + Math.random().toString(36).slice(2) // a new EventSource, a new play

const source = new EventSource(`${lab}/d/theatre?check=EX04&acts=${acts}&retry=${retry}&page=${page}`)
source.onopen = () => log("open, readyState", source.readyState)
source.onmessage = (event) => log("message", event.data)
source.onerror = () => {
  log("error, readyState", source.readyState, "")
}

await sleep(4000)
log("readyState is", source.readyState)
