// The probe: what the learner points at, and every twin of it. A byte's twins
// share its data-i, a field's its data-f, a bit field's its data-s. Several
// bytes can be pinned: a range of the dump.

/** Controls of the inspector that leave the pin where it is. */
const others = "button:not(.fl-b), a, input, label, summary"

/** @typedef {{i?: string, f?: string, s?: string, to?: string}} Target to: the last byte of a range that begins at i */

export class Probe {
  /** Hears what is pinned. @type {(target: Target | null) => void} */
  onPin = () => {}
  /** @type {Target | null} */
  #pin = null
  /** @type {Element[]} */
  #lit = []
  #anchor = 0 // the byte from which a range is drawn
  #head = 0 // the byte to which
  #drawing = false // with a pointer that is held down
  #drawn = false // and it has come to another byte

  /** @param {HTMLElement} root the inspector */
  constructor(root) {
    this.root = root
    root.addEventListener("pointerover", (e) => this.#over(e))
    root.addEventListener("pointerleave", () => this.#show(this.#pin))
    root.addEventListener("focusin", (e) => this.#show(targetOf(e.target) ?? this.#pin))
    root.addEventListener("focusout", () => this.#show(this.#pin))
    root.addEventListener("pointerdown", (e) => this.#down(e))
    addEventListener("pointerup", () => (this.#drawing = false))
    root.addEventListener("click", (e) => this.#click(e))
  }

  get pinned() {
    return this.#pin
  }

  /** @param {Target | null} target */
  pin(target) {
    this.#pin = target
    if (target?.i !== undefined) this.#anchor = this.#head = Number(target.i)
    this.#show(target)
    this.onPin(target)
  }

  /** Pins bytes. @param {number} from @param {number} to the last one */
  range(from, to) {
    this.#anchor = from
    this.#extend(to)
  }

  /** Moves the pin by bytes; with extend the range to it grows. @param {number} by @param {boolean} [extend] */
  move(by, extend = false) {
    const cells = this.root.querySelectorAll(".hx-hex b")
    const from = this.#pin?.to !== undefined ? this.#head : this.#pin ? this.#offset(this.#pin) : -by
    const at = Math.max(0, Math.min(cells.length - 1, from + by))
    if (extend && this.#pin) this.#extend(at)
    else this.pin(targetOf(cells[at]))
    cells[at]?.scrollIntoView({ block: "nearest" })
  }

  /** The range goes from where it began to another byte. @param {number} at */
  #extend(at) {
    this.#head = at
    const [from, to] = [Math.min(this.#anchor, at), Math.max(this.#anchor, at)]
    const target = from === to ? { i: String(from) } : { i: String(from), to: String(to) }
    this.#pin = target
    this.#show(target)
    this.onPin(target)
  }

  /** @param {PointerEvent} e */
  #down(e) {
    const target = targetOf(e.target)
    const inDump = e.target instanceof Element && e.target.closest(".hx")
    if (!inDump || target?.i === undefined || e.button !== 0 || e.pointerType === "touch") return
    this.#drawing = true
    this.#drawn = false
    if (!e.shiftKey) this.#anchor = this.#head = Number(target.i)
    else e.preventDefault() // no selection of text
  }

  /** @param {PointerEvent} e */
  #over(e) {
    const target = targetOf(e.target)
    const drawn =
      this.#drawing && e.buttons === 1 && target?.i !== undefined && Number(target.i) !== this.#head
    if (!drawn || !target) return this.#drawing || this.#show(target ?? this.#pin)
    this.#drawn = true
    this.#extend(Number(target.i))
  }

  /** @param {MouseEvent} e */
  #click(e) {
    const at = e.target instanceof Element ? e.target : null
    const drawn = this.#drawn // a range that was drawn ends in a click
    this.#drawn = false
    if (drawn || at?.closest(others)) return
    const target = targetOf(at)
    const grows = e.shiftKey && this.#pin && at?.closest(".hx") && target?.i !== undefined
    if (grows) this.#extend(Number(target.i))
    else this.pin(target)
  }

  /** @param {Target} target */
  #offset(target) {
    const first = this.root.querySelector(`.hx ${selectorOf(target)}`)
    return Number(target.i ?? first?.getAttribute("data-i") ?? 0)
  }

  /** @param {Target | null} target */
  #show(target) {
    for (const e of this.#lit) e.classList.remove("on")
    this.#lit = target ? this.#twins(target) : []
    for (const e of this.#lit) e.classList.add("on")
  }

  /** @param {Target} target @returns {Element[]} */
  #twins(target) {
    if (target.to !== undefined) return this.#within(Number(target.i), Number(target.to))
    const found = [...this.root.querySelectorAll(selectorOf(target))]
    if (target.i === undefined) return found
    // A byte lights its field's entry, not the field's other bytes.
    const key = this.root.querySelector(`.hx [data-i="${target.i}"]`)?.getAttribute("data-f")
    return key ? found.concat(...this.root.querySelectorAll(entryOf(key))) : found
  }

  /** The cells of a range, and the entries of the fields that it touches. @param {number} from @param {number} to */
  #within(from, to) {
    const cells = [...this.root.querySelectorAll(".hx [data-i], .xor [data-i]")].filter((cell) => {
      const i = Number(cell.getAttribute("data-i"))
      return i >= from && i <= to
    })
    const keys = new Set(cells.map((cell) => cell.getAttribute("data-f")).filter((key) => key))
    return cells.concat(...Array.from(keys, (key) => [...this.root.querySelectorAll(entryOf(key ?? ""))]))
  }
}

/** @param {string} key */
const entryOf = (key) => `:is(li, .fl-b, .parse tr)[data-f="${CSS.escape(key)}"]`

/** @param {Target} t */
function selectorOf(t) {
  if (t.s !== undefined) return `:is([data-s="${t.s}"], .hx [data-i="${t.i}"])`
  if (t.i !== undefined) return `[data-i="${t.i}"]`
  return `[data-f="${CSS.escape(t.f ?? "")}"]`
}

/** @param {EventTarget | null} from @returns {Target | null} */
function targetOf(from) {
  const element = from instanceof Element ? from.closest("[data-i], [data-f]") : null
  if (!(element instanceof HTMLElement)) return null
  const { i, f, s } = element.dataset
  return { i, f, s }
}
