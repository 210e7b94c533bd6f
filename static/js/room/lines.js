// The lines under the strip: what the seat should know now.
import { el } from "#pushlab/bench/dom.js"
import { acts } from "#pushlab/room/words.js"

export class Lines {
  /** @type {Map<string, HTMLElement>} */
  #lines = new Map()

  /** @param {HTMLElement} list @param {(about: string) => void} dismiss @param {typeof acts} [does] */
  constructor(list, dismiss, does = acts) {
    this.list = list
    this.dismiss = dismiss
    this.does = does
    this.list.replaceChildren() // what the server had written comes again, with what to do
  }

  /** Shows these lines and no others; a line that stays keeps its focus. @param {Map<string, string>} lines */
  draw(lines) {
    for (const [about, line] of this.#lines) if (!lines.has(about)) this.#drop(about, line)
    let at = 0
    for (const [about, words] of lines) {
      const line = this.#lines.get(about) ?? this.#add(about, at)
      at++
      const text = line.querySelector("span")
      if (text && text.textContent !== words) text.textContent = words
    }
  }

  /** @param {string} about @param {number} at its place among the lines */
  #add(about, at) {
    const line = el("li", { "data-about": about }, el("span"))
    const [href, words] = this.does[about] ?? []
    if (href) line.append(" ", el("a", { href }, words))
    if (about === "hint") line.append(this.#closer(about))
    this.#lines.set(about, line)
    this.list.insertBefore(line, this.list.children[at] ?? null)
    return line
  }

  /** @param {string} about */
  #closer(about) {
    const button = el("button", { class: "lnk", type: "button" }, "Put the hint away")
    button.addEventListener("click", () => this.dismiss(about))
    return button
  }

  /** @param {string} about @param {HTMLElement} line */
  #drop(about, line) {
    line.remove()
    this.#lines.delete(about)
  }
}
