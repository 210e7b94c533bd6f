// The payload box of the frame bench.
import { find, plural } from "#pushlab/bench/dom.js"

/**
 * Lets the sizes fill the box, and counts what is in it.
 *
 * @param {HTMLElement} root
 */
export function payloadBox(root) {
  const box = /** @type {HTMLTextAreaElement} */ (find(root, "[name=payload]"))
  const size = () =>
    (find(root, "[data-size]").textContent = `${plural(bytes(box.value), "byte")} of payload`)
  root.addEventListener("change", (e) => {
    if (!(e.target instanceof HTMLInputElement) || e.target.name !== "size") return
    box.value = payload(Number(e.target.value))
    size()
  })
  box.addEventListener("input", size)
  size()
}

/** @param {string} text how many bytes it takes in UTF-8 */
export function bytes(text) {
  return new TextEncoder().encode(text).length
}

/** @param {number} size a payload of so many bytes that can be read */
export function payload(size) {
  if (size === 5) return "Hello"
  const line = "The length of this payload decides how many bytes hold it. "
  return line.repeat(Math.ceil(size / line.length)).slice(0, size)
}
