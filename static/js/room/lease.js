// One subscription to the room for all tabs of a browser: the tab in view holds
// it, and tells the others what it hears; of two windows in view, the one that the
// reader turned to last. A tab that is hidden lets go after a second and takes it
// back when it is seen again. Where there is no BroadcastChannel each tab in view
// holds one of its own. (Web Locks would do this in a line, but not on the plain
// http of a classroom.)

const patience = 1000 // ms hidden before a tab lets go: a glance elsewhere is no leaving
const turns = ["focus", "pointerdown", "keydown"] // the reader turns to this window

/**
 * @typedef {object} Tab what a lease does to its tab
 * @property {() => void} take subscribes
 * @property {() => void} drop ends the subscription
 * @property {(news: any) => void} heard what the holder tells
 * @property {() => boolean} seen whether the tab is in view
 * @typedef {{postMessage: (message: any) => void,
 *   onmessage: ((event: any) => void) | null}} Channel
 */

export class Lease {
  holds = false
  #timer = 0

  /** @param {Channel | null} channel @param {Tab} tab */
  constructor(channel, tab) {
    this.channel = channel
    this.tab = tab
    if (channel) channel.onmessage = ({ data }) => this.#hear(data)
    this.look()
  }

  /** The tab came into view, or went out of it. */
  look() {
    clearTimeout(this.#timer)
    if (this.tab.seen()) this.#take()
    else this.#timer = setTimeout(() => this.leave(), patience)
  }

  /** The tab goes: another one in view may have it. */
  leave() {
    if (!this.holds) return
    this.#drop()
    this.channel?.postMessage({ free: true })
  }

  /** Tells the other tabs, if this one holds. @param {any} news */
  share(news) {
    if (this.holds) this.channel?.postMessage({ news })
  }

  #take() {
    if (this.holds) return
    this.holds = true
    this.channel?.postMessage({ taken: true })
    this.tab.take()
  }

  #drop() {
    this.holds = false
    this.tab.drop()
  }

  /** @param {{taken?: boolean, free?: boolean, news?: any}} message of another tab */
  #hear({ taken, free, news }) {
    if (taken && this.holds) this.#drop()
    if (free && this.tab.seen()) this.#take()
    if (news && !this.holds) this.tab.heard(news)
  }
}

/** The lease of this page. @param {Omit<Tab, "seen">} tab */
export function lease(tab) {
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("pushlab.room") : null
  const held = new Lease(channel, { ...tab, seen: () => document.visibilityState === "visible" })
  document.addEventListener("visibilitychange", () => held.look())
  for (const type of turns) addEventListener(type, () => held.look(), { passive: true })
  addEventListener("pagehide", () => held.leave())
  addEventListener("pageshow", () => held.look())
  return held
}
