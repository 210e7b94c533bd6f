// The line of the class stream in the strip: a mark, words and numbers.
import { count, el, plural } from "#pushlab/bench/dom.js"

/**
 * @typedef {object} Book what a page's callbacks have told of its stream
 * @property {string} state of the mark
 * @property {number} tokens
 * @property {string} last id
 * @property {number} cuts how often it broke
 * @property {number} brokeAt when, by performance.now; 0 = it is not broken
 * @property {number} away ms that the last break took
 * @property {number} lost tokens
 * @property {number} doubled tokens
 * @property {string} why it broke last
 */

/** @returns {Book} */
export const ledger = () => ({
  state: "idle",
  tokens: 0,
  last: "",
  cuts: 0,
  brokeAt: 0,
  away: 0,
  lost: 0,
  doubled: 0,
  why: "",
})

/** @param {Book} book */
export function words({ state, last, cuts, away, lost, doubled, why, tokens }) {
  if (state === "conn") return `${why} It goes on behind ${last || "the beginning"}.`
  if (state !== "live") return "It starts in a moment."
  if (!cuts || !tokens) return "It is open."
  const loss = lost ? `${plural(lost, "token")} lost` : "no token lost"
  const twice = doubled ? `, ${count(doubled)} came twice` : ""
  return `Back after ${count(Math.round(away))} ms, ${loss}${twice}.`
}

/** @param {HTMLElement} root @param {Book} book */
export function line(root, book) {
  if (!root.firstChild)
    root.append(el("i"), el("b", {}, "Class stream"), el("span"), el("span", { class: "room-nums" }))
  const [mark, , said, numbers] = root.children
  mark.setAttribute("class", `mk sq-${book.state}`)
  const text = words(book)
  if (said.textContent !== text) said.textContent = text
  const cuts = plural(book.cuts, "reconnect")
  numbers.textContent = `${plural(book.tokens, "token")}, ${cuts}${book.last ? `, last id ${book.last}` : ""}`
}
