/**
 * Calls back once, when the element comes near the window.
 *
 * @param {Element} element
 * @param {() => void} seen
 * @returns {() => void} stops waiting
 */
export function whenSeen(element, seen) {
  const watch = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      watch.disconnect()
      seen()
    },
    { rootMargin: "600px" },
  )
  watch.observe(element)
  return () => watch.disconnect()
}
