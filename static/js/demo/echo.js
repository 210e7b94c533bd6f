// A client of the lab's echo: what it sends comes back, unmasked.

/**
 * @param {string} url
 * @param {{opened: () => void, echoed: (data: string | ArrayBuffer) => void,
 *   closed: (code: number, reason: string, clean: boolean) => void}} hear
 * @returns {{send: (data: string | ArrayBuffer) => void, close: () => void}}
 */
export function echo(url, hear) {
  /** @type {(string | ArrayBuffer)[]} */
  const waiting = []
  const socket = new WebSocket(url)
  socket.binaryType = "arraybuffer"
  socket.addEventListener("open", () => {
    hear.opened()
    for (const data of waiting.splice(0)) socket.send(data)
  })
  socket.addEventListener("message", (e) => hear.echoed(e.data))
  socket.addEventListener("close", (e) => hear.closed(e.code, e.reason, e.wasClean))
  return {
    send(data) {
      if (socket.readyState === WebSocket.CONNECTING) waiting.push(data)
      else socket.send(data)
    },
    close: () => socket.close(1000, "done"),
  }
}
