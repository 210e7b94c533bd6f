// A play as a table: what the page heard and what the wire carried, in order.
import { el, millis } from "#pushlab/bench/dom.js"

/**
 * @typedef {import("#pushlab/demo/playrequests.js").Request} Request
 * @typedef {import("#pushlab/demo/theatresource.js").Call} Call
 */

const titles = ["ms", "who", "what", "readyState", "id"]

/** @param {Call[]} calls on the clock of the requests @param {Request[]} requests */
export function playTable(calls, requests) {
  const lines = [...calls.map(heard), ...requests.flatMap(crossed)].sort((a, b) => a.t - b.t)
  const rows = lines.map(({ t, cells }) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, millis(Math.max(0, t))),
      ...cells.map((text) => el("td", {}, text)),
    ),
  )
  const head = el("tr", {}, ...titles.map((title) => el("th", { scope: "col" }, title)))
  const table = el("table", { class: "st" }, el("thead", {}, head), el("tbody", {}, ...rows))
  const label = "Callbacks and requests, in order"
  return el("div", { class: "r-box", tabindex: 0, role: "group", "aria-label": label }, table)
}

const words = {
  new: "new EventSource",
  open: "open",
  message: "message",
  error: "error",
  close: "close() in the error handler",
}

/** @param {Call} call */
function heard({ t, type, state, id, data }) {
  return {
    t,
    cells: ["page", data === undefined ? words[type] : `${words[type]} "${data}"`, String(state), id ?? ""],
  }
}

/** @param {Request} request */
function crossed({ n, t, path, lastId, answered, status, how, end }) {
  const id = lastId ? `Last-Event-ID: ${lastId}` : "none sent"
  const lines = [{ t, cells: ["wire", `request ${n}: GET ${path}`, "", id] }]
  if (answered) lines.push({ t: answered, cells: ["wire", `answer ${n}: ${status}`, "", ""] })
  if (how) lines.push({ t: end, cells: ["wire", how, "", ""] })
  return lines
}
