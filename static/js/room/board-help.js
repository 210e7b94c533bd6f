// Who needs somebody, and why: the list beside the grid. A seat that is chosen
// in the grid stands above it, with the same buttons.
import { el, find } from "#pushlab/bench/dom.js"
import { arrange } from "#pushlab/room/board-arrange.js"
import { freeing } from "#pushlab/room/board-free.js"
import { listed, seatWords, whyWords, workWords } from "#pushlab/room/board-words.js"

/** @typedef {import("#pushlab/room/board-state.js").Board} Board */
/** @typedef {import("#pushlab/room/board-state.js").Seat} Seat */
/** @typedef {import("#pushlab/room/board-state.js").Seats} Seats */

const mostHints = 3
const mostListed = 8

export class Help {
  /** @type {Map<string, {text: string, item: HTMLElement}>} by list and seat */
  #items = new Map()
  #chosen = 0

  /** @param {HTMLElement} root @param {(seat: number) => void} back to the grid */
  constructor(root, back) {
    this.back = back
    this.list = find(root, "[data-needs]")
    this.chosen = find(root, "[data-chosen]")
    this.quiet = find(root, "[data-quiet]")
    this.list.replaceChildren()
  }

  /** @param {Board} board @param {Seats} seats */
  show(board, seats) {
    this.board = board
    this.seats = seats
    const needs = seats.needs()
    const one = seats.all.get(this.#chosen)
    if (!one && this.#chosen) this.#gone()
    this.#fill(this.chosen, one ? [one] : [])
    const below = needs.filter((s) => s !== one) // who is chosen stands above the list
    this.#fill(this.list, below.slice(0, mostListed))
    this.quiet.hidden = needs.length > 0 && below.length <= mostListed
    this.quiet.textContent = needs.length > 0 ? waitWords(below.length) : "Nobody needs you now."
  }

  /** @param {number} seat */
  choose(seat) {
    this.#chosen = seat
    if (this.board && this.seats) this.show(this.board, this.seats)
    /** @type {HTMLElement | null} */ const heading = this.chosen.querySelector("h3")
    heading?.focus()
  }

  /** The chosen seat is no more: who was at its buttons goes on in the grid. */
  #gone() {
    const here = this.chosen.contains(document.activeElement)
    this.#chosen = 0
    if (here) this.back(0)
  }

  /** Items that say the same stay as they are, with what is typed into them. @param {HTMLElement} list @param {Seat[]} seats */
  #fill(list, seats) {
    arrange(list, seats.map((seat) => this.#item(list, seat))) // prettier-ignore
  }

  /** @param {HTMLElement} list @param {Seat} seat */
  #item(list, seat) {
    const key = `${list === this.chosen} ${seat.seat}`
    const board = /** @type {Board} */ (this.board)
    const text = JSON.stringify([seat, workWords(board, seat)])
    const known = this.#items.get(key)
    if (known?.text === text) return known.item
    const item = known?.item ?? this.#make(seat, list === this.chosen)
    this.#items.set(key, { text, item })
    find(item, "[data-said]").replaceChildren(...said(board, seat))
    actions(item, seat)
    return item
  }

  /** @param {Seat} seat @param {boolean} chosen */
  #make(seat, chosen) {
    const item = el("li", { "data-seat": seat.seat }, el("div", { "data-said": true }), buttons(seat))
    if (!chosen) return item
    const away = el("button", { class: "lnk", type: "button" }, "Put away")
    away.addEventListener("click", () => {
      this.choose(0)
      this.back(seat.seat)
    })
    find(item, ".ha").append(away)
    if (this.board?.role === "host") find(item, ".ha").append(freeing(this.board.code, seat.seat))
    return item
  }
}

/** What stands below a list that does not hold all. @param {number} n how many are to be listed */
function waitWords(n) {
  const more = n - mostListed
  return `${more} more ${more === 1 ? "waits" : "wait"} behind these; the grid has them all.`
}

/** @param {Board} board @param {Seat} seat @returns {Node[]} */
function said(board, seat) {
  const why = seat.why?.length ? whyWords(seat).join(", ") : "not on the list"
  const reason = el("p", { class: "whyl" }, why.charAt(0).toUpperCase() + why.slice(1))
  if (seat.taken) reason.append(why && ". ", el("b", {}, `Taken by ${seat.taken}.`))
  const head = el("h3", { tabindex: -1 }, listed(seat), " ", el("span", {}, workWords(board, seat)))
  if (!seat.clause) return [head, reason]
  return [head, reason, el("p", {}, `“${seat.clause}” fails. ${seat.seen ?? ""}`)]
}

/** @param {string} action @param {Seat} seat @param {...Node} more */
function form(action, seat, ...more) {
  const hidden = el("input", { type: "hidden", name: "seat", value: seat.seat })
  return el("form", { method: "post", action }, hidden, ...more)
}

/** @param {Seat} seat */
function buttons(seat) {
  const bench = el("a", { class: "btn", href: `/room/seats/${seat.seat}/bench` }, "Open the bench")
  const hint = form(
    "/room/hint",
    seat,
    exercise(seat),
    el("button", { class: "btn", name: "n", "data-hint": true }),
  )
  const take = form("/room/take", seat, el("button", { class: "btn", name: "on", "data-take": true }))
  return el("div", { class: "ha" }, bench, hint, take, own(seat))
}

/** @param {Seat} seat */
const exercise = (seat) => el("input", { type: "hidden", name: "exercise", value: seat.exercise })

/** A hint in the host's own words. @param {Seat} seat */
function own(seat) {
  const text = el("input", { class: "inp", name: "text", maxlength: 280, required: true, autocomplete: "off", "aria-label": `Your own words for ${seatWords(seat)}` }) // prettier-ignore
  const send = form("/room/hint", seat, exercise(seat), text, el("button", { class: "btn" }, "Send"))
  return el("details", { class: "wmore own" }, el("summary", {}, "Own words"), send)
}

/** @param {HTMLElement} item @param {Seat} seat */
function actions(item, seat) {
  find(item, "a.btn").hidden = !seat.view
  for (const input of item.querySelectorAll("input[name=exercise]"))
    input.setAttribute("value", seat.exercise)
  const n = (seat.hints ?? 0) + 1
  const hint = find(item, "[data-hint]")
  find(item, "form:has([data-hint])").hidden = n > mostHints || !seat.exercise
  find(item, ".own").hidden = !seat.exercise
  hint.setAttribute("value", String(n))
  hint.textContent = `Send hint ${n}`
  const take = find(item, "[data-take]")
  take.setAttribute("value", seat.taken ? "no" : "yes")
  take.textContent = seat.taken ? "Give it back" : "I am on it"
}
