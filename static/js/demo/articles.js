// Two pages read the same stream: the page of an article with the article's
// server, and both mended.
import { count, find } from "#pushlab/bench/dom.js"
import { address } from "#pushlab/demo/knobs.js"
import { mended, published } from "#pushlab/demo/articlepages.js"

const stay = 2000 // ms, of a visitor who leaves

/** @type {import("#pushlab/demo/knobs.js").Start} */
export function start({ lab, knobs, root, pane }) {
  const { tokens, tps, cut } = knobs
  const pages = [
    {
      open: published,
      url: address(lab, "d/articles/published", { tokens, tps, cut }),
      ...pane("published"),
    },
    { open: mended, url: address(lab, "d/articles/mended", { tokens, tps, cut }), ...pane("mended") },
  ]
  const readers = pages.map(({ open, url, hear }) => visits(knobs.visits, () => open(url, { emit: hear })))
  draw(root, {})
  return {
    stop: () => readers.forEach((reader) => reader.stop()),
    counts: ({ programs }) => draw(root, programs ?? {}),
  }
}

/**
 * Opens a page n times, one after the other. Only the last one stays.
 *
 * @param {number} n
 * @param {() => {stop: () => void}} open
 */
function visits(n, open) {
  let page = open()
  let timer = 0
  const next = () => {
    page.stop()
    page = open()
    if (--n > 1) timer = setTimeout(next, stay)
  }
  if (n > 1) timer = setTimeout(next, stay)
  return {
    stop() {
      clearTimeout(timer)
      page.stop()
    },
  }
}

/**
 * @param {HTMLElement} root
 * @param {Record<string, Record<string, number>>} programs
 */
function draw(root, programs) {
  for (const name of ["published", "mended"]) {
    for (const key of ["handlers", "made", "unread"]) {
      find(root, `[data-n=${name}-${key}]`).textContent = count(programs[name]?.[key] ?? 0)
    }
  }
}
