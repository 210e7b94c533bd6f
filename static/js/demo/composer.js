// The box in which bytes are made by hand, and the presets that fill it.
import { find, plural } from "#pushlab/bench/dom.js"
import { fromHex, fromText, toHex, toText } from "#pushlab/demo/notation.js"

/** @typedef {import("#pushlab/demo/notation.js").Good | import("#pushlab/demo/notation.js").Bad} Parsed */

/** The element of a control of the bench's form. @param {HTMLElement} root @param {string} name */
export function control(root, name) {
  return /** @type {HTMLInputElement} */ (find(root, `[name=${name}]`))
}

/** What a group of radios says. @param {HTMLElement} root @param {string} name */
export function chosen(root, name) {
  return String(new FormData(/** @type {HTMLFormElement} */ (find(root, "form.panel"))).get(name) ?? "")
}

export class Box {
  /**
   * @param {HTMLElement} root the push-bench
   * @param {(parsed: Parsed) => void} changed hears what every change makes of it
   */
  constructor(root, changed = () => {}) {
    this.root = root
    this.changed = changed
    this.area = /** @type {HTMLTextAreaElement} */ (find(root, "textarea[name=raw]"))
    this.area.addEventListener("input", () => this.read())
    if (root.querySelector("[data-mode]"))
      this.area.addEventListener("beforeinput", (e) => this.#lineBreak(e))
    root.addEventListener("change", (e) => this.#turn(e.target))
  }

  get hex() {
    const mode = this.root.querySelector("[data-mode]:checked")
    return !(mode instanceof HTMLInputElement) || mode.value === "hex"
  }

  /** @returns {Parsed} */
  parse() {
    return (this.hex ? fromHex : fromText)(this.area.value)
  }

  /** Reads the box and says in place what is wrong with it. @returns {Parsed} */
  read() {
    const parsed = this.parse()
    this.say(parsed)
    this.changed(parsed)
    return parsed
  }

  /** @param {Parsed} parsed */
  say(parsed) {
    const bad = find(this.root, "[data-bad]")
    bad.hidden = !("bad" in parsed)
    bad.textContent = "bad" in parsed ? `Character ${parsed.at + 1}: ${parsed.bad}.` : ""
    this.area.setAttribute("aria-invalid", String("bad" in parsed))
    find(this.root, "[data-size]").textContent = "bytes" in parsed ? plural(parsed.bytes.length, "byte") : ""
  }

  /** @param {Uint8Array} bytes */
  write(bytes) {
    this.area.value = this.hex ? toHex(bytes) : toText(bytes)
    this.say({ bytes })
  }

  /** Goes to what is wrong. @param {import("#pushlab/demo/notation.js").Bad} bad */
  point({ at }) {
    this.area.focus()
    this.area.setSelectionRange(at, Math.min(at + 2, this.area.value.length))
  }

  /** The same bytes in the other notation. @param {EventTarget | null} target */
  #turn(target) {
    if (!(target instanceof HTMLInputElement) || target.dataset.mode === undefined) return
    const parsed = (this.hex ? fromText : fromHex)(this.area.value)
    if ("bytes" in parsed) return this.write(parsed.bytes)
    const other = /** @type {HTMLInputElement} */ (find(this.root, "[data-mode]:not(:checked)"))
    other.checked = true // what can not be read is not lost
    this.say(parsed)
    this.point(parsed)
  }

  /** A line break is seen as the byte that it is. @param {InputEvent} e */
  #lineBreak(e) {
    if (this.hex) return
    const typed = e.inputType === "insertLineBreak" || e.inputType === "insertParagraph"
    const text = typed ? "\n" : (e.data ?? e.dataTransfer?.getData("text/plain") ?? "")
    if (!e.inputType.startsWith("insert") || !text.includes("\n")) return
    e.preventDefault()
    const { selectionStart, selectionEnd } = this.area
    // A line of a text in this notation ends with its escape already.
    const noted = text.replace(/(\\[nr])?\r?\n/g, (_, end) => `${end ?? "\\n"}\n`)
    this.area.setRangeText(noted, selectionStart, selectionEnd, "end")
    this.read()
  }
}

/**
 * Lets the list of presets fill the controls. A change by hand makes the bytes
 * the learner's own.
 *
 * @param {HTMLElement} root
 * @param {(set: Record<string, string>) => void} fill
 */
export function presets(root, fill) {
  const list = /** @type {HTMLSelectElement} */ (find(root, "[data-preset]"))
  const tell = () => {
    const { dataset } = list.selectedOptions[0]
    find(root, "[data-told]").hidden = !dataset.what
    find(root, "[data-told] [data-what]").textContent = dataset.what ?? ""
    find(root, "[data-told] [data-result]").textContent = dataset.result ?? ""
    find(root, "[data-told] [data-seen]").textContent = dataset.seen ? `Seen in ${dataset.seen}.` : ""
  }
  list.addEventListener("change", () => {
    tell()
    const { set } = list.selectedOptions[0].dataset
    if (set) fill(JSON.parse(set))
  })
  root.addEventListener("input", (e) => {
    if (!(e.target instanceof Element) || !e.target.matches("textarea, [name=eol], [data-bit]")) return
    list.value = "own"
    tell()
  })
}

/** Sets controls as a hand does. @param {HTMLElement} root @param {Record<string, string>} set */
export function put(root, set) {
  for (const [name, value] of Object.entries(set)) {
    for (const input of root.querySelectorAll(`[name=${name}]`)) {
      if (!(input instanceof HTMLInputElement)) continue
      if (input.type === "radio") input.checked = input.value === value
      else if (input.type === "checkbox") input.checked = value === "on"
      else input.value = value
    }
  }
}

/** How the bytes are sliced, in the words of the lab's addresses. @param {HTMLElement} root */
export function slicing(root) {
  const how = chosen(root, "slices")
  /** @type {Record<string, string>} */
  const query = {}
  if (how === "n") query.n = chosen(root, "n")
  else if (how === "own") query.slices = chosen(root, "own").replaceAll(" ", "")
  else if (how && how !== "whole") query.slices = how
  if (Number(chosen(root, "gap")) > 0) query.gap = chosen(root, "gap")
  return query
}
