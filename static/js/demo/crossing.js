// What JavaScript heard, beside what crossed the wire. The left column comes
// from callbacks only, the right one from the trace only.
import { count, el, find } from "#pushlab/bench/dom.js"

const most = 200 // characters of a message that are shown

export class Crossing {
  #heard = el("ol")
  #crossed = el("ol")
  /** @type {Map<number, HTMLElement>} */
  #rows = new Map()

  /** @param {HTMLElement} root the push-bench */
  constructor(root) {
    const box = find(root, "[data-results]")
    box.hidden = false
    box.replaceChildren(
      el(
        "section",
        { class: "r-sec r-two" },
        half("What was heard", this.#heard),
        half("What crossed", this.#crossed),
      ),
    )
  }

  /** @param {string} what @param {string} [words] */
  heard(what, words = "") {
    this.#heard.append(el("li", {}, el("b", {}, what), words && ` ${words}`))
  }

  /** Frames of the trace. @param {import("#pushlab/bench/types.js").Row[]} rows */
  rows(rows) {
    for (const row of rows) {
      if (row.kind !== "ws") continue
      const from = row.dir === "c" ? "client" : "server"
      const item = el(
        "li",
        { class: row.err ? "dif" : null },
        el("b", {}, from),
        ` ${row.label}`,
        row.err ? el("span", {}, `, ${row.err}`) : "",
      )
      const old = this.#rows.get(row.n)
      if (old) old.replaceWith(item)
      else if (this.#rows.size < 60) this.#crossed.append(item)
      this.#rows.set(row.n, item)
    }
  }

  /** @param {string} text @param {number} [length] of all of it, in bytes */
  text(text, length) {
    const cut = text.length > most || (length ?? 0) > 1024
    return cut ? `"${text.slice(0, 40)}…" ${count(length ?? text.length)} characters` : JSON.stringify(text)
  }

  /** @param {Uint8Array} bytes */
  binary(bytes) {
    const shown = Array.from(bytes.subarray(0, 32), (b) => b.toString(16).padStart(2, "0")).join(" ")
    return `${shown}${bytes.length > 32 ? " …" : ""} (${count(bytes.length)} bytes)`
  }
}

/** @param {string} title @param {HTMLElement} list */
function half(title, list) {
  return el("div", { class: "r-col" }, el("h4", { class: "leg" }, title), list)
}
