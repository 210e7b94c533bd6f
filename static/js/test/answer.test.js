import { Answer } from "#pushlab/bench/answer.js"
import { equal } from "#pushlab/test/equal.js"

/** @param {{still?: boolean}} [options] */
function make(options = {}) {
  /** @type {string[]} */
  const spoken = []
  const root = document.createElement("p")
  const answer = new Answer(root, { ...options, spoken: (sentence) => spoken.push(sentence) })
  return { answer, root, spoken }
}

/** @param {Answer} answer @param {...string} tokens */
function say(answer, ...tokens) {
  tokens.forEach((text, i) => answer.token(`e-${i + 1}`, text))
}

export const tests = [
  {
    name: "shows each token as it came",
    run() {
      const { answer, root } = make()
      say(answer, "Hello", ",", " <b>you</b>")
      equal(root.textContent, "Hello, <b>you</b>", "text")
      equal(
        Array.from(root.querySelectorAll(".tk"), (t) => t.getAttribute("data-tok")),
        ["e-1", "e-2", "e-3"],
        "ids",
      )
    },
  },
  {
    name: "hostile text is text",
    run() {
      const { answer, root } = make()
      answer.token("e-1", "<img src=x onerror=alert(1)>")
      equal(root.querySelector("img"), null, "img")
      equal(root.textContent, "<img src=x onerror=alert(1)>")
    },
  },
  {
    name: "tells sentences when they end",
    run() {
      const { answer, spoken } = make()
      say(answer, "One", ".", " Two", " is", " open")
      equal(spoken, ["One."])
      answer.end()
      equal(spoken, ["One.", "Two is open"])
    },
  },
  {
    name: "with reduced motion shows whole sentences",
    run() {
      const { answer, root } = make({ still: true })
      say(answer, "One", " sentence")
      equal(root.textContent, "", "before its end")
      equal(answer.text, "One sentence", "what came")
      say(answer, ".", " Two")
      equal(root.textContent, "One sentence.", "after its end")
      answer.end()
      equal(root.textContent, "One sentence. Two", "at the end")
    },
  },
  {
    name: "marks what the reader has twice, and what never came",
    run() {
      const { answer, root } = make()
      answer.token("e-1", "A")
      answer.token("e-1", "A", { doubled: true })
      answer.lost("3 tokens")
      equal(root.querySelectorAll(".dbl").length, 1, "doubled")
      equal(root.querySelector("del.lost")?.textContent, "3 tokens", "lost")
    },
  },
  {
    name: "a ghost stands where an answer will be",
    run() {
      const { answer, root } = make()
      answer.ghost()
      equal(root.querySelectorAll(".ghost").length, 2)
      answer.token("e-1", "A")
      equal(root.querySelectorAll(".ghost").length, 0)
    },
  },
]
