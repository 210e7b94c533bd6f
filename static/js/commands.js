// The commands of a lesson: each gets the addresses of the page's run, and a
// button that copies it.
import { el } from "#pushlab/bench/dom.js"
import { copy } from "#pushlab/copy.js"
import { pageRun } from "#pushlab/page-run.js"
import { whenSeen } from "#pushlab/when-seen.js"

// As the lessons write them.
const labAddress = "http://localhost:8081/r/RUN"
const edgeAddress = "http://localhost:8082/r/RUN"
const site = "localhost:8080"
const shown = 2000 // ms that "Copied" stays

/** @param {ParentNode} root */
export function commands(root) {
  for (const code of root.querySelectorAll("pre[data-lang=sh] > code")) {
    const pre = /** @type {HTMLElement} */ (code.parentElement)
    const button = el("button", { class: "btn", type: "button" }, "Copy")
    button.addEventListener("click", () => copied(button, code))
    const box = el("div", { class: "cmd" })
    pre.replaceWith(box)
    box.append(pre, button)
    whenSeen(box, () => fill(code))
  }
}

/** Writes the run's addresses into a command. @param {Element} code */
async function fill(code) {
  const text = code.textContent ?? ""
  if (!text.includes(labAddress) && !text.includes(edgeAddress)) {
    code.textContent = text.replaceAll(site, location.host)
    return
  }
  try {
    const { lab, edge = edgeAddress } = await pageRun()
    code.textContent = text.replaceAll(labAddress, lab).replaceAll(edgeAddress, edge)
  } catch {
    // the command keeps the word RUN, and the text says what to put there
  }
}

/** @param {HTMLElement} button @param {Element} code */
async function copied(button, code) {
  const done = await copy((code.textContent ?? "").trim())
  if (!done) getSelection()?.selectAllChildren(code)
  button.textContent = done ? "Copied" : "Selected: press Ctrl C"
  setTimeout(() => (button.textContent = "Copy"), shown)
}
