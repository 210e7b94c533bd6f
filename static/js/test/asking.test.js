import { asking } from "#pushlab/demo/asking.js"
import { Cursor } from "#pushlab/demo/cursor.js"
import { at } from "#pushlab/demo/poll.js"
import { equal } from "#pushlab/test/equal.js"

/** @typedef {import("#pushlab/bench/types.js").DemoEvent} DemoEvent */

const url = "http://localhost:8081/r/abc/poll"

/** Asks until a client is at its end. @param {import("#pushlab/demo/asking.js").Ask} ask @returns {Promise<DemoEvent[]>} */
function told(ask) {
  return new Promise((resolve) => {
    /** @type {DemoEvent[]} */
    const events = []
    const emit = (/** @type {DemoEvent} */ event) => {
      events.push(event)
      if (["done", "failed", "closed"].includes(event.type)) resolve(events)
    }
    asking("GET", url, { tokens: 3, fault: "" }, { emit }, ask)
  })
}

/** @param {DemoEvent[]} events */
const types = (events) => events.map((event) => event.type).join(" ")

const done = { type: "done", id: "k3-4", tokens: 3, sha256: "" }

export const tests = [
  {
    name: "an object says where the client is",
    run() {
      /** @type {DemoEvent[]} */
      const events = []
      const cursor = new Cursor((event) => events.push(event))
      cursor.hear({ id: "k3-1", token: " a" })
      equal(cursor.after, "k3-1", "token")
      cursor.hear({ type: "reset", id: "q9-0", why: "restart" })
      equal(cursor.after, "q9-0", "reset")
      cursor.hear({ token: " without an id" })
      equal(cursor.after, "q9-0", "no id")
      cursor.hear({ type: "goodbye", retry: 900, why: "" })
      equal([cursor.goodbye, cursor.retry, cursor.after], [true, 900, "q9-0"], "goodbye")
      cursor.hear(done)
      equal([cursor.over, cursor.after], [true, "k3-4"], "done")
      equal(types(events), "token reset token goodbye done")
    },
  },
  {
    name: "a query has a cursor as soon as there is one",
    run() {
      equal(at({ after: "" }, { tokens: 3 }), { tokens: 3 })
      equal(at({ after: "k3-1" }, { tokens: 3 }), { tokens: 3, after: "k3-1" })
    },
  },
  {
    name: "after a break it asks again from where it was",
    async run() {
      /** @type {string[]} */
      const asked = []
      const events = await told(async (cursor, knobs) => {
        asked.push(`${cursor.after} ${JSON.stringify(knobs)}`)
        await cursor.opened(new Response("[]"))
        if (asked.length === 1) {
          cursor.hear({ id: "k3-1", token: " a" })
          throw new TypeError("network error")
        }
        cursor.hear(done)
      })
      equal(types(events), "connecting open token reconnecting connecting open done")
      equal(asked, [' {"tokens":3}', 'k3-1 {"tokens":3}'])
      const { next, why } = /** @type {DemoEvent & {type: "reconnecting"}} */ (events[3])
      equal(`${why} ${next}`, "fetch: network error. The next request will say after=k3-1.")
    },
  },
  {
    name: "a refusal is final and has the server's sentence",
    async run() {
      const events = await told(async (cursor) => {
        await cursor.opened(Response.json({ error: "tokens must be 1." }, { status: 400 }))
      })
      equal(types(events), "connecting failed")
      equal(/** @type {any} */ (events[1]).sentence, "The server answered: tokens must be 1.")
      equal(/** @type {any} */ (events[1]).code, 400)
    },
  },
  {
    name: "204 says that there is no more",
    async run() {
      const events = await told(async (cursor) => {
        await cursor.opened(new Response(null, { status: 204 }))
      })
      equal(types(events), "connecting closed")
    },
  },
  {
    name: "a client that is stopped says so once",
    async run() {
      /** @type {DemoEvent[]} */
      const events = []
      const client = asking("GET", url, {}, { emit: (e) => events.push(e) }, (_, __, signal) => {
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)))
      })
      client.stop()
      client.stop()
      await new Promise((resolve) => setTimeout(resolve))
      equal(types(events), "connecting closed")
    },
  },
]
