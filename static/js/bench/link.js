// The link to a row or to some of its bytes, for others: the page's address
// with the view in the place of the run.
import { el } from "#pushlab/bench/dom.js"
import { copy } from "#pushlab/copy.js"

/** @typedef {import("#pushlab/bench/probe.js").Target} Target */

const shown = 2000 // ms that "Copied" stays

/**
 * The bytes that an address names: "3-9".
 *
 * @param {Target | null} target
 */
export function bytesOf(target) {
  if (target?.i === undefined) return ""
  return target.to === undefined ? target.i : `${target.i}-${target.to}`
}

/**
 * A link that keeps what the page's address says of filters.
 *
 * @param {string} base "/v/VIEW"
 * @param {number} row
 * @param {string} bytes "3-9", "" for the whole row
 * @param {string} [query] of the page
 */
export function linkTo(base, row, bytes, query = "") {
  const url = new URL(base, location.href)
  url.search = query
  url.searchParams.set("row", String(row))
  if (bytes) url.searchParams.set("bytes", bytes)
  else url.searchParams.delete("bytes")
  return url.href
}

/** The button under a dump that copies the link. */
export class Link {
  bytes = "" // that are pinned
  #timer = 0

  /** @param {string} base @param {number} row */
  constructor(base, row) {
    this.base = base
    this.row = row
    this.button = el("button", { type: "button", class: "btn", "data-copy": true })
    this.field = el("input", { class: "inp", readonly: true, hidden: true, "aria-label": "Link to copy" })
    this.root = el("p", { class: "hx-acts" }, this.button, this.field)
    this.button.addEventListener("click", () => this.#copy())
    this.point(null)
  }

  /** @param {Target | null} target what is pinned */
  point(target) {
    this.bytes = bytesOf(target)
    clearTimeout(this.#timer)
    this.field.hidden = true
    this.#say()
  }

  #say() {
    const several = this.bytes.includes("-")
    const what = this.bytes ? `byte ${this.bytes}` : `row ${this.row}`
    this.button.textContent = several ? `Copy link to these bytes (${this.bytes})` : `Copy link to ${what}`
  }

  async #copy() {
    const link = linkTo(this.base, this.row, this.bytes, location.search)
    if (await copy(link)) {
      this.button.textContent = "Copied"
      this.button.focus()
    } else this.#offer(link)
    this.#timer = setTimeout(() => this.#say(), shown)
  }

  /** A page on plain http of another host may not copy: the learner does. @param {string} link */
  #offer(link) {
    this.field.value = link
    this.field.hidden = false
    this.field.focus()
    this.field.select()
    this.button.textContent = "Press Ctrl C"
  }
}
