// The service worker of the script theatre: what stands between a page and its
// EventSource when a site works offline. It answers each request with
// fetch(event.request), which looks as if nothing was in between.
const worker = /** @type {any} */ (self)

worker.addEventListener("install", () => worker.skipWaiting())
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()))

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  // Everything else of the page goes past it: the instruments must not go
  // through what they measure. The fragment is not sent.
  if (event.request.url.endsWith("#worker")) event.respondWith(fetch(event.request))
})
