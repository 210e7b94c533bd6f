import { Census, most, sentence } from "#pushlab/bench/six.js"
import { equal } from "#pushlab/test/equal.js"

/** Tabs that hold so many streams to a host each. @param {Record<string, number>[]} tabs */
function browser(...tabs) {
  /** @type {any[]} */
  const channels = []
  return tabs.map((held) => {
    const channel = /** @type {any} */ ({ onmessage: null })
    channel.postMessage = (/** @type {any} */ data) =>
      channels.filter((other) => other !== channel).forEach((other) => other.onmessage({ data }))
    channels.push(channel)
    return new Census(channel, (host) => held[host] ?? 0)
  })
}

export const tests = [
  {
    name: "a page adds up what the other tabs hold to a host",
    async run() {
      const [asks, other] = browser({ lab: 1 }, { lab: 3, edge: 4 }, { lab: 2 }, {})
      equal(
        await Promise.all([asks.elsewhere("lab"), asks.elsewhere("edge"), other.elsewhere("lab")]),
        [5, 4, 3],
      )
    },
  },
  {
    name: "a page without a channel knows of itself alone",
    async run() {
      equal(await new Census(null, () => 6).elsewhere("lab"), 0)
    },
  },
  {
    name: "the sentence comes with the sixth connection",
    run() {
      equal(sentence(most - 1, 0), "")
      equal(sentence(0, most - 1), "")
      const says = (/** @type {number} */ here, /** @type {number} */ elsewhere) =>
        sentence(here, elsewhere).split(".")[0]
      equal(says(6, 0), "Your browser holds 6 connections to the lab")
      equal(says(1, 5), "Your browser holds 6 connections to the lab, 5 of them in other tabs")
      equal(says(0, 6), "Your browser holds 6 connections to the lab, all of them in other tabs")
    },
  },
]
