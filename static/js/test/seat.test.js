import { el } from "#pushlab/bench/dom.js"
import { Block } from "#pushlab/room/block.js"
import { How } from "#pushlab/room/how.js"
import { lease } from "#pushlab/room/lease.js"
import { Newest } from "#pushlab/room/newest.js"
import { news } from "#pushlab/room/words.js"
import { equal } from "#pushlab/test/equal.js"

const nowhere = "http://127.0.0.1:1/" // browsers ask nobody at this port
const accepts = "/" // what serves the tests takes any form

/** Waits for what comes to stay. @param {string} what @param {() => boolean} holds */
async function until(what, holds) {
  const end = performance.now() + 60_000
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** The form of a seat that works, as the server writes it. @param {string} action */
function form(action) {
  const states = ["Working", "Done", "Please come"].map((words) => {
    const value = words.split(" ").pop()?.toLowerCase() ?? ""
    const radio = { type: "radio", name: "state", value, checked: value === "working" }
    return el("label", {}, el("input", radio), words)
  })
  const form = el("form", { method: "post", action }, ...states)
  const row = el("div", {}, form)
  const root = el("section", {}, row)
  const how = new How(form, row)
  return {
    form,
    how,
    /** @param {string} value */
    choose(value) {
      const input = /** @type {HTMLInputElement} */ (form.querySelector(`[value=${value}]`))
      input.checked = true
      input.dispatchEvent(new Event("change", { bubbles: true }))
    },
    chosen: () => new FormData(form).get("state"),
    failure: () => root.querySelector("[role=alert]")?.textContent ?? "",
  }
}

const unsent =
  "The server can not be reached, so “Please come” is not sent yet. It is kept on this page, and sent when the server is back."

/** A block of a lesson whose question the room predicts. @param {(option: FormDataEntryValue | null) => void} sent */
function block(sent) {
  const radios = [1, 2].map((value) => el("input", { type: "radio", name: "option", value, required: true }))
  const question = el("form", {}, ...radios, el("button", {}, "Lock"))
  const root = el("div", { "data-state": "open" }, el("p", { class: "q" }), question)
  document.body.append(root)
  const block = new Block(root, "which-id")
  root.addEventListener("submit", (e) => {
    e.preventDefault()
    sent(new FormData(question).get("option"))
  })
  return { block, root }
}

/** @param {number} mine */
const asked = (mine) =>
  /** @type {any} */ ({ block: "which-id", state: "open", round: 1, mine, options: ["a", "b"] })

/** @param {number} now @param {number} downUntil */
const down = (now, downUntil) => /** @type {any} */ ({ now, fault: { buffer: false, downUntil } })

export const tests = [
  {
    name: "what the learner says while the server is away is kept and sent again",
    async run() {
      const { form: at, how, choose, chosen, failure } = form(nowhere)
      choose("come")
      await until("the failure", () => failure() !== "")
      equal(failure(), unsent)
      how.hear("working") // the server is back and knows nothing of it
      equal(chosen(), "come", "after the server's word")
      at.action = accepts
      how.again()
      await until("the end of the failure", () => failure() === "")
      equal(chosen(), "come", "sent")
      how.hear("done")
      equal(chosen(), "done", "the server's word afterwards")
    },
  },
  {
    name: "what was said in another window is newer than what could not be sent",
    async run() {
      const { how, choose, chosen, failure } = form(nowhere)
      choose("come")
      await until("the failure", () => failure() !== "")
      how.hear("done")
      equal([chosen(), failure()], ["done", ""])
    },
  },
  {
    name: "what the server refuses does not stand as if it were said",
    async run() {
      const { choose, chosen, failure } = form("/refused")
      choose("come")
      await until("the refusal", () => failure() !== "")
      equal(failure(), "The server answered 404. Nothing was saved; try again.")
      equal(chosen(), "working")
    },
  },
  {
    name: "a choice of the room is the block's own, also when the socket was faster",
    run() {
      for (const told of [0, 2]) {
        /** @type {any[]} */
        const sent = []
        const { block: one, root } = block((option) => sent.push(option))
        one.draw(asked(0))
        one.draw(asked(told))
        one.chosen(2)
        equal(sent, ["2"], `sent when the server had told of ${told}`)
        root.remove()
      }
    },
  },
  {
    name: "the window that the reader turns to takes the room from another one in view",
    async run() {
      const log = [""]
      const tab = (/** @type {string} */ name) =>
        lease({ take: () => log.push(name), drop: () => log.push(`not ${name}`), heard() {} })
      const a = tab("a")
      const b = tab("b")
      await until("the newer one has it", () => b.holds && !a.holds)
      for (const type of ["pointerdown", "focus", "keydown"]) {
        const [other, holder] = a.holds ? [b, a] : [a, b]
        dispatchEvent(new Event(type))
        await until(`the other one has it after ${type}`, () => other.holds && !holder.holds)
      }
    },
  },
  {
    name: "that the lab is down ends when its time is over, though nobody says so",
    async run() {
      let drawn = 0
      const newest = new Newest(() => drawn++)
      const said = () => newest.state && news(newest.state).has("down")
      newest.hear(down(0, 60_000))
      newest.hear(down(5000, 5020))
      equal(said(), true, "while it is down")
      await until("it is drawn again", () => drawn > 0)
      equal(said(), false, "afterwards")
    },
  },
]
