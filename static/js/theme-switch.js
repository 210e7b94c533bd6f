// Auto, light or dark. js/theme.js reads the choice before the first paint.
import { remember } from "#pushlab/memory.js"

const root = document.documentElement

/** @param {Element} fieldset the radio buttons */
export function themeSwitch(fieldset) {
  const now = root.dataset.theme ?? "auto"
  for (const input of fieldset.querySelectorAll("input")) {
    input.checked = input.value === now
    input.addEventListener("change", () => choose(input.value))
  }
  pictures(now)
}

/** @param {string} theme */
function choose(theme) {
  if (theme === "auto") delete root.dataset.theme
  else root.dataset.theme = theme
  remember("theme", theme)
  pictures(theme)
}

/**
 * A picture's dark source asks for the system's theme; a theme that was chosen
 * here goes before it.
 *
 * @param {string} theme
 */
function pictures(theme) {
  const media = { light: "not all", dark: "all" }[theme] ?? "(prefers-color-scheme: dark)"
  for (const source of document.querySelectorAll("picture > source")) {
    source.setAttribute("media", media)
  }
}
