// The numbers of a race in words: the table, what the chart says to those who do
// not see it, and how to read it.
import { count, el } from "#pushlab/bench/dom.js"

/** @typedef {Record<string, number | null>} Figures */

/** @type {Record<string, {name: string, why: string, unit: string, digits?: number, plain?: boolean}>} */
const lines = {
  first: { name: "Time to first token", why: "From the first byte of either lane to the page", unit: "ms" },
  silence: { name: "Longest pause between tokens", why: "At the client, in a run with a fault", unit: "ms" },
  last: { name: "Last token", why: "", unit: "ms" },
  lost: { name: "Tokens lost", why: "", unit: "" },
  repeated: { name: "Tokens shown twice", why: "", unit: "" },
  requests: { name: "Requests", why: "An upgrade is one too", unit: "" },
  sent: { name: "Bytes sent by the client", why: "Heads and frames", unit: "B" },
  received: { name: "Bytes received", why: "", unit: "B" },
  each: { name: "Bytes received for each token", why: "", unit: "B", digits: 1 },
  lag: {
    name: "Page behind the wire",
    why: "The page’s clock against the tap’s, per token",
    unit: "ms",
    digits: 1,
  },
}

/** @param {number | null} n @param {{unit: string, digits?: number}} line @param {boolean} [signed] */
function value(n, { unit, digits = 0 }, signed = false) {
  if (n === null) return "–"
  const [whole, part] = Math.abs(n).toFixed(digits).split(".")
  const sign = n < 0 && Number(n.toFixed(digits)) !== 0 ? "−" : signed && n > 0 ? "+" : ""
  return `${sign}${count(Number(whole))}${part ? `.${part}` : ""}${unit && ` ${unit}`}`
}

/** @param {Element} body a tbody @param {Figures} a @param {Figures} b */
export function fill(body, a, b) {
  body.replaceChildren(
    ...Object.entries(lines).map(([key, line]) => {
      const head = el("th", { scope: "row" }, line.name)
      if (line.why) head.append(el("small", {}, line.why))
      const [left, right] = [a[key] ?? null, b[key] ?? null]
      const apart = left === null || right === null ? "" : value(right - left, line, true)
      return el(
        "tr",
        {},
        head,
        el("td", {}, value(left, line)),
        el("td", {}, value(right, line)),
        el("td", {}, apart),
      )
    }),
  )
}

const ms = (/** @type {number | null} */ n) => value(n, { unit: "ms" })

/**
 * @param {string} name of the transport
 * @param {Figures} f
 * @param {number} tokens
 */
export function sentence(name, f, tokens) {
  if (f.first === null) return `${name} showed no token.`
  const pause = f.silence === null ? "" : `, is silent for ${ms(f.silence)} at the most`
  return `${name} shows its first token at ${ms(f.first)}${pause}, and the last at ${ms(f.last)}. Of ${tokens} tokens it lost ${f.lost} and showed ${f.repeated} twice.`
}

/**
 * What the numbers mean, without a claim that they do not carry.
 *
 * @param {string[]} names
 * @param {Figures[]} figures
 * @param {number} rtt
 * @returns {string[]}
 */
export function reading(names, [a, b], rtt) {
  const out = []
  if (a.first !== null && b.first !== null) out.push(opening(names, b.first - a.first, rtt))
  if (a.silence !== null && b.silence !== null) out.push(pauses(names, a.silence, b.silence))
  const lost = (a.lost ?? 0) + (b.lost ?? 0)
  if (a.silence !== null && lost === 0)
    out.push(
      "The model did not stop while the lanes were silent. The server kept the tokens, and each client asked for what came behind its last one.",
    )
  if (a.sent !== null && b.sent !== null) {
    const [less, more] = a.sent <= b.sent ? [0, 1] : [1, 0]
    out.push(
      `${names[less]} sent fewer bytes: ${value([a, b][less].sent, { unit: "B" })} against ${value([a, b][more].sent, { unit: "B" })}. What counts is the number of requests and the size of their heads.`,
    )
  }
  return out
}

/** @param {string[]} names @param {number} apart @param {number} rtt */
function opening(names, apart, rtt) {
  const soon = Math.max(10, rtt / 3)
  if (Math.abs(apart) < soon) return `Both show the first token at the same time, within ${ms(soon)}.`
  const [first, second] = apart > 0 ? names : [names[1], names[0]]
  const trips =
    rtt >= 20 ? ` With a round trip of ${ms(rtt)} that is ${(Math.abs(apart) / rtt).toFixed(1)} of them.` : ""
  return `${first} shows its first token ${ms(Math.abs(apart))} before ${second}.${trips}`
}

/** @param {string[]} names @param {number} a @param {number} b */
function pauses(names, a, b) {
  const [first, second] = a <= b ? names : [names[1], names[0]]
  return `After the cut ${first} is back first, ${ms(Math.abs(a - b))} before ${second}. That is the wait that each client chose, not a property of its protocol: EventSource waits as long as the stream’s retry says, the others as long as their page wants.`
}
