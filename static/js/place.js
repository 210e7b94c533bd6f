// Remembers where the reader is, so that the course map can say "continue".

const pause = 1500 // ms in a section before it counts as being there

/** @param {HTMLElement} sheet the lesson's main element */
export function keepPlace(sheet) {
  const headings = [...sheet.querySelectorAll("h2[id]")]
  /** @type {string | null} */
  let kept = null
  let timer = 0
  const keep = () => {
    const section = current(headings)
    if (section === kept) return
    kept = section
    save(sheet.dataset.lesson ?? "", section)
  }
  const watch = new IntersectionObserver(() => {
    clearTimeout(timer)
    timer = setTimeout(keep, pause)
  })
  for (const heading of headings) watch.observe(heading)
  addEventListener("pagehide", keep)
  requestAnimationFrame(keep) // when the address's anchor has been scrolled to
}

/**
 * The last heading above the middle of the window.
 *
 * @param {Element[]} headings
 */
export function current(headings) {
  const above = headings.filter((h) => h.getBoundingClientRect().top < innerHeight / 2)
  return above.at(-1)?.id ?? ""
}

/** @param {string} lesson @param {string} section */
async function save(lesson, section) {
  const body = JSON.stringify({ lesson, section })
  const headers = { "Content-Type": "application/json" }
  try {
    await fetch("/place", { method: "POST", body, headers, keepalive: true })
  } catch {
    // the next section tries again
  }
}
