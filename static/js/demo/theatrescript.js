// The script of the theatre: its acts as a list that buttons change, and the
// presets that fill it.
import { el, find } from "#pushlab/bench/dom.js"

/**
 * What each kind of act takes behind it, in words, and what an act does.
 *
 * @type {Record<string, {arg?: string, first?: string, says: (arg: string) => string}>}
 */
const kinds = {
  events: { arg: "events", first: "1", says: (n) => `200, ${events(n)}, a clean end` },
  "cut:fin": { arg: "events", first: "1", says: (n) => `200, ${events(n)}, then FIN without the last chunk` },
  "cut:rst": { arg: "events", first: "1", says: (n) => `200, ${events(n)}, then RST` },
  "cut:mid": { arg: "events", first: "1", says: (n) => `200, ${events(n)}, cut inside the next one` },
  status: { arg: "status, or 503:1 with Retry-After", first: "502", says: (code) => statusWords(code) },
  type: { says: () => "200 and an event, as text/plain" },
  redirect: { says: () => "307 to the theatre's other path" },
  refuse: { says: () => "RST before any byte of a response" },
  hang: { arg: "ms", first: "5000", says: (ms) => `no answer for ${ms || "5000"} ms, then an empty 200` },
  retry: {
    arg: "text of the line",
    first: "1e3",
    says: (text) => `200, an event, and the line retry: ${text}`,
  },
}

/** @param {string} n */
const events = (n) => (n === "1" || n === "" ? "1 event" : `${n} events`)

/** @param {string} code */
function statusWords(code) {
  const [status, seconds] = code.split(":")
  return seconds ? `${status} with Retry-After: ${seconds}` : `${status}, and no stream`
}

/** What an act does. @param {string} act as in the address */
export function says(act) {
  if (/^\d/.test(act)) return statusWords(act)
  const name = Object.keys(kinds).find((kind) => act === kind || act.startsWith(`${kind}:`)) ?? ""
  return kinds[name]?.says(act.slice(name.length + 1)) ?? "no act that the lab knows"
}

const most = 12

export class Script {
  /** @param {HTMLElement} root the push-bench @param {() => void} changed */
  constructor(root, changed) {
    this.root = root
    this.changed = changed
    this.field = /** @type {HTMLInputElement} */ (find(root, "[name=acts]"))
    this.list = find(root, "[data-acts]")
    this.kind = /** @type {HTMLSelectElement} */ (find(root, "[data-act]"))
    this.arg = /** @type {HTMLInputElement} */ (find(root, "[data-arg]"))
    this.kind.addEventListener("change", () => this.#ask())
    find(root, "[data-add]").addEventListener("click", () => this.#add())
    this.list.addEventListener("click", (e) => this.#press(e.target))
    this.draw()
    this.#ask()
  }

  get acts() {
    return this.field.value ? this.field.value.split(",") : []
  }

  set acts(list) {
    this.field.value = list.join(",")
    this.draw()
  }

  draw() {
    const { acts } = this
    this.list.replaceChildren(...acts.map((act, i) => item(act, i, acts.length)))
    const button = /** @type {HTMLButtonElement} */ (find(this.root, "[data-add]"))
    button.disabled = acts.length >= most
  }

  /** Says in place what is wrong. @param {string} words */
  bad(words) {
    const bad = find(this.root, "[data-bad]")
    bad.hidden = words === ""
    bad.textContent = words
  }

  /** Shows what the chosen kind takes behind it. */
  #ask() {
    const { arg, first } = kinds[this.kind.value] ?? {}
    const label = /** @type {HTMLElement} */ (this.arg.parentElement)
    label.hidden = !arg
    find(label, "[data-arg-words]").textContent = arg ?? ""
    this.arg.value = first ?? ""
  }

  #add() {
    const { value } = this.kind
    const arg = kinds[value]?.arg ? this.arg.value.trim() : ""
    if (/[,&#]/.test(arg)) return this.bad("A comma begins another act: leave it out.")
    this.#change([...this.acts, arg ? `${value}:${arg}` : value])
  }

  /** @param {string[]} acts by hand */
  #change(acts) {
    this.bad("")
    this.acts = acts
    this.changed()
  }

  /** A button of an act. The focus stays with the act, or where it was. @param {EventTarget | null} target */
  #press(target) {
    const button = target instanceof Element ? target.closest("button") : null
    if (!button) return
    const { acts } = this
    const [i, to] = [Number(button.dataset.i), button.dataset.to ?? ""]
    const [act] = acts.splice(i, 1)
    const at = to === "up" ? i - 1 : to === "down" ? i + 1 : -1
    if (at >= 0) acts.splice(at, 0, act)
    this.#change(acts)
    this.#focus(at >= 0 ? at : Math.min(i, acts.length - 1), to)
  }

  /** @param {number} i @param {string} to */
  #focus(i, to) {
    const buttons = [
      .../** @type {NodeListOf<HTMLButtonElement>} */ (this.list.querySelectorAll(`[data-i="${i}"]`)),
    ]
    const able = buttons.find((b) => b.dataset.to === to && !b.disabled) ?? buttons.find((b) => !b.disabled)
    ;(able ?? find(this.root, "[data-add]")).focus()
  }
}

/** @param {string} act @param {number} i @param {number} all */
function item(act, i, all) {
  const button = (
    /** @type {string} */ to,
    /** @type {string} */ sign,
    /** @type {string} */ words,
    disabled = false,
  ) =>
    el(
      "button",
      {
        class: "btn",
        type: "button",
        "data-i": i,
        "data-to": to,
        "aria-label": `${words} act ${i + 1}, ${act}`,
        disabled,
      },
      sign,
    )
  return el(
    "li",
    {},
    el("code", {}, act),
    el("span", {}, says(act)),
    button("up", "↑", "Move up", i === 0),
    button("down", "↓", "Move down", i === all - 1),
    button("out", "×", "Remove"),
  )
}
