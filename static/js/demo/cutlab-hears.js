// From what a client of the cut lab tells its page: what the pane shows, and what
// the book counts.

/**
 * @typedef {import("#pushlab/bench/types.js").Emit} Emit
 * @typedef {import("#pushlab/demo/cutlab-bare.js").Hears} Hears
 * @typedef {import("#pushlab/demo/cutlab-book.js").Column} Column
 */

/** @param {Column} column @param {Emit} emit @returns {Hears} */
export function hearing(column, emit) {
  let attempt = 1
  emit({ type: "connecting", request: "The request", attempt })
  return {
    open() {
      column.open()
      emit({ type: "open" })
    },
    token: (text, id) => emit({ type: "token", id, text, ...column.token(id, performance.now()) }),
    heartbeat() {
      column.heartbeats++
      emit({ type: "open", sentence: "A heartbeat came: the server is there." })
    },
    reset(why) {
      column.reset()
      emit({ type: "reset", id: "", why })
    },
    lost(why, wait) {
      column.notice(performance.now())
      const next = wait ? "The page asks again." : "The browser asks again."
      emit({ type: "reconnecting", attempt: ++attempt, wait: wait || undefined, why, next })
    },
    done(tokens) {
      column.end = "whole"
      emit({ type: "done", tokens, sentence: "The server said done." })
    },
    ended() {
      column.end = "short"
      emit({ type: "closed", sentence: "The body ended without an error, as a whole one does." })
    },
    failed(why) {
      column.notice(performance.now())
      column.end = "gone"
      emit({ type: "failed", sentence: why })
    },
  }
}
