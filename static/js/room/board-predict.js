// The prediction that the room makes together: how many have answered and, when
// the host wants to see it or has revealed it, what.
import { el, find } from "#pushlab/bench/dom.js"
import { svg } from "#pushlab/race/svg.js"

/** @typedef {import("#pushlab/room/board-state.js").Board} Board */
/** @typedef {import("#pushlab/room/board-state.js").Question} Question */
/** @typedef {import("#pushlab/room/board-pace.js").Lesson} Lesson */

const longest = 160

export class Poll {
  #shown = ""
  #open = false

  /** @param {HTMLElement} root @param {boolean} present @param {Lesson[]} lessons */
  constructor(root, present, lessons) {
    this.root = root
    this.present = present
    this.lessons = lessons
  }

  /** @param {Board} board */
  show({ predict, follow }) {
    const section = this.root.querySelector("[data-question]")
    if (!(section instanceof HTMLElement)) return // a helper has none
    section.hidden = !predict
    const text = JSON.stringify(predict)
    if (text !== this.#shown) this.#draw(section, predict)
    this.#shown = text
    if (!this.present) this.#buttons(predict, follow.place.lesson)
  }

  /** @param {HTMLElement} section @param {Question | null} predict */
  #draw(section, predict) {
    const focused = section.contains(document.activeElement)
    section.replaceChildren(...(predict ? this.#question(predict) : []))
    if (focused) section.querySelector("summary")?.focus({ preventScroll: true })
  }

  /** @param {Question} q @returns {Node[]} */
  #question(q) {
    const answered = `Answered ${q.answered} of ${q.of}${q.round > 1 ? ", for the second time" : ""}`
    const head = [el("h3", {}, q.text), el("p", {}, answered)]
    if (q.state === "revealed" || this.present) return [...head, answers(q)]
    const details = el(
      "details",
      { open: this.#open },
      el("summary", {}, "Show the answers so far"),
      answers(q),
    )
    details.addEventListener("toggle", () => (this.#open = details.open))
    return [...head, details]
  }

  /** @param {Question | null} q @param {string} lesson where the host is */
  #buttons(q, lesson) {
    const asked = find(this.root, "[data-asked]")
    asked.hidden = !q
    if (q) this.#asked(asked, q)
    else this.#open = false
    const unasked = find(this.root, "[data-unasked]")
    const offer = this.#offered(lesson)
    unasked.hidden = Boolean(q) || !offer
    if (!offer) return
    find(unasked, "[name=lesson]").setAttribute("value", offer.lesson.slug)
    find(unasked, "[name=block]").setAttribute("value", offer.question.block)
    find(unasked, "[data-number]").textContent = String(offer.lesson.number)
    find(unasked, "[data-text]").textContent = offer.question.text
  }

  /** @param {HTMLElement} asked @param {Question} q */
  #asked(asked, q) {
    const button = (/** @type {string} */ value) => find(asked, `[value=${value}]`)
    button("close").hidden = q.state !== "open"
    button("again").hidden = q.round > 1 || q.state === "revealed"
    button("reveal").hidden = q.state === "revealed"
    find(asked, "a").setAttribute("href", `/lessons/${q.lesson}#${q.block}`)
  }

  /** The first question of the host's lesson, or of the course. @param {string} slug */
  #offered(slug) {
    const some = this.lessons.filter((l) => (l.questions ?? []).length > 0)
    const lesson = some.find((l) => l.slug === slug) ?? some[0]
    return lesson && { lesson, question: (lesson.questions ?? [])[0] }
  }
}

/** @param {Question} q */
function answers(q) {
  const rounds = /** @type {[string, number[]][]} */ (
    [
      [q.after ? "Before" : "Votes", q.before],
      ["After", q.after],
    ].filter(([, counts]) => counts)
  )
  if (rounds.length === 0) return el("ul", { class: "opts" }, ...q.options.map((o) => el("li", {}, o)))
  const most = Math.max(1, ...rounds.flatMap(([, counts]) => counts))
  const head = el("tr", {}, el("th", { scope: "col" }, "Option"))
  head.append(...rounds.map(([name]) => el("th", { scope: "col" }, name)))
  const rows = q.options.map((option, i) => {
    const right = q.state === "revealed" && q.right === i + 1
    const name = el("th", { scope: "row" }, option, ...(right ? [" ", el("small", {}, "correct")] : []))
    const bars = rounds.map(([, counts]) => el("td", {}, bar(counts[i] ?? 0, most), String(counts[i] ?? 0)))
    return el("tr", { class: right ? "ok" : "" }, name, ...bars)
  })
  return el("table", { class: "pollt" }, el("thead", {}, head), el("tbody", {}, ...rows))
}

/** @param {number} n @param {number} most */
function bar(n, most) {
  const box = { viewBox: `0 0 ${longest} 14`, preserveAspectRatio: "none", "aria-hidden": "true" }
  return svg("svg", box, svg("rect", { width: Math.round((longest * n) / most), height: 14 }))
}
