// The first two bytes of a frame as sixteen buttons.
import { el } from "#pushlab/bench/dom.js"
import { firstBytes, opcodeName, shortest } from "#pushlab/demo/frame.js"

/** @typedef {import("#pushlab/demo/frame.js").Frame} Frame */

const fields = [
  { name: "FIN", from: 0, to: 1 },
  { name: "RSV1", from: 1, to: 2 },
  { name: "RSV2", from: 2, to: 3 },
  { name: "RSV3", from: 3, to: 4 },
  { name: "opcode", from: 4, to: 8 },
  { name: "MASK", from: 8, to: 9 },
  { name: "payload length", from: 9, to: 16 },
]

/** @param {HTMLElement} root @param {Frame | undefined} frame */
export function drawBits(root, frame) {
  if (!frame) return root.replaceChildren()
  const [one, two] = firstBytes(frame)
  const bits = (one << 8) | two
  const focused = root.querySelector("[tabindex='0']")?.getAttribute("data-bit")
  root.replaceChildren(...fields.map((field) => group(field, bits, Number(focused ?? 0))))
}

/** Arrow keys move within the grid, which is one stop of the Tab key. @param {HTMLElement} root */
export function bitKeys(root) {
  root.addEventListener("keydown", (e) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 8, ArrowUp: -8, Home: -16, End: 16 }[e.key]
    const bits = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-bit]")])
    const at = bits.indexOf(/** @type {HTMLElement} */ (document.activeElement))
    if (!by || at < 0) return
    e.preventDefault()
    const to = bits[Math.min(15, Math.max(0, at + by))]
    for (const bit of bits) bit.tabIndex = bit === to ? 0 : -1
    to.focus()
  })
}

/** @param {{name: string, from: number, to: number}} field @param {number} bits @param {number} at the one that Tab goes to */
function group({ name, from, to }, bits, at) {
  const buttons = Array.from({ length: to - from }, (_, i) => {
    const bit = from + i
    const on = (bits >> (15 - bit)) & 1
    const label = `bit ${bit}, ${name}, ${on}`
    const tabindex = bit === at ? 0 : -1
    return el(
      "button",
      {
        type: "button",
        class: "bit",
        "data-bit": bit,
        "aria-pressed": on === 1,
        "aria-label": label,
        tabindex,
      },
      String(on),
    )
  })
  return el(
    "span",
    { class: `bg w${to - from}` },
    el("span", { class: "bgn", "aria-hidden": true }, name),
    el("span", { class: "bgb" }, ...buttons),
  )
}

/** A frame with one of its first sixteen bits turned. @param {Frame} frame @param {number} bit @returns {Frame} */
export function turned(frame, bit) {
  const [one, two] = firstBytes(frame)
  const bits = ((one << 8) | two) ^ (1 << (15 - bit))
  const seven = bits & 0x7f
  const form = seven === 127 ? 64 : seven === 126 ? 16 : 7
  const stays = form !== 7 && form === frame.form
  return {
    ...frame,
    fin: bits > 0x7fff,
    rsv: (bits >> 12) & 7,
    opcode: (bits >> 8) & 15,
    masked: (bits & 0x80) > 0,
    form,
    declared: stays ? frame.declared : form === 7 ? seven : frame.payload.length,
  }
}

/** @param {HTMLElement} root @param {Frame[]} frames @param {number} at */
export function drawFrames(root, frames, at) {
  root.hidden = frames.length < 2
  const choice = (/** @type {Frame} */ f, /** @type {number} */ n) => {
    const input = el("input", {
      type: "radio",
      name: `${root.closest("push-bench")?.id}-frame`,
      value: n,
      checked: n === at,
      "data-frame": true,
    })
    const words = `${n + 1} ${opcodeName(f.opcode)}${f.form > shortest(f.declared) ? " !" : ""}`
    return el("label", { class: "ro" }, input, el("span", {}, words))
  }
  const focused = root.contains(document.activeElement)
  root.replaceChildren(...frames.slice(0, 12).map(choice))
  const checked = root.querySelector(":checked")
  if (focused && checked instanceof HTMLElement) checked.focus()
}
