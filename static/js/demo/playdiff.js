// What a service worker in between changed: two plays of one script, compared.

/**
 * @typedef {import("#pushlab/demo/playrequests.js").Request} Request
 * @typedef {import("#pushlab/demo/theatresource.js").Call} Call
 * @typedef {Record<string, string[]>} Facts what was seen, in order, by what it is
 */

const most = 8 // of a list, in a sentence

/** What of a play does not depend on the clock. @param {Call[]} calls @param {Request[]} requests @returns {Facts} */
export function factsOf(calls, requests) {
  return {
    "Requests went to": requests.map((r) => r.path),
    "Their Last-Event-ID": requests.map((r) => r.lastId || "none"),
    "The events had the ids": calls.filter((c) => c.type === "message").map((c) => c.id ?? ""),
    "The readyState of each error": calls.filter((c) => c.type === "error").map((c) => String(c.state)),
  }
}

/** @param {Facts} without a worker @param {Facts} through one @returns {string[]} a sentence each */
export function differences(without, through) {
  return Object.keys(through)
    .map((name) => [name, words(through[name]), words(without[name])])
    .filter(([, now, before]) => now !== before)
    .map(([name, now, before]) => `${name}: ${now}. Without the worker: ${before}.`)
}

/** @param {string[]} list */
function words(list) {
  if (list.length === 0) return "there was none"
  const more = list.length - most
  return list.slice(0, most).join(", ") + (more > 0 ? ` and ${more} more` : "")
}
