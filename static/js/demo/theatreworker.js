// The service worker of the theatre, seen from the page: it is there for a page
// that has played with the switch on, and for no other.
import { scriptURL } from "#pushlab/scripturl.js"

/** Where service workers are offered: over https, and on localhost. */
const container = /** @type {ServiceWorkerContainer | undefined} */ (navigator.serviceWorker)

/** Why there is no service worker to be had; "" when there is one. */
export const why = container
  ? ""
  : "This browser offers no service worker here: it takes https, or a page of localhost."

/** An address whose requests the worker answers. @param {string} url */
export const byWorker = (url) => `${url}#worker`

const longest = 10_000 // ms, until the worker has taken this page over

/**
 * Puts this page behind the worker. A page keeps the worker that controls it
 * until it is left, registered or not: so nothing has to be cleared away then.
 *
 * @returns {Promise<void>}
 */
export async function register() {
  if (!container) throw new Error(why)
  const scope = location.pathname // of this lesson, and nothing else of the site
  await container.register(/** @type {string} */ (scriptURL("/theatre-worker.js")), { scope })
  if (!container.controller)
    await new Promise((resolve, reject) => {
      container.addEventListener("controllerchange", resolve, { once: true })
      setTimeout(() => reject(new Error("it did not take this page over")), longest)
    })
  await unregister()
}

/** Takes the worker away, for the next page. */
export async function unregister() {
  const registration = await container?.getRegistration(location.pathname)
  await registration?.unregister()
}
