// The senders of the handshake console, and what each of them gets to see.

/**
 * @typedef {{request: string, head: string, body?: string, tcp: string,
 *   frames?: import("#pushlab/demo/framesend.js").PeerFrame[]}} Said what the raw client saw
 * @typedef {{side: string, rule: string, section: string, ok: boolean, saw: string}} Ruling
 * @typedef {{request: string, upstream?: string, response: string, body?: string, rulings: Ruling[]}} Crossed
 * @typedef {{heard: (what: string, words?: string) => void}} Hearer
 */

/** @param {Response} response */
async function checked(response) {
  if (!response.ok) throw new Error(`The lab answered: ${(await response.text()).trim()}`)
  return response.json()
}

/**
 * Leaves the bytes of a response with the lab.
 *
 * @param {string} lab @param {string} body @param {AbortSignal} signal
 * @returns {Promise<string>} its id
 */
export async function keep(lab, body, signal) {
  return (await checked(await fetch(`${lab}/d/handshake`, { method: "POST", body, signal }))).id
}

/** Has the raw client send a request. @param {string} lab @param {string} to @param {string} body @param {AbortSignal} signal @returns {Promise<Said>} */
export async function send(lab, to, body, signal) {
  return checked(await fetch(`${lab}/d/handshake?send=${to}`, { method: "POST", body, signal }))
}

/** What crossed, and what the rules say of it; null when nothing has. @param {string} inspector of the run @returns {Promise<Crossed | null>} */
export async function crossed(inspector) {
  const response = await fetch(`${inspector}/handshake`).catch(() => null)
  return response?.ok ? response.json() : null
}

/**
 * Opens a WebSocket of this page, says Hello, and closes it. Everything that
 * JavaScript is told goes to the hearer, and there is no more.
 *
 * @param {string} url @param {string[]} protocols @param {Hearer} view @param {AbortSignal} signal
 * @returns {Promise<{opened: boolean, code: number, threw: string}>} threw is the name of what the constructor threw
 */
export function ask(url, protocols, view, signal) {
  return new Promise((resolve) => {
    let opened = false
    /** @type {WebSocket} */
    let socket
    try {
      socket = new WebSocket(url, protocols)
    } catch (error) {
      const { name, message } = /** @type {DOMException} */ (error)
      view.heard(name, `${message} Nothing was sent.`)
      return resolve({ opened, code: 0, threw: name })
    }
    view.heard("new WebSocket", `readyState ${socket.readyState}, CONNECTING`)
    signal.addEventListener("abort", () => socket.close())
    socket.addEventListener("open", () => {
      opened = true
      view.heard("open", `protocol ${quoted(socket.protocol)}, extensions ${quoted(socket.extensions)}`)
      socket.send("Hello")
    })
    socket.addEventListener("message", ({ data }) => {
      view.heard("message", quoted(String(data)))
      socket.close(1000, "done")
    })
    socket.addEventListener("error", (event) => {
      const own = Object.keys(event).filter((name) => name !== "isTrusted")
      view.heard("error", own.length ? own.join(", ") : "An Event without a code, a reason or a message.")
    })
    socket.addEventListener("close", ({ code, reason, wasClean }) => {
      view.heard("close", `code ${code}, reason ${quoted(reason)}, wasClean ${wasClean}`)
      view.heard("readyState", `${socket.readyState}, CLOSED`)
      resolve({ opened, code, threw: "" })
    })
  })
}

const quoted = (/** @type {string} */ text) => JSON.stringify(text)
