// What a lesson's page does. A question is small and works at once; what is
// bigger is loaded when the first of its kind comes near the window.
import { keepPlace } from "#pushlab/place.js"
import { PushPredict } from "#pushlab/predict.js"
import { PushQuiz } from "#pushlab/quiz.js"
import { whenSeen } from "#pushlab/when-seen.js"

customElements.define("push-predict", PushPredict)
customElements.define("push-quiz", PushQuiz)

const sheet = document.querySelector("main[data-lesson]")
if (sheet instanceof HTMLElement) {
  keepPlace(sheet)
  if (sheet.querySelector("push-review")) import("#pushlab/review.js")
  later(sheet, "push-bench", () => import("#pushlab/bench/bench.js"))
  if (sheet.querySelector("push-claim[data-run]"))
    later(sheet, "push-bench", () => import("#pushlab/claim.js"))
  later(sheet, "push-exercise", () => import("#pushlab/exercise.js"))
  later(sheet, "pre[data-lang=sh]", async () => {
    const { commands } = await import("#pushlab/commands.js")
    commands(sheet)
  })
}

/**
 * @param {HTMLElement} sheet
 * @param {string} selector
 * @param {() => void} load is called once
 */
function later(sheet, selector, load) {
  const stops = Array.from(sheet.querySelectorAll(selector), (element) => whenSeen(element, loaded))
  function loaded() {
    for (const stop of stops) stop()
    load()
  }
}
