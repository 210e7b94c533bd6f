// What a page hears of the room over its control socket: messages of a type, for
// as long as somebody subscribes to them.
import { page } from "#pushlab/control.js"

/**
 * @typedef {object} Handlers all may be left out
 * @property {(state: import("#pushlab/room/state.js").Room) => void} [room] the newest state
 * @property {(board: any) => void} [board] whole at first, then what changed
 * @property {(sentence: string) => void} [error] the server does not send it
 * @property {(up: boolean) => void} [link] the socket came up or went down
 * @typedef {Pick<import("#pushlab/control.js").Control, "attach" | "say">} Wire
 */

export class Subscriptions {
  /** @type {Map<string, {order: object, handlers: Handlers}>} by the type of what comes */
  #all = new Map()
  #up = false
  #attached = false

  /** @param {Wire} wire */
  constructor(wire) {
    this.wire = wire
  }

  /**
   * Subscribes until the function that it returns is called. A page has one
   * subscriber to a type.
   *
   * @param {"room" | "board"} op
   * @param {object} more of the order
   * @param {Handlers} handlers
   * @returns {() => void}
   */
  add(op, more, handlers) {
    const order = { op, ...more }
    this.#all.set(op, { order, handlers })
    if (this.#attached) {
      handlers.link?.(this.#up)
      this.wire.say(order)
    } else {
      this.#attached = true
      this.wire.attach(this)
    }
    return () => {
      if (this.#all.get(op)?.handlers !== handlers) return
      this.#all.delete(op)
      this.wire.say({ ...order, off: true })
    }
  }

  /** Each new socket is told again. @param {boolean} up */
  link(up) {
    this.#up = up
    for (const { order, handlers } of this.#all.values()) {
      if (up) this.wire.say(order)
      handlers.link?.(up)
    }
  }

  /** @param {any} message */
  hear(message) {
    if (message.type === "error") this.#all.get(message.op)?.handlers.error?.(message.message)
    else if (message.type === "room") this.#all.get("room")?.handlers.room?.(message)
    else if (message.type === "board") this.#all.get("board")?.handlers.board?.(message)
  }
}

const subscriptions = new Subscriptions(page)

/** What goes on in the room. @param {Handlers} handlers @returns {() => void} ends it */
export const room = (handlers) => subscriptions.add("room", {}, handlers)

/**
 * The board of the room, for its host and helpers.
 *
 * @param {boolean} present for the projector: seat numbers, no names
 * @param {Handlers} handlers
 * @returns {() => void} ends it
 */
export const board = (present, handlers) => subscriptions.add("board", { present }, handlers)

/** Says something to the server if the socket is up. @param {{op: string, on?: boolean}} message */
export const say = (message) => page.say(message)
