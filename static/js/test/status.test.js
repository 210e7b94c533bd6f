import { Status } from "#pushlab/bench/status.js"
import { foremost, severed } from "#pushlab/bench/head.js"
import { Uplink } from "#pushlab/bench/uplink.js"
import { equal } from "#pushlab/test/equal.js"

/** @param {string} manner */
function make(manner) {
  localStorage.setItem("pushlab.hears", manner)
  const region = document.createElement("p")
  return { region, status: new Status(region) }
}

/** @param {string} name */
const look = (name) => ({ name, mark: "", words: "", sentence: "" })

export const tests = [
  {
    name: "a change of state is said at once, sentences wait",
    run() {
      const { region, status } = make("sentences")
      status.state("Streaming.")
      status.sentence("One.")
      status.sentence("Two.")
      equal(region.textContent, "Streaming.", "while streaming")
      status.end("Complete.")
      equal(region.textContent, "One. Two. Complete.", "at the end")
    },
  },
  {
    name: "who wants nothing hears nothing",
    run() {
      const { region, status } = make("nothing")
      status.state("Streaming.")
      status.sentence("One.")
      status.end("Complete.")
      equal(region.textContent, "")
    },
  },
  {
    name: "the choice is remembered",
    run() {
      const region = document.createElement("p")
      const select = document.createElement("select")
      for (const value of ["sentences", "answer", "nothing"]) select.append(new Option(value, value))
      make("answer")
      new Status(region, select)
      equal(select.value, "answer")
      select.value = "nothing"
      select.dispatchEvent(new Event("change"))
      equal(localStorage.getItem("pushlab.hears"), "nothing")
    },
  },
  {
    name: "a bench of two panes says what matters first",
    run() {
      equal(foremost([look("connecting"), look("streaming")]).name, "streaming")
      equal(foremost([look("complete"), look("silent")]).name, "silent")
      equal(foremost([look("ready"), look("complete")]).name, "complete")
      equal(foremost([look("ready"), look("ready")]).name, "ready")
    },
  },
  {
    name: "a bench without its server says what is kept",
    run() {
      equal(severed(true, 14), null)
      equal(
        severed(false, 14)?.sentence,
        "The server does not answer. The 14 rows below are kept. Start works when it is back.",
      )
      equal(severed(false, 0)?.sentence, "The server does not answer. Start works when it is back.")
    },
  },
  {
    name: "a short break of the control socket is nobody's business",
    run() {
      let changes = 0
      const uplink = new Uplink(() => changes++)
      uplink.link(false)
      uplink.link(false)
      equal([uplink.up, changes], [true, 0], "at once")
      uplink.link(true)
      equal([uplink.up, changes], [true, 1], "back")
    },
  },
]
