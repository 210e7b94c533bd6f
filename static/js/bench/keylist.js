// The list of keys: a dialog, on "?".
import { el } from "#pushlab/bench/dom.js"
import { letters } from "#pushlab/bench/keys.js"
import { remember } from "#pushlab/memory.js"

const list = [
  ["S", "bench", "start or stop"],
  ["↑ ↓ J K Home End", "wire list", "move the selection"],
  ["Enter", "wire list", "go to the bytes"],
  ["← → ↑ ↓", "bytes", "move the probe by byte or line"],
  ["Shift ← →", "bytes", "pin a range of bytes"],
  ["Tab", "bytes", "unmask table, then the fields in byte order"],
  ["Esc", "bytes", "lift the probe; again: back to the wire list"],
  ["[ ]", "bench", "previous, next silence or fault"],
  ["N P", "lesson", "next, previous bench"],
  ["?", "anywhere", "this list"],
]

/** @type {HTMLDialogElement | undefined} */
let dialog

export function showKeys() {
  dialog ??= make()
  if (!dialog.open) dialog.showModal()
}

function make() {
  const rows = list.map(([key, where, does]) => {
    const cells = [el("td", {}, where), el("td", {}, does)]
    return el("tr", {}, el("th", { scope: "row" }, ...caps(key)), ...cells)
  })
  const heads = ["key", "where", "does"].map((name) => el("th", { scope: "col" }, name))
  const head = el("thead", {}, el("tr", {}, ...heads))
  const close = el("button", { class: "btn pri", type: "submit" }, "Close")
  const made = el(
    "dialog",
    { class: "keys", "aria-labelledby": "keys-h" },
    el("h2", { id: "keys-h" }, "Keys"),
    el("table", {}, head, el("tbody", {}, ...rows)),
    el("form", { method: "dialog" }, choice(), close),
  )
  document.body.append(made)
  return made
}

/** @param {string} keys */
function caps(keys) {
  return keys.split(" ").map((key) => el("kbd", {}, key))
}

function choice() {
  const box = el("input", { type: "checkbox", checked: letters.on })
  box.addEventListener("change", () => {
    letters.on = box.checked
    remember("letters", box.checked ? "on" : "off")
  })
  return el("label", { class: "ro" }, box, el("span", {}, "Single letters are keys inside a bench"))
}
