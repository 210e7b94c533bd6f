// The run's address, for a terminal: what curl does there shows here.
import { el } from "#pushlab/bench/dom.js"

/** @typedef {import("#pushlab/bench/types.js").Run} Run */

export class Address {
  /**
   * @param {HTMLElement} root
   * @param {() => void} ask makes a run, so that there is an address
   */
  constructor(root, ask) {
    this.root = root
    const button = el("button", { type: "button", class: "btn" }, "Get an address")
    button.addEventListener("click", ask)
    this.root.append(button)
  }

  /** @param {Run} run @param {string} command */
  show(run, command) {
    const line = el("code", { class: "cl" }, command)
    const copy = el("button", { type: "button", class: "btn" }, "Copy")
    copy.addEventListener("click", async () => {
      copy.textContent = (await copied(line)) ? "Copied" : "Press Ctrl C"
    })
    const open = el("a", { href: run.inspector }, "Open this run")
    const had = this.root.contains(document.activeElement)
    this.root.replaceChildren(/** @type {Element} */ (this.root.firstElementChild), line, copy, open)
    if (had) copy.focus()
  }
}

/** Copies, or selects where a page may not copy: http on another host. @param {HTMLElement} line */
async function copied(line) {
  try {
    await navigator.clipboard.writeText(line.textContent ?? "")
    return true
  } catch {
    getSelection()?.selectAllChildren(line)
    return false
  }
}
