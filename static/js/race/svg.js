// SVG elements, as dom.js makes those of HTML.

/**
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  element.append(...children)
  return element
}

/** @param {string} name its class @param {string} d @returns {SVGElement} */
export const path = (name, d) => svg("path", { class: name, d })

/** @param {string} name @param {number} x @param {number} y @param {string} words @param {string} [anchor] */
export const text = (name, x, y, words, anchor = "start") =>
  svg("text", { class: name, x, y, "text-anchor": anchor }, words)
