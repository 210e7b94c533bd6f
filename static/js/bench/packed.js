// A compressed message (RFC 7692): what crossed the wire beside what it says.
import { count, el } from "#pushlab/bench/dom.js"
import { parseHex } from "#pushlab/bench/dump.js"

const most = 1024 // bytes of the text that are shown

/** @param {import("#pushlab/bench/types.js").Detail} detail @returns {HTMLElement[]} */
export function packed({ inflated, yours }) {
  if (!inflated) return []
  const data = parseHex(inflated)
  const text = new TextDecoder().decode(data.subarray(0, most))
  const rest = data.length > most ? `. The first ${count(most)} are shown` : ""
  return [
    el(
      "div",
      { class: "dispatch packed" },
      el("span", { class: "leg" }, "Inflated"),
      el("code", {}, text),
      el("span", {}, `${ratio(yours, data.length)}${rest}.`),
    ),
  ]
}

/**
 * What compression did to a message's size.
 *
 * @param {number} small bytes on the wire @param {number} large bytes of data
 */
export function ratio(small, large) {
  const change = small <= large ? `${Math.round(100 - (100 * small) / large)} % less` : "it grew"
  return `${count(small)} bytes on the wire, ${count(large)} of data: ${change}`
}
