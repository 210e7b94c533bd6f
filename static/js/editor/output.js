// What the code printed, line by line, as a console shows it.
import { count, el, find, millis } from "#pushlab/bench/dom.js"

const most = 500 // lines that are kept

export class Output {
  #dropped = 0

  /** @param {HTMLElement} root @param {(line: number) => void} go to a line of the code */
  constructor(root, go) {
    this.root = root
    this.list = find(root, "ol")
    this.note = find(root, "p[data-dropped]")
    this.go = go
  }

  clear() {
    this.list.replaceChildren()
    this.#dropped = 0
    this.note.hidden = this.root.hidden = true
  }

  /** @param {string} level @param {string} text @param {number} line @param {number} at ms since the start */
  add(level, text, line, at) {
    this.root.hidden = false
    const { list } = this
    const follow = list.scrollTop + list.clientHeight > list.scrollHeight - 4
    const time = el("span", { class: "o-t" }, millis(at))
    const word = /^(?:warn|error|blocked)$/.test(level) ? [el("b", {}, `${level} `)] : []
    list.append(el("li", { "data-level": level }, time, el("samp", {}, ...word, text), ...this.#jump(line)))
    this.#drop()
    if (follow) list.scrollTop = list.scrollHeight
  }

  /** @param {number} line */
  #jump(line) {
    if (!line) return []
    const button = el("button", { class: "lnk", type: "button" }, `line ${line}`)
    button.addEventListener("click", () => this.go(line))
    return [button]
  }

  #drop() {
    if (this.list.children.length <= most) return
    this.list.firstElementChild?.remove()
    this.note.textContent = `${count(++this.#dropped)} earlier lines are not kept.`
    this.note.hidden = false
  }
}
