import { el } from "#pushlab/bench/dom.js"

/**
 * Copies a text. navigator.clipboard needs a secure context, which
 * http://192.168… is not; the older way works everywhere.
 *
 * @param {string} text
 * @returns {Promise<boolean>} whether it is on the clipboard
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = el("textarea", { class: "vh", "aria-hidden": true }, text)
    document.body.append(area)
    area.select()
    const done = document.execCommand("copy")
    area.remove()
    return done
  }
}
