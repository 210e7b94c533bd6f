// Whether the server answers.
import { wait } from "#pushlab/control.js"

const patience = 1000 // ms without the control socket before a bench says so

export class Uplink {
  up = true
  #doubt = 0 // timer: the control socket is down

  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed
  }

  /** The control socket came or went. A short break is nobody's business. @param {boolean} up */
  link(up) {
    clearTimeout(up ? this.#doubt : 0)
    if (up) {
      this.#doubt = 0
      this.#set(true)
    } else this.#doubt ||= setTimeout(() => this.#set(false), patience)
  }

  /** A request failed: asks from time to time whether the server is back. */
  async lost() {
    this.#set(false)
    for (let failures = 2; !this.up; failures++) {
      await new Promise((resume) => setTimeout(resume, wait(failures)))
      const health = await fetch("/healthz").catch(() => null)
      if (health?.ok) this.#set(true)
    }
  }

  /** @param {boolean} up */
  #set(up) {
    this.up = up
    this.changed()
  }
}
