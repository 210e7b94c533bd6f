// The field in which the code is written: a textarea with line numbers, with
// keys for who writes code and a way out for who only passes by.
import { el, find } from "#pushlab/bench/dom.js"

const step = "  " // one indent
const tallest = 30 // lines that are seen at once

export class Area {
  #leaving = false // Esc was pressed: the next Tab leaves
  #marked = 0
  #writing = false

  /** @param {HTMLElement} root @param {{run: () => void, stop: () => void, changed: () => void}} does */
  constructor(root, does) {
    this.does = does
    this.field = /** @type {HTMLTextAreaElement} */ (find(root, "textarea"))
    this.numbers = find(root, "[data-numbers]")
    this.indents = /** @type {HTMLInputElement} */ (find(root, "input[name=indents]"))
    this.field.addEventListener("input", () => this.#changed())
    this.field.addEventListener("keydown", (event) => this.#key(event))
    this.field.addEventListener("beforeinput", (event) => this.#break(event))
    this.field.addEventListener("scroll", () => (this.numbers.scrollTop = this.field.scrollTop))
    this.draw()
  }

  get text() {
    return this.field.value
  }

  set text(value) {
    this.field.value = value
    this.draw()
  }

  /** Puts other text in its place; the browser's undo brings the old one back. @param {string} value */
  replace(value) {
    this.field.focus()
    this.field.select()
    this.#write(value)
    this.field.setSelectionRange(0, 0)
  }

  /** Marks the line in which something went wrong; 0 marks none. @param {number} line */
  mark(line) {
    this.#marked = line
    this.draw()
  }

  /** @param {number} line from 1 */
  go(line) {
    const lines = this.text.split("\n")
    const from = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0)
    this.field.focus()
    this.field.setSelectionRange(from, from + (lines[line - 1] ?? "").length)
  }

  draw() {
    const lines = this.text.split("\n").length
    this.field.rows = Math.min(lines, tallest)
    const numbers = Array.from({ length: lines }, (_, i) =>
      el("li", { class: i + 1 === this.#marked ? "bad" : null }),
    )
    this.numbers.replaceChildren(...numbers)
    this.numbers.scrollTop = this.field.scrollTop
  }

  #changed() {
    this.#marked = 0
    this.draw()
    this.does.changed()
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const leaving = this.#leaving
    this.#leaving = event.key === "Escape" || (leaving && event.key === "Shift")
    if (event.isComposing) return
    if (event.key === "Escape") this.does.stop()
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#run(event)
    else if (event.key === "Tab" && this.indents.checked && !leaving) this.#tab(event)
  }

  /** @param {KeyboardEvent} event */
  #run(event) {
    event.preventDefault()
    this.does.run()
  }

  /** A new line is indented as the one before it. @param {InputEvent} event */
  #break(event) {
    if (event.inputType !== "insertLineBreak" || this.#writing) return
    event.preventDefault()
    const { selectionStart } = this.field
    const before = this.text.slice(this.text.lastIndexOf("\n", selectionStart - 1) + 1, selectionStart)
    this.#write("\n" + (before.match(/^[ \t]*/)?.[0] ?? ""))
  }

  /** Indents the lines of the selection, or takes an indent away. @param {KeyboardEvent} event */
  #tab(event) {
    event.preventDefault()
    const { selectionStart: from, selectionEnd: to } = this.field
    if (from === to && !event.shiftKey) return this.#write(step)
    const first = this.text.lastIndexOf("\n", from - 1) + 1
    const lines = this.text.slice(first, to)
    this.field.setSelectionRange(first, to)
    this.#write(event.shiftKey ? lines.replace(/^ {1,2}/gm, "") : lines.replace(/^(?=.)/gm, step))
    this.field.setSelectionRange(first, this.field.selectionEnd)
  }

  /** Writes as a hand does, so that undo knows it. @param {string} text */
  #write(text) {
    this.#writing = true
    document.execCommand(text ? "insertText" : "delete", false, text)
    this.#writing = false
  }
}
