import { address, command, read, request } from "#pushlab/demo/knobs.js"
import { wrong } from "#pushlab/demo/resume.js"
import { summary } from "#pushlab/bench/setup.js"
import { equal } from "#pushlab/test/equal.js"

const lab = "http://localhost:8081/r/abc"

/** @param {Record<string, string>} fields */
function form(fields) {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return read(data)
}

export const tests = [
  {
    name: "an address keeps @ and escapes +",
    run() {
      equal(
        address(lab, "sse", { tokens: 100, fault: "rst@42+7", prompt: "" }),
        `${lab}/sse?tokens=100&fault=rst@42%2B7`,
      )
      equal(
        new URL(address(lab, "sse", { fault: "rst@42+7" })).searchParams.get("fault"),
        "rst@42+7",
        "read back",
      )
    },
  },
  {
    name: "sockets have their own scheme",
    run() {
      equal(address(lab, "ws"), "ws://localhost:8081/r/abc/ws")
      equal(address("https://h/r/abc", "echo"), "wss://h/r/abc/echo")
    },
  },
  {
    name: "a request in words leaves the run out",
    run: () => equal(request("GET", `${lab}/sse?tokens=1`), "GET …/sse"),
  },
  {
    name: "the fault is put together from its parts",
    run() {
      equal(form({ fault: "none", after: "42", into: "7" }).fault, "")
      equal(form({ fault: "fin", after: "42", into: "0" }).fault, "fin@42")
      equal(form({ fault: "rst", after: "42", into: "7" }).fault, "rst@42+7")
    },
  },
  {
    name: "several cuts are a list",
    run() {
      const list = (/** @type {string} */ then) => form({ fault: "rst", after: "20", into: "0", then }).fault
      equal(list("42"), "rst@20,rst@42")
      equal(list(" fin@42+7,  60+1 "), "rst@20,fin@42+7,rst@60+1")
      equal(form({ fault: "none", after: "20", then: "42" }).fault, "")
      equal(list("fin@42,60+7,end@b900").split(",").map(wrong), ["", "", "", ""])
      equal(
        wrong(list("boom@3")),
        "boom@3 is no cut: write 60, fin@80 or rst@80+7, with commas between them.",
      )
      equal(wrong(list("1 2 3 4 5 6 7 8")), "There may be 8 cuts; these are 9.")
      equal(
        address(lab, "sse", { fault: list("fin@42+7") }),
        `${lab}/sse?fault=rst@20,fin@42%2B7`,
        "the commas stay",
      )
    },
  },
  {
    name: "a control that is not there has a value that does no harm",
    run() {
      const { transport, client, tokens } = form({})
      equal([transport, client, tokens], ["es", "resume", 0])
    },
  },
  {
    name: "the command gives the same in a terminal",
    run() {
      const controls = form({
        ttft: "800",
        tps: "50",
        tokens: "300",
        fault: "rst",
        after: "42",
        into: "0",
        log: "32",
        ids: "on",
      })
      equal(command("typewriter", lab, controls), `curl -N '${lab}/sse?ttft=800&tps=50&tokens=300'`)
      equal(
        command("resume", lab, controls),
        `curl -N '${lab}/sse?ttft=800&tps=50&tokens=300&fault=rst@42&log=32&ids=on'`,
      )
      equal(
        command("resume", lab, { ...controls, fault: "rst@20,fin@42", epoch: "bump", seed: "random" }),
        `curl -N '${lab}/sse?ttft=800&tps=50&tokens=300&fault=rst@20,fin@42&log=32&ids=on&epoch=bump&seed=random'`,
      )
      const { lp, sp, nd } = {
        lp: form({ transport: "lp" }),
        sp: form({ transport: "sp" }),
        nd: form({ transport: "nd" }),
      }
      equal(
        [lp, sp, nd].map((c) => command("typewriter", lab, { ...controls, transport: c.transport })),
        [
          `curl -N '${lab}/longpoll?ttft=800&tps=50&tokens=300&answer=A'`,
          `curl -N '${lab}/poll?ttft=800&tps=50&tokens=300&answer=A'`,
          `curl -N -X POST '${lab}/ndjson?ttft=800&tps=50&tokens=300'`,
        ],
      )
      equal(command("frames", lab, controls), "ws://localhost:8081/r/abc/echo")
    },
  },
  {
    name: "the setting in a few words",
    run() {
      const controls = form({ transport: "ws", fault: "rst", after: "42", into: "7", log: "32" })
      equal(summary("resume", controls), "WebSocket, RST after token 42 and 7 bytes, log 32")
      equal(summary("resume", { ...controls, fault: "" }), "WebSocket, no fault, log 32")
      equal(
        summary("resume", { ...controls, fault: "rst@20,fin@42+7", epoch: "bump", seed: "random" }),
        "WebSocket, RST after token 20, FIN after token 42 and 7 bytes, log 32, a restart, other words",
      )
    },
  },
]
