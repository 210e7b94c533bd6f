import { Answer } from "#pushlab/bench/answer.js"
import { equal } from "#pushlab/test/equal.js"

/** @param {{still?: boolean}} [options] */
function begin(options) {
  const root = document.createElement("p")
  return { root, answer: new Answer(root, options) }
}

export const tests = [
  {
    name: "hostile text is text",
    run() {
      const { root, answer } = begin()
      answer.token("e7-1", "<img src=x onerror=alert(1)>")
      equal(root.querySelector("img"), null, "img")
      equal(root.textContent, "<img src=x onerror=alert(1)>")
    },
  },
  {
    name: "each token can be found by its id",
    run() {
      const { root, answer } = begin()
      answer.token("e7-1", "A")
      answer.token("e7-2", " wire")
      equal(root.querySelector('[data-tok="e7-2"]')?.textContent, " wire")
      equal(answer.text, "A wire")
    },
  },
  {
    name: "with reduced motion a sentence appears when it is whole",
    run() {
      const { root, answer } = begin({ still: true })
      answer.token("e7-1", "A")
      equal(root.textContent, "", "before the full stop")
      answer.token("e7-2", ".")
      equal(root.textContent, "A.", "after it")
    },
  },
]
