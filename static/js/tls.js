// The page of the tls place: asks the place for a sign of life until this
// browser takes its certificate. A page is told no more than that a fetch failed.
const pause = 2000 // ms

const line = /** @type {HTMLElement} */ (document.querySelector("[data-alive]"))
const mark = /** @type {Element} */ (line.querySelector(".mk"))
const words = /** @type {Element} */ (line.querySelector("[data-words]"))

const states = {
  accepted: {
    mark: "sq-done",
    head: "Accepted.",
    text: "This browser takes the certificate. Press Start below: the answer comes over TLS.",
  },
  refused: {
    mark: "sq-idle",
    head: "Not yet accepted.",
    text: "This browser refuses the certificate. This line looks again by itself, every 2 seconds.",
  },
  gone: {
    mark: "sq-off",
    head: "Lab server unreachable.",
    text: "pushlab does not answer at all. Start it again; this line looks again by itself.",
  },
}

/** @param {string} url */
const answers = (url) =>
  fetch(url, { cache: "no-store" }).then(
    (response) => response.ok,
    () => false,
  )

/** @returns {Promise<keyof typeof states>} */
async function look() {
  if (await answers(line.dataset.alive ?? "")) return "accepted"
  return (await answers("/healthz")) ? "refused" : "gone"
}

/** Says it once: a live region repeats what is written into it. @param {keyof typeof states} name */
function say(name) {
  if (line.dataset.state === name) return
  line.dataset.state = name
  const state = states[name]
  const head = document.createElement("b")
  head.textContent = state.head
  mark.setAttribute("class", `mk ${state.mark}`)
  words.replaceChildren(head, ` ${state.text}`)
}

/** A page that nobody sees does not ask. */
async function watch() {
  while (line.dataset.state !== "accepted") {
    if (!document.hidden) say(await look())
    await new Promise((again) => setTimeout(again, pause))
  }
}

watch()
