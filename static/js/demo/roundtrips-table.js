// The waterfall in words: as the rows of a table, and as a text to copy.
import { el, millis } from "#pushlab/bench/dom.js"
import { nameOf, total, tripsOf } from "#pushlab/demo/roundtrips-steps.js"

/** @typedef {import("#pushlab/demo/roundtrips-steps.js").Lane} Lane */

/** @param {Lane[]} lanes */
export function tableRows(lanes) {
  return lanes.flatMap((lane) => [
    ...lane.steps.map((step) =>
      line(
        nameOf(lane),
        `${step.name}${step.computed ? ", computed" : ""}`,
        step.from,
        step.took,
        step.trips,
      ),
    ),
    line(nameOf(lane), `first token ${lane.where}`, null, total(lane), lane.trips, "sum"),
  ])
}

/** @param {string} name @param {string} what @param {number | null} from @param {number} took @param {number} trips @param {string} [style] */
function line(name, what, from, took, trips, style) {
  return el(
    "tr",
    { class: style },
    el("td", {}, name),
    el("th", { scope: "row" }, what),
    el("td", {}, from === null ? "" : millis(from)),
    el("td", {}, millis(took)),
    el("td", {}, String(trips)),
  )
}

/** The same as a text. @param {Lane[]} lanes @param {number} rtt */
export function asText(lanes, rtt) {
  const pad = (/** @type {number} */ n) => n.toFixed(1).padStart(8)
  return [
    `Round trip ${rtt} ms. Steps to the first token: from ms, took ms.`,
    ...lanes.flatMap((lane) => [
      nameOf(lane),
      ...lane.steps.map(
        (s) => `  ${s.name.padEnd(26)}${pad(s.from)}${pad(s.took)}${s.computed ? "  computed" : ""}`,
      ),
      `  ${`first token ${lane.where}`.padEnd(26)}${" ".repeat(8)}${pad(total(lane))}  ${tripsOf(lane)}`,
    ]),
    "",
  ].join("\n")
}
