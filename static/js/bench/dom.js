/**
 * Makes an element. An attribute that is false, null or undefined is left out;
 * true makes it empty.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue
    const bare = value === true && !name.startsWith("aria-") // aria-hidden must say true
    element.setAttribute(name, bare ? "" : String(value))
  }
  element.append(...children)
  return element
}

/**
 * Finds the one element that the server's HTML promises.
 *
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function find(root, selector) {
  const element = root.querySelector(selector)
  if (!(element instanceof HTMLElement)) {
    throw new Error(`no ${selector} in the bench`)
  }
  return element
}

/** @param {number} n a count, with a thin space between its thousands */
export function count(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, "\u2009")
}

/** @param {number} t milliseconds, to a tenth */
export function millis(t) {
  const [whole, tenth] = t.toFixed(1).split(".")
  return `${count(Number(whole))}.${tenth}`
}

/** @param {number} n @param {string} noun "1 token", "2 tokens" */
export function plural(n, noun) {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`
}
