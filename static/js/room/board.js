// The board of a room, for its host, its helpers and a projector: the page that
// the server drew, kept up to date by the control socket.
import { find } from "#pushlab/bench/dom.js"
import { forms } from "#pushlab/room/board-forms.js"
import { door } from "#pushlab/room/board-free.js"
import { Grid } from "#pushlab/room/board-grid.js"
import { Help } from "#pushlab/room/board-help.js"
import { Herds } from "#pushlab/room/board-herd.js"
import { Lost } from "#pushlab/room/board-lost.js"
import { Pace } from "#pushlab/room/board-pace.js"
import { Poll } from "#pushlab/room/board-predict.js"
import { Speaker } from "#pushlab/room/board-say.js"
import { Seats } from "#pushlab/room/board-state.js"
import { cards, fault, notes, streams } from "#pushlab/room/board-streams.js"
import { overWords, seatWords, sum } from "#pushlab/room/board-words.js"
import { board as subscribe } from "#pushlab/room/socket.js"

/** @typedef {import("#pushlab/room/board-state.js").Board} Board */

// how long a projector shows a herd, in ms; a question soon takes its place
const shownFor = 10 * 60_000
const besideQuestion = 30_000

class RoomBoard {
  seats = new Seats()
  order = "needs"
  #ahead = 0 // ms that the server's clock is ahead of the page's

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    this.present = root.hasAttribute("data-present")
    this.host = root.dataset.role === "host" && !this.present
    const lessons = JSON.parse(document.getElementById("board-lessons")?.textContent ?? "[]") ?? []
    this.grid = new Grid(root, this.present, (seat) => this.help?.choose(seat))
    this.help = this.present ? null : new Help(root, (seat) => this.grid.focus(seat))
    this.pace = new Pace(root, lessons, () => this.#now())
    this.poll = new Poll(root, this.present, lessons)
    this.herds = new Herds(root, this.present)
    this.lost = new Lost(root)
    this.ended = find(root, "[data-ended-note]").textContent
    this.speaker = new Speaker((words) => (find(root, "[data-status]").textContent = words))
    forms(root)
    for (const input of root.querySelectorAll("[name=order]"))
      input.addEventListener("change", () => this.#sort())
    if (this.host) setInterval(() => this.#tick(), 1000)
  }

  start() {
    subscribe(this.present, {
      board: (message) => this.#show(message),
      link: (up) => this.lost.link(up),
      error: (sentence) => this.lost.refused(sentence),
    })
  }

  #now = () => Date.now() + this.#ahead

  /** @param {Board} board */
  #show(board) {
    this.#ahead = board.now - Date.now()
    this.board = board
    const changed = this.seats.take(board)
    this.#counts(board)
    this.grid.columns(board.columns)
    this.grid.show(this.seats.sorted(this.order), changed)
    this.help?.show(board, this.seats)
    if (!this.present) door(this.root, board.door)
    this.pace.show(board)
    this.poll.show(board)
    this.herds.show(board.herds ?? [], board.now, this.#keep(board))
    if (this.host) this.#host(board)
    this.lost.seen()
    this.#speak(board)
  }

  /** @param {Board} board */
  #keep({ predict }) {
    if (!this.present) return Infinity
    return predict ? besideQuestion : shownFor
  }

  /** @param {Board} board */
  #counts(board) {
    const { joined, connected } = board.counts
    this.root.toggleAttribute("data-empty", this.seats.all.size === 0)
    this.root.toggleAttribute("data-ended", board.ended)
    this.root.toggleAttribute("data-over", overWords(board) !== "")
    this.root.dataset.began = String(board.began)
    const note = find(this.root, "[data-ended-note]")
    note.hidden = !board.ended
    note.textContent = overWords(board) || this.ended
    find(this.root, "[data-counts]").textContent = `${joined} joined, ${connected} connected`
    find(this.root, "[data-sum]").textContent = sum(board, this.present)
    find(this.root, "[data-code]").textContent = board.code
  }

  /** @param {Board} board */
  #host(board) {
    streams(this.root, board)
    cards(this.root, board.cards)
    this.#tick()
  }

  /** What time alone changes. */
  #tick() {
    if (this.board) fault(this.root, this.board.fault, this.#now())
    notes(this.root, (this.#now() - Number(this.root.dataset.began)) / 60_000)
  }

  #sort() {
    this.order = /** @type {HTMLInputElement} */ (find(this.root, "[name=order]:checked")).value
    this.grid.show(this.seats.sorted(this.order), new Set())
  }

  /** @param {Board} board */
  #speak({ counts }) {
    if (this.present) return
    const all = [...this.seats.all.values()]
    const stuck = all.filter((s) => s.cells.includes("s")).map((s) => s.seat)
    const name = (/** @type {number} */ n) => seatWords(all.find((s) => s.seat === n) ?? all[0])
    this.speaker.tell({ joined: counts.joined, connected: counts.connected, stuck, name })
  }
}

new RoomBoard(find(document, "main.wshop")).start()
