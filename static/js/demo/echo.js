// A client of the lab's echo: what it sends comes back, unmasked.

/**
 * @param {string} url
 * @param {{opened: () => void, echoed: (text: string) => void,
 *   closed: (code: number, reason: string) => void}} hear
 * @returns {{send: (text: string) => void, close: () => void}}
 */
export function echo(url, hear) {
  /** @type {string[]} */
  const waiting = []
  const socket = new WebSocket(url)
  socket.addEventListener("open", () => {
    hear.opened()
    for (const text of waiting.splice(0)) socket.send(text)
  })
  socket.addEventListener("message", (e) => hear.echoed(e.data))
  socket.addEventListener("close", (e) => hear.closed(e.code, e.reason))
  return {
    send(text) {
      if (socket.readyState === WebSocket.CONNECTING) waiting.push(text)
      else socket.send(text)
    },
    close: () => socket.close(1000, "done"),
  }
}
