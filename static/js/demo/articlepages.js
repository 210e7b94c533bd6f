// The two pages of the bench "articles".

/**
 * @typedef {import("#pushlab/bench/types.js").Emit} Emit
 * @typedef {(url: string, options: {emit: Emit}) => {stop: () => void}} Page
 */

/**
 * As an article prints it: it says that it tries to reconnect, and then calls
 * the one function that forbids it. It also has no way to tell the end of the
 * answer from the loss of the connection.
 *
 * @type {Page}
 */
export function published(url, { emit }) {
  emit({ type: "connecting", request: "GET …/published", attempt: 1 })
  const source = new EventSource(url)
  source.onopen = () => emit({ type: "open" })
  source.onmessage = (event) => emit({ type: "token", id: "", text: event.data })
  source.onerror = () => {
    const words = "“Connection lost, trying to reconnect…”"
    source.close()
    emit({
      type: "closed",
      sentence: `The page says ${words} It has called close(): readyState is 2, and no request follows.`,
    })
  }
  return leave(source, emit)
}

/**
 * It lets the browser come back, looks at readyState to see whether it will, and
 * closes only when the server says that the answer is done.
 *
 * @type {Page}
 */
export function mended(url, { emit }) {
  let attempt = 1
  let last = ""
  emit({ type: "connecting", request: "GET …/mended", attempt })
  const source = new EventSource(url)
  source.onopen = () => emit({ type: "open" })
  source.onmessage = (event) => {
    last = event.lastEventId
    emit({ type: "token", id: last, text: JSON.parse(event.data) })
  }
  source.addEventListener("done", (event) => {
    source.close()
    emit({
      type: "done",
      tokens: Number(event.data),
      sentence: "The server said done, and the page closed the stream.",
    })
  })
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED)
      return emit({
        type: "failed",
        sentence: "readyState is 2: the browser has given up and will not ask again.",
      })
    const next = `readyState is 0: the browser asks again, with Last-Event-ID: ${last}.`
    emit({ type: "reconnecting", attempt: ++attempt, next })
  }
  return leave(source, emit)
}

/** @param {EventSource} source @param {Emit} emit */
function leave(source, emit) {
  return {
    stop() {
      source.close()
      emit({ type: "closed", sentence: "The reader has left." })
    },
  }
}
