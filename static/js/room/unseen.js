// What came while the strip was out of view, as it is on a phone whose page is
// scrolled: a line at the foot of the window, where a thumb reaches it. It brings
// the strip to the learner, who so keeps the place.
import { el } from "#pushlab/bench/dom.js"

export class Unseen {
  /** @type {Map<string, string>} what was heard last, by what it is about */
  #known = new Map()
  /** @type {Map<string, string>} what has not been in view yet */
  #fresh = new Map()
  #inView = false
  #held = false
  #words = el("span")
  #does = el("b")

  /** @param {HTMLElement} root the strip */
  constructor(root) {
    this.root = root
    this.button = el("button", { class: "room-new", type: "button", hidden: true }, this.#words, this.#does)
    this.button.addEventListener("click", () => this.#turn())
    root.append(this.button)
    new IntersectionObserver((seen) => this.look(seen[seen.length - 1].isIntersecting)).observe(root)
  }

  /**
   * @param {string} about
   * @param {string} sentence "": there is nothing any more
   * @param {boolean} [old] it was so before the page came, and is not worth a line
   */
  hear(about, sentence, old = false) {
    if (this.#known.get(about) === sentence) return
    this.#known.set(about, sentence)
    this.#fresh.delete(about)
    if (sentence && !old && !this.#inView) this.#fresh.set(about, sentence)
    this.#draw()
  }

  /** @param {boolean} inView whether the strip is */
  look(inView) {
    this.#inView = inView
    if (inView) this.#fresh.clear()
    this.#draw()
  }

  /** Holds the strip in the window, or lets it go to where it stands. */
  #turn() {
    this.#held = !this.#held
    this.root.toggleAttribute("data-held", this.#held)
    this.root.scrollTop = this.#held ? this.root.scrollHeight : 0 // what is new stands below
    this.#draw()
  }

  #draw() {
    const newest = [...this.#fresh.values()].pop() ?? ""
    this.#words.textContent = this.#held ? "" : newest
    this.#does.textContent = this.#held ? "Back to the page" : "Show"
    this.button.setAttribute("aria-expanded", String(this.#held))
    this.button.hidden = !this.#held && !newest
  }
}
