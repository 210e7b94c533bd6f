// What every page does: the theme switch and the list of keys.
import { themeSwitch } from "#pushlab/theme-switch.js"

const fields = "textarea, select, input:not([type=radio], [type=checkbox], [type=range])"

for (const fieldset of document.querySelectorAll("fieldset.theme")) themeSwitch(fieldset)

document.querySelector("[data-keys]")?.addEventListener("click", showKeys)

addEventListener("keydown", (e) => {
  const field = e.target instanceof Element && e.target.closest(fields)
  if (e.key === "?" && !field) showKeys()
})

async function showKeys() {
  const list = await import("#pushlab/bench/keylist.js")
  list.showKeys()
}
