// Brings the children of an element into an order, moving only what stands
// elsewhere: what has the focus, or is being typed into, mostly stays.

/** @param {HTMLElement} parent @param {HTMLElement[]} children all that it shall have */
export function arrange(parent, children) {
  const focused = document.activeElement
  const wanted = new Set(/** @type {Element[]} */ (children))
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove()
  children.forEach((child, i) => {
    if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null)
  })
  if (focused instanceof HTMLElement && parent.contains(focused)) focused.focus({ preventScroll: true })
}
