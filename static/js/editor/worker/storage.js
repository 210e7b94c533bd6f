// A worker has its page's origin, and with it what the site's pages keep and say
// to each other. No policy of a response forbids that, so the worker gives it up
// before the learner's code comes.

const ofWorker = ["indexedDB", "caches", "BroadcastChannel", "cookieStore"]
const ofBrowser = ["storage", "storageBuckets", "locks", "serviceWorker"]
const ofChrome = ["", "Sync"].flatMap((end) => [
  "webkitRequestFileSystem" + end,
  "webkitResolveLocalFileSystem" + end + "URL",
])

/**
 * Takes names away from an object, and from what it has them from.
 *
 * @param {object} from
 * @param {string[]} list
 */
function takeAway(from, list) {
  for (let o = from; o && o !== Object.prototype; o = Object.getPrototypeOf(o)) {
    for (const name of list) Reflect.deleteProperty(o, name)
  }
}

takeAway(self, [...ofWorker, ...ofChrome])
takeAway(navigator, ofBrowser)
