// Which rows a page shows. The page's address says it, so that a link keeps
// it, and the server leaves out the same rows where there are no scripts.
import { count, el, find, plural } from "#pushlab/bench/dom.js"

/**
 * @typedef {import("#pushlab/bench/types.js").Row} Row
 * @typedef {{conn: number, lane: number, dir: string, proto: string, trouble: boolean, text: string}} Choice
 */

/** What an address asks for. @param {URLSearchParams} query @returns {Choice} */
export function choiceOf(query) {
  return {
    conn: Number(query.get("conn")) || 0,
    lane: Number(query.get("lane")) || 0,
    dir: query.get("dir") ?? "",
    proto: query.get("proto") ?? "",
    trouble: query.get("only") === "trouble",
    text: (query.get("q") ?? "").toLowerCase(),
  }
}

/** @param {Choice} c @returns {(row: Row) => boolean} */
export function predicate({ conn, lane, dir, proto, trouble, text }) {
  return (row) =>
    (!conn || row.conn === conn) &&
    (!lane || row.lane === lane) &&
    (!dir || row.dir === dir) &&
    (!proto || row.proto === proto) &&
    (!trouble || Boolean(row.fault || row.failed || row.err)) &&
    (!text || row.label.toLowerCase().includes(text))
}

/** @param {Choice} c whether it lets everything through */
export function isAll({ conn, lane, dir, proto, trouble, text }) {
  return !conn && !lane && !dir && !proto && !trouble && !text
}

export class Filter {
  #timer = 0

  /**
   * @param {HTMLFormElement} form
   * @param {(filter: (row: Row) => boolean) => void} apply
   */
  constructor(form, apply) {
    this.form = form
    this.apply = apply
    this.clear = find(form, "[data-clear]")
    this.count = find(form, "[data-count]")
    form.addEventListener("submit", (e) => {
      e.preventDefault()
      this.#changed()
    })
    form.addEventListener("input", () => {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.#changed(), 120)
    })
    this.clear.addEventListener("click", (e) => {
      e.preventDefault()
      this.#reset()
    })
  }

  get choice() {
    return choiceOf(new URLSearchParams(location.search))
  }

  /** Offers connections, streams and protocols that rows have brought. @param {Row[]} rows */
  learn(rows) {
    for (const row of rows) {
      if (row.conn) this.#offer("conn", String(row.conn), String(row.conn))
      if (row.lane) this.#offer("lane", String(row.lane), String(row.lane))
      if (row.proto) this.#offer("proto", row.proto, names[row.proto] ?? row.proto)
    }
  }

  /** @param {number} shown @param {number} all */
  say(shown, all) {
    const words = shown === all ? plural(all, "row") : `${count(shown)} of ${plural(all, "row")}`
    if (this.count.textContent !== words) this.count.textContent = words
    this.clear.hidden = isAll(this.choice)
  }

  #changed() {
    const url = new URL(location.href)
    const data = new FormData(this.form)
    for (const name of ["conn", "lane", "dir", "proto", "only", "q"]) {
      const value = String(data.get(name) ?? "")
      if (value) url.searchParams.set(name, value)
      else url.searchParams.delete(name)
    }
    history.replaceState(null, "", url)
    this.apply(predicate(this.choice))
  }

  #reset() {
    for (const field of this.form.elements) {
      if (field instanceof HTMLInputElement && field.type === "checkbox") field.checked = false
      else if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = ""
    }
    this.#changed()
    find(this.form, "select").focus()
  }

  /** @param {string} name @param {string} value @param {string} words */
  #offer(name, value, words) {
    const select = /** @type {HTMLSelectElement} */ (find(this.form, `select[name=${name}]`))
    if (Array.from(select.options).some((option) => option.value === value)) return
    select.append(el("option", { value }, words))
    const label = select.closest("label")
    if (label) label.hidden = false
  }
}

/** @type {Record<string, string>} */
const names = {
  tcp: "TCP",
  "http/1.1": "HTTP/1.1",
  h2: "HTTP/2",
  sse: "SSE",
  websocket: "WebSocket",
  rpc: "Connect and gRPC-Web",
}
