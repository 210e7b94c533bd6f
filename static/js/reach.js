// The page that a phone opens before a workshop: tries out what the lessons need
// of the network, one thing after the other, and says what to do where it fails.
import { newRun } from "#pushlab/bench/run.js"
import { RightParser } from "#pushlab/demo/parser-right.js"

const patience = 15000 // ms, for each thing
const tokens = 5
const ask = `tokens=${tokens}&tps=2&ttft=0` // one every half second
const leastSpread = 1000 // ms between the first token and the last, half of what they were sent in

const list = /** @type {HTMLElement} */ (document.querySelector(".reach-l"))
const verdict = /** @type {HTMLElement} */ (document.querySelector("[data-verdict]"))
const again = /** @type {HTMLButtonElement} */ (document.querySelector("[data-again]"))
const lab = list.dataset.lab ?? ""
const limit = () => AbortSignal.timeout(patience)

/** The network did something, and the words say what. */
class Found extends Error {}

/** @returns {Promise<string>} */
async function lives() {
  const response = await fetch(`${lab}/healthz`, { cache: "no-store", signal: limit() })
  if (!response.ok) throw new Found(`Something else answers there, with ${response.status}.`)
  return `at ${lab}.`
}

/** Asks twice before it blames the network: this device may have been busy. @returns {Promise<string>} */
async function streams() {
  const { lab } = await newRun(limit())
  for (const last of [false, true]) {
    const came = await arrivals(`${lab}/sse?${ask}`)
    const spread = Math.round((came.at(-1) ?? 0) - (came[0] ?? 0))
    if (came.length < tokens) throw new Found(`Only ${came.length} of ${tokens} tokens came.`)
    if (spread >= leastSpread) return `${tokens} tokens in ${spread} ms, each when it was sent.`
    if (last)
      throw new Found(
        `All ${tokens} came within ${spread} ms, and not one by one: something on the way keeps them back.`,
      )
  }
  return ""
}

/** @param {string} url @returns {Promise<number[]>} when each token came */
async function arrivals(url) {
  /** @type {number[]} */
  const came = []
  const response = await fetch(url, { signal: limit() })
  if (!response.ok || !response.body) throw new Found(`The lab answered ${response.status}.`)
  const parser = new RightParser(({ type }) => {
    if (type === "message") came.push(performance.now())
  })
  const reader = response.body.getReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return came
    parser.read(value)
  }
}

/** @returns {Promise<string>} */
async function sockets() {
  const { lab } = await newRun(limit())
  const socket = new WebSocket(`${lab.replace("http", "ws")}/echo`)
  try {
    await new Promise((resolve, reject) => {
      socket.onopen = () => socket.send("reach")
      socket.onmessage = resolve
      socket.onclose = () => reject(new Found("It was refused."))
      limit().onabort = () => reject(new Found("No answer came."))
    })
  } finally {
    socket.onclose = null
    socket.close()
  }
  return "and a word came back."
}

/** @type {{row: string, trial: () => Promise<string>, advice: string}[]} */
const trials = [
  {
    row: "lab",
    trial: lives,
    advice:
      "Only the first port is open: let the laptop’s firewall take connections for pushlab on all its ports.",
  },
  {
    row: "stream",
    trial: streams,
    advice:
      "Look for a sign-in page of this Wi-Fi, a VPN or a data saver on this device; else use another network.",
  },
  {
    row: "socket",
    trial: sockets,
    advice: "A proxy or VPN may take Upgrade away. Follow and the board need it; the other lessons work.",
  },
]

/** @param {string} row @param {string} mark @param {string} words */
function say(row, mark, words) {
  const item = /** @type {HTMLElement} */ (list.querySelector(`[data-row=${row}]`))
  item.dataset.state = mark
  item.querySelector(".mk")?.setAttribute("class", `mk sq-${mark}`)
  const text = item.querySelector("[data-words]")
  if (text) text.textContent = words
}

/** @param {typeof trials[number]} t @returns {Promise<boolean>} */
async function tryOne({ row, trial, advice }) {
  say(row, "conn", "Trying …")
  try {
    say(row, "done", await trial())
    return true
  } catch (error) {
    say(row, "err", `${error instanceof Found ? error.message : "No answer came."} ${advice}`)
    return false
  }
}

async function tryAll() {
  again.disabled = true
  verdict.textContent = ""
  let failed = 0
  for (const t of trials) if (!(await tryOne(t))) failed++
  verdict.textContent =
    failed === 0
      ? "All of it works: this device can take part."
      : "Not all of it works. The rows with a cross say what to do."
  again.disabled = false
}

again.addEventListener("click", tryAll)
tryAll()
