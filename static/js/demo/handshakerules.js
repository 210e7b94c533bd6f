// How the handshake console draws a head that crossed, and what the rules say of it.
import { el } from "#pushlab/bench/dom.js"

/** @typedef {import("#pushlab/demo/handshakesend.js").Ruling} Ruling */

/** @param {Ruling} r */
export const quoteRule = ({ rule, section, saw }) => `the rule is “${rule}” (${section}), and it saw ${saw}.`

/** @param {string} who @param {string} text */
export function head(who, text) {
  const lines = text.replaceAll("\r", "").trimEnd()
  return el(
    "figure",
    { class: "hs-wire" },
    el("figcaption", {}, who),
    el("pre", { tabindex: 0, role: "group", "aria-label": who }, lines),
  )
}

/** @param {Ruling[]} rulings */
export function table(rulings) {
  const cells = (/** @type {Ruling} */ r) => [
    el(
      "td",
      {},
      el("span", { class: `mk sq-${r.ok ? "done" : "err"}`, "aria-hidden": true }),
      r.ok ? "kept" : "broken",
    ),
    el("th", { scope: "row" }, r.rule),
    el("td", {}, r.side),
    el("td", {}, r.saw),
    el("td", {}, r.section),
  ]
  return el(
    "div",
    { class: "hs-rules", tabindex: 0, role: "group", "aria-label": "Rules" },
    el(
      "table",
      {},
      el("caption", { class: "vh" }, "Each rule, who has to look, and what stood there"),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ...["", "Rule", "Checked by", "It saw", "Where"].map((t) =>
            t ? el("th", { scope: "col" }, t) : el("td"),
          ),
        ),
      ),
      el("tbody", {}, ...rulings.map((r) => el("tr", { class: r.ok ? null : "dif" }, ...cells(r)))),
    ),
  )
}
