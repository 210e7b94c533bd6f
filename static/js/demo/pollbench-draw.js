// The four columns as they are seen: a histogram of the delays to one scale, the
// items that were lost by name, and a table with all of the numbers.
import { count, el, find, millis, plural } from "#pushlab/bench/dom.js"
import { svg } from "#pushlab/bench/drawing.js"
import { bins, mean, median } from "#pushlab/demo/pollbench-book.js"

/** @typedef {import("#pushlab/demo/pollbench-book.js").Book} Book */

const columns = ["poll", "longpoll", "sse", "ws"]
const steps = 11 // ten up to the interval of short polling, and one for what took longer
const [width, height, foot] = [220, 64, 16] // px of a histogram
const longest = 90 // characters of the news that a column shows
const mostNames = 6 // of lost items

/** @param {HTMLElement} root @param {Book} book @param {number} interval of short polling, in ms */
export function draw(root, book, interval) {
  const counts = columns.map((name) => bins(book.delays(name), interval / (steps - 1), steps))
  for (const [i, name] of columns.entries()) {
    const figure = find(root, `[data-column=${name}]`)
    find(figure, ".p-text").textContent = book.column(name).text.slice(-longest)
    find(figure, ".p-hist").replaceChildren(histogram(counts[i], interval))
    find(figure, ".p-lost").textContent = lostWords(book.lost(name))
    for (const [key, text] of Object.entries(cells(book, name)))
      find(root, `[data-cell=${name}-${key}]`).textContent = text
  }
  find(root, "[data-bins]").replaceChildren(...rows(counts, interval))
}

/** @param {string[]} ids */
function lostWords(ids) {
  if (ids.length === 0) return ""
  const more = ids.length > mostNames ? ` and ${ids.length - mostNames} more` : ""
  return `lost: ${ids.slice(-mostNames).join(", ")}${more}`
}

/** @param {Book} book @param {string} name @returns {Record<string, string>} */
function cells(book, name) {
  const delays = book.delays(name)
  const { seen } = book.column(name)
  const way = book.ways[name]
  const ms = (/** @type {(list: number[]) => number} */ of) => (delays.length ? millis(of(delays)) : "–")
  return {
    seen: `${seen.size} of ${book.size}`,
    lost: count(book.lost(name).length),
    mean: ms(mean),
    median: ms(median),
    most: ms((list) => Math.max(...list)),
    requests: way ? count(way.requests) : "–",
    empty: way && name.endsWith("poll") ? count(way.empty) : "–",
    head: way ? count(way.head) : "–",
    each: way && seen.size ? count(Math.round(way.head / seen.size)) : "–",
    bytes: way ? count(way.bytes) : "–",
    connections: way ? count(way.connections) : "–",
  }
}

/** The time is to one scale in all columns; the height is the column's own, with its number above. @param {number[]} counts @param {number} interval */
function histogram(counts, interval) {
  const highest = Math.max(1, ...counts)
  const step = width / steps
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height + foot}` })
  for (const [i, n] of counts.entries()) {
    const tall = (n / highest) * (height - 12)
    if (n === 0) continue
    const [x, y] = [i * step, height - tall]
    picture.append(
      svg("rect", { class: "p-bar", x: x + 1, y, width: step - 2, height: tall }),
      svg("text", { class: "p-n", x: x + step / 2, y: y - 2, "text-anchor": "middle" }, String(n)),
    )
  }
  const end = (steps - 1) * step
  picture.append(
    svg("path", { class: "p-axis", d: `M0 ${height}.5H${width}M.5 ${height}v4M${end + 0.5} ${height}v4` }),
    svg("text", { class: "p-s", x: 0, y: height + 13 }, "0"),
    svg("text", { class: "p-s", x: end, y: height + 13, "text-anchor": "end" }, `${interval / 1000} s`),
    svg("text", { class: "p-s", x: width, y: height + 13, "text-anchor": "end" }, "…"),
  )
  return picture
}

/** The same in a table. @param {number[][]} counts @param {number} interval */
function rows(counts, interval) {
  const from = (/** @type {number} */ i) => count(Math.round((i * interval) / (steps - 1)))
  return Array.from({ length: steps }, (_, i) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, i < steps - 1 ? `${from(i)} to ${from(i + 1)} ms` : `${from(i)} ms or more`),
      ...counts.map((list) => el("td", { "aria-label": plural(list[i], "item") }, String(list[i]))),
    ),
  )
}
