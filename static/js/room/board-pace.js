// Where the host is, who goes along, the timer, which lessons are closed.
import { find } from "#pushlab/bench/dom.js"
import { followWords } from "#pushlab/room/board-words.js"
import { clock } from "#pushlab/room/timer.js"

/** @typedef {import("#pushlab/room/board-state.js").Board} Board */
/** @typedef {{number: number, slug: string, title: string, sections: string[] | null,
 *   questions: {block: string, text: string}[] | null}} Lesson */

/** @param {Board["follow"]["place"]} at @param {Lesson[]} lessons */
export function placeWords(at, lessons) {
  const lesson = lessons.find((l) => l.slug === at.lesson)
  if (!lesson) return "No lesson yet"
  const section = (lesson.sections ?? []).indexOf(at.section) + 1
  const row = at.row > 0 ? `, row ${at.row}` : ""
  return `Lesson ${lesson.number}${section > 0 ? `, section ${section}` : ""}${row}`
}

export class Pace {
  #ends = 0

  /** @param {HTMLElement} root @param {Lesson[]} lessons @param {() => number} now the server's clock */
  constructor(root, lessons, now) {
    this.root = root
    this.lessons = lessons
    this.now = now
    setInterval(() => this.tick(), 1000)
  }

  /** @param {Board} board */
  show(board) {
    find(this.root, "[data-place]").textContent = placeWords(board.follow.place, this.lessons)
    find(this.root, "[data-following]").textContent = followWords(board)
    this.#timer(board.timer)
    if (!this.root.querySelector("[data-follow]")) return // no host
    flip(find(this.root, "[data-follow]"), board.follow.on)
    find(this.root, "[data-follow] [data-word]").textContent = board.follow.on ? "On" : "Off"
    find(this.root, "[data-release]").hidden = board.follow.mode !== "bring"
    this.#closed(board.closed ?? [])
  }

  /** @param {Board["timer"]} timer */
  #timer(timer) {
    this.#ends = timer?.ends ?? 0
    find(this.root, "[data-timer]").hidden = !timer
    find(this.root, "[data-timer-label]").textContent = timer?.label ?? ""
    for (const form of this.root.querySelectorAll("[data-idle]"))
      form.toggleAttribute("hidden", Boolean(timer))
    for (const form of this.root.querySelectorAll("[data-running]")) form.toggleAttribute("hidden", !timer)
    this.tick()
  }

  tick() {
    if (!this.#ends) return
    const ms = this.#ends - this.now()
    find(this.root, "[data-left]").textContent = ms > 0 ? clock(ms) : "Time is up"
  }

  /** @param {string[]} closed slugs */
  #closed(closed) {
    const next = this.lessons.find((l) => closed.includes(l.slug))
    const form = find(this.root, "[data-next]")
    form.hidden = !next
    if (next) {
      find(form, "[name=lesson]").setAttribute("value", next.slug)
      find(form, "[data-number]").textContent = String(next.number)
    }
    for (const item of this.root.querySelectorAll("[data-lessons] form")) {
      const shut = closed.includes(
        find(/** @type {HTMLElement} */ (item), "[name=lesson]").getAttribute("value") ?? "",
      )
      item.querySelector("[name=closed]")?.setAttribute("value", shut ? "no" : "yes")
      const word = item.querySelector("[data-word]")
      if (word) word.textContent = shut ? "Open" : "Close"
    }
  }
}

/** A switch that its form turns over. @param {HTMLElement} button @param {boolean} on */
export function flip(button, on) {
  button.setAttribute("aria-checked", String(on))
  button
    .closest("form")
    ?.querySelector("[name=on]")
    ?.setAttribute("value", on ? "no" : "yes")
}
