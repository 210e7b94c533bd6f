import { wait } from "#pushlab/control.js"
import { address, command, read } from "#pushlab/demo/knobs.js"
import { equal } from "#pushlab/test/equal.js"

const lab = "http://localhost:8081/r/RUN"

/** @param {Record<string, string>} fields */
function form(fields) {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

export const tests = [
  {
    name: "a plus in a query is escaped, since it would arrive as a space",
    run: () => equal(address(lab, "sse", { fault: "rst@42+22" }), `${lab}/sse?fault=rst@42%2B22`),
  },
  {
    name: "a WebSocket has the scheme ws, and empty knobs are left out",
    run: () => equal(address(lab, "ws", { tps: 50, fault: "" }), "ws://localhost:8081/r/RUN/ws?tps=50"),
  },
  {
    name: "a fault without more bytes has no plus",
    run: () => equal(read(form({ fault: "fin", after: "42", into: "0" })).fault, "fin@42"),
  },
  {
    name: "the command for a terminal asks for what the controls say",
    run() {
      const controls = read(form({ ttft: "0", tps: "50", tokens: "20", fault: "none", ids: "on", log: "32" }))
      equal(command("typewriter", lab, controls), `curl -N '${lab}/sse?ttft=0&tps=50&tokens=20'`)
    },
  },
  {
    name: "the wait for the control socket grows, is bounded and differs",
    run() {
      const waits = Array.from({ length: 200 }, () => wait(30))
      equal(
        waits.every((ms) => ms >= 0 && ms <= 8000),
        true,
        "at most 8 s",
      )
      equal(Math.max(...Array.from({ length: 200 }, () => wait(0))) <= 250, true, "the first at most 250 ms")
      equal(new Set(waits).size > 100, true, "different waits")
    },
  },
]
