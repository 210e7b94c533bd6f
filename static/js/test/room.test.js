import { el } from "#pushlab/bench/dom.js"
import { Control } from "#pushlab/control.js"
import { Still, step, stillness } from "#pushlab/room/follow.js"
import { Lease } from "#pushlab/room/lease.js"
import { Patience, pause } from "#pushlab/room/profile.js"
import { Signs } from "#pushlab/room/signs.js"
import { Subscriptions } from "#pushlab/room/socket.js"
import { clock } from "#pushlab/room/timer.js"
import { Unseen } from "#pushlab/room/unseen.js"
import { acts, lessonName, news } from "#pushlab/room/words.js"
import { equal } from "#pushlab/test/equal.js"

/** @typedef {import("#pushlab/room/state.js").Follow} Follow */

const place = { lesson: "05-resume", section: "ids", bench: "b", row: 3, pin: -1 }

/** @type {Follow} */
const invite = { on: true, n: 0, mode: "invite", place }
/** @type {Follow} */
const brings = { on: true, n: 2, mode: "bring", place }

/** @param {boolean | null} follows @param {number} [brought] @param {string} [at] */
const mind = (follows, brought = 0, at = "") => ({ follows, brought, at })

const there = { lesson: "05-resume", still: true }
const elsewhere = { lesson: "", still: true }

/** @type {{name: string, follow: Follow, mind: import("#pushlab/room/follow.js").Mind, here: {lesson: string, still: boolean}, move: string, offer: boolean, after: import("#pushlab/room/follow.js").Mind}[]} */
const steps = [
  {
    name: "an invitation moves nobody",
    follow: invite,
    mind: mind(null),
    here: elsewhere,
    move: "",
    offer: true,
    after: mind(null),
  },
  {
    name: "who follows goes to another lesson",
    follow: invite,
    mind: mind(true),
    here: elsewhere,
    move: "go",
    offer: true,
    after: mind(true, 0, "05-resume"),
  },
  {
    name: "who opens another page stays there until the host moves on",
    follow: invite,
    mind: mind(true, 0, "05-resume"),
    here: elsewhere,
    move: "",
    offer: true,
    after: mind(true, 0, "05-resume"),
  },
  {
    name: "who opens another page is fetched when the host moves on",
    follow: invite,
    mind: mind(true, 0, "04-eventsource"),
    here: elsewhere,
    move: "go",
    offer: true,
    after: mind(true, 0, "05-resume"),
  },
  {
    name: "who follows and is there goes to the row",
    follow: invite,
    mind: mind(true),
    here: there,
    move: "apply",
    offer: true,
    after: mind(true, 0, "05-resume"),
  },
  {
    name: "the own hand wins",
    follow: invite,
    mind: mind(true),
    here: { ...there, still: false },
    move: "",
    offer: true,
    after: mind(true),
  },
  {
    name: "who is brought goes, moving or not",
    follow: brings,
    mind: mind(null),
    here: { ...elsewhere, still: false },
    move: "go",
    offer: true,
    after: mind(true, 2, "05-resume"),
  },
  {
    name: "who is brought goes once",
    follow: brings,
    mind: mind(false, 2),
    here: elsewhere,
    move: "",
    offer: true,
    after: mind(false, 2),
  },
  {
    name: "who left is brought by the next",
    follow: { ...brings, n: 3 },
    mind: mind(false, 2),
    here: elsewhere,
    move: "go",
    offer: true,
    after: mind(true, 3, "05-resume"),
  },
  {
    name: "who left stays away",
    follow: invite,
    mind: mind(false),
    here: there,
    move: "",
    offer: true,
    after: mind(false),
  },
  {
    name: "a release forgets who followed",
    follow: { ...brings, mode: "off" },
    mind: mind(true, 2),
    here: there,
    move: "",
    offer: false,
    after: mind(null, 2),
  },
  {
    name: "follow is off",
    follow: { ...brings, on: false },
    mind: mind(false),
    here: there,
    move: "",
    offer: false,
    after: mind(null),
  },
  {
    name: "the host is in no lesson",
    follow: { ...brings, place: { ...place, lesson: "" } },
    mind: mind(null),
    here: there,
    move: "",
    offer: false,
    after: mind(null),
  },
]

/** Tabs of one browser, whose channel delivers at once. */
class Tabs {
  /** @type {{channel: any, lease: Lease, seen: boolean, log: string[]}[]} */
  all = []

  /** @param {boolean} seen */
  open(seen) {
    const tabs = this.all
    const tab = /** @type {any} */ ({ seen, log: [] })
    tab.channel = {
      onmessage: null,
      postMessage: (/** @type {any} */ data) =>
        tabs.filter((other) => other !== tab).forEach((other) => other.channel.onmessage?.({ data })),
    }
    tabs.push(tab)
    tab.lease = new Lease(tab.channel, {
      take: () => tab.log.push("take"),
      drop: () => tab.log.push("drop"),
      heard: (/** @type {string} */ news) => tab.log.push(news),
      seen: () => tab.seen,
    })
    return tab
  }
}

export const tests = [
  ...steps.map(({ name, follow, mind, here, move, offer, after }) => ({
    name,
    run() {
      equal(step(follow, mind, here), { move, offer, mind: after })
    },
  })),
  {
    name: "the own pointer wins until it has been still for five seconds",
    run() {
      let now = 1000
      const still = new Still(
        () => {},
        () => now,
      )
      equal(still.still, true, "before any touch")
      still.touch()
      now += stillness - 1
      equal(still.still, false, "a moment before")
      now += 1
      equal(still.still, true, "after five seconds")
      still.touch()
      equal(still.still, false, "after another touch")
    },
  },
  {
    name: "a wait is fixed without jitter, and spread with it",
    run() {
      const spread = { spread: 2000, jitter: true }
      equal(pause({ ...spread, jitter: false }, 0), 500, "fixed")
      equal(pause({ ...spread, jitter: false }, 9), 500, "fixed, later")
      equal(
        pause(spread, 0, () => 0),
        0,
        "the shortest",
      )
      equal(
        pause(spread, 0, () => 1),
        2000,
        "the longest of the first",
      )
      equal(
        pause(spread, 1, () => 0.5),
        2000,
        "the middle of the second",
      )
      equal(
        pause(spread, 30, () => 1),
        8000,
        "the cap",
      )
      equal(
        pause({ spread: 20_000, jitter: true }, 5, () => 1),
        20_000,
        "a spread beyond the cap",
      )
    },
  },
  {
    name: "a client of the class does not give up",
    run() {
      const patience = new Patience(() => ({ on: true, tps: 10, stagger: 0, spread: 2000, jitter: false }))
      for (let i = 0; i < 40; i++) equal(patience.next(), 500)
      equal(patience.failures, 0)
    },
  },
  {
    name: "the tab in view holds the room, and tells the others",
    run() {
      const tabs = new Tabs()
      const [a, b] = [tabs.open(true), tabs.open(false)]
      a.lease.share("one")
      equal([a.log, b.log], [["take"], ["one"]], "before")
      b.seen = true
      b.lease.look()
      equal([a.lease.holds, b.lease.holds], [false, true], "who holds when the second comes into view")
      a.lease.share("two") // it holds nothing any more
      b.lease.share("three")
      equal(a.log, ["take", "drop", "three"])
      equal(b.log, ["one", "take"])
      b.lease.leave()
      equal([a.lease.holds, b.lease.holds], [true, false], "who holds when the second leaves")
    },
  },
  {
    name: "a tab without a channel holds the room alone",
    run() {
      /** @type {string[]} */
      const log = []
      const lease = new Lease(null, {
        take: () => log.push("take"),
        drop: () => log.push("drop"),
        heard: () => log.push("heard"),
        seen: () => true,
      })
      lease.share("one")
      lease.leave()
      equal(log, ["take", "drop"])
    },
  },
  {
    name: "subscriptions go out again on each socket, and end",
    run() {
      /** @type {any[]} */
      const sent = []
      /** @type {any[]} */
      const heard = []
      let up = false
      const subscriptions = new Subscriptions({
        attach: (other) => other.link(up),
        say: (message) => void (up && sent.push(message)),
      })
      const stop = subscriptions.add(
        "room",
        {},
        { room: (room) => heard.push(room.code), link: (up) => heard.push(up) },
      )
      subscriptions.add("board", { present: true }, { error: (sentence) => heard.push(sentence) })
      up = true
      subscriptions.link(true)
      equal(sent, [{ op: "room" }, { op: "board", present: true }], "sent at first")
      subscriptions.hear({ type: "room", code: "plover-42" })
      subscriptions.hear({ type: "error", op: "board", message: "no" })
      subscriptions.hear({ type: "rows", rows: [] })
      up = false
      subscriptions.link(false)
      up = true
      subscriptions.link(true)
      equal(sent.slice(2), [{ op: "room" }, { op: "board", present: true }], "sent to the second socket")
      stop()
      equal(sent.at(-1), { op: "room", off: true }, "sent at the end")
      subscriptions.hear({ type: "room", code: "gone" })
      equal(heard, [false, true, "plover-42", "no", false, true])
    },
  },
  {
    name: "the page's socket comes back for the room alone",
    run() {
      /** @type {EventTarget[]} */
      const sockets = []
      const control = new Control(() => {
        sockets.push(Object.assign(new EventTarget(), { send() {} }))
        return /** @type {any} */ (sockets.at(-1))
      })
      /** @type {any[]} */
      const heard = []
      control.attach({ hear: (message) => heard.push(message.type), link: (up) => heard.push(up) })
      sockets[0].dispatchEvent(new Event("open"))
      sockets[0].dispatchEvent(new MessageEvent("message", { data: '{"type":"room"}' }))
      sockets[0].dispatchEvent(new Event("close"))
      dispatchEvent(new Event("online"))
      equal(heard, [false, true, "room", false])
      equal(sockets.length, 2, "sockets")
    },
  },
  {
    name: "a place is told once, and again to a new socket",
    run() {
      /** @type {any[]} */
      const said = []
      let row = 1
      const signs = new Signs({
        place: () => ({ ...place, row }),
        every: 60_000,
        say: (message) => said.push(/** @type {any} */ (message).row),
        places: true,
      })
      signs.again()
      equal(said, [], "before it starts")
      signs.start()
      signs.again()
      row = 2
      signs.again()
      signs.stop()
      signs.again()
      equal(said, [1, 1, 2])
    },
  },
  {
    name: "what came while the strip was out of view waits in a line, and goes when it was seen",
    run() {
      const root = el("section")
      const unseen = new Unseen(root)
      const line = /** @type {HTMLButtonElement} */ (root.querySelector(".room-new"))
      const shown = () => (line.hidden ? "" : line.textContent)
      unseen.look(true)
      unseen.hear("hint", "Hint 1")
      equal(shown(), "", "in view")
      unseen.look(false)
      unseen.hear("hint", "Hint 1")
      unseen.hear("taken", "Ana is coming.", true)
      equal(shown(), "", "nothing new")
      unseen.hear("hint", "Hint 2")
      unseen.hear("predict", "The room is predicting.")
      equal(shown(), "The room is predicting.Show", "the newest")
      unseen.hear("predict", "")
      equal(shown(), "Hint 2Show", "the question was put away")
      line.click()
      unseen.look(true)
      equal([shown(), root.hasAttribute("data-held")], ["Back to the page", true], "held")
      line.click()
      equal([shown(), root.hasAttribute("data-held")], ["", false], "let go")
    },
  },
  {
    name: "words of the strip",
    run() {
      equal(lessonName("05-resume"), "lesson 5")
      equal(lessonName("10-disconnects-compared"), "lesson 10")
      equal([clock(391_000), clock(61_000), clock(59_001), clock(-5)], ["6:31", "1:01", "1:00", "0:00"])
      const quiet = /** @type {any} */ ({ now: 0, closed: [], fault: { buffer: false, downUntil: 0 } })
      equal([...news(quiet).keys()], [])
      const hint = { n: 2, exercise: "EX05a", text: "Send the id." }
      const busy = { ...quiet, hint, taken: "Ana", looked: true, cards: true }
      equal([...news(busy).keys()], ["hint", "taken", "looked", "cards"])
      equal([...news({ ...busy, ended: true }).keys()], ["ended"], "nobody comes to who is in no room")
      equal([...news({ ...busy, ended: true, wiped: true }).keys()], ["wiped"])
      const replaced = { ...busy, ended: true, replaced: true }
      equal([...news(replaced).keys()], ["replaced"], "another room is open")
      equal(acts.replaced[0], "/progress/export?seat=before", "since /room is the other's")
      equal(news(busy).get("hint"), "Hint 2 was sent to you, for EX05a: Send the id.")
    },
  },
]
