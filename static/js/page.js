// What every page does: the theme switch, and the list of keys where there are
// keys.
import { themeSwitch } from "#pushlab/theme-switch.js"

for (const fieldset of document.querySelectorAll("fieldset.theme")) themeSwitch(fieldset)

const button = document.querySelector("[data-keys]")
if (button) {
  button.addEventListener("click", showKeys)
  addEventListener("keydown", (e) => {
    const field = e.target instanceof Element && e.target.closest("input, textarea, select")
    if (e.key === "?" && !field) showKeys()
  })
}

async function showKeys() {
  const list = await import("#pushlab/bench/keylist.js")
  list.showKeys()
}
