// The probe: what the learner points at, and every twin of it. A byte's twins
// share its data-i, a field's its data-f, a bit field's its data-s.

/** @typedef {{i?: string, f?: string, s?: string}} Target */

export class Probe {
  /** @type {Target | null} */
  #pin = null
  /** @type {Element[]} */
  #lit = []

  /** @param {HTMLElement} root the inspector */
  constructor(root) {
    this.root = root
    root.addEventListener("pointerover", (e) => this.#show(targetOf(e.target) ?? this.#pin))
    root.addEventListener("pointerleave", () => this.#show(this.#pin))
    root.addEventListener("focusin", (e) => this.#show(targetOf(e.target) ?? this.#pin))
    root.addEventListener("click", (e) => this.pin(targetOf(e.target)))
  }

  get pinned() {
    return this.#pin !== null
  }

  /** @param {Target | null} target */
  pin(target) {
    this.#pin = target
    this.#show(target)
  }

  /** Moves the pin by bytes. @param {number} by */
  move(by) {
    const cells = this.root.querySelectorAll(".hx-hex b")
    const at = this.#pin ? this.#offset(this.#pin) + by : 0
    const cell = cells[Math.max(0, Math.min(cells.length - 1, at))]
    this.pin(targetOf(cell))
    cell?.scrollIntoView({ block: "nearest" })
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
    const found = [...this.root.querySelectorAll(selectorOf(target))]
    if (target.i === undefined) return found
    // A byte lights its field's entry, not the field's other bytes.
    const key = this.root.querySelector(`.hx [data-i="${target.i}"]`)?.getAttribute("data-f")
    return key ? found.concat(...this.root.querySelectorAll(entryOf(key))) : found
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
