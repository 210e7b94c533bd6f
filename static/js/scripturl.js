// The one Trusted Types policy of the site: the addresses of its workers, and
// nothing else. A page may create a policy of that name once.

/** A run's worker for the editor, and the service worker of the theatre. */
const ours = /^(\/runs\/[\w-]+\/worker\.js|\/theatre-worker\.js)$/

const policy = trustedTypes()?.createPolicy("pushlab", { createScriptURL: address })

/** @returns {{createPolicy(name: string, rules: object): {createScriptURL(url: string): string}} | undefined} */
function trustedTypes() {
  return Reflect.get(globalThis, "trustedTypes") // not every browser has it
}

/** @param {string} url */
function address(url) {
  if (!ours.test(url)) throw new TypeError(`${url} is no worker of the site`)
  return url
}

/** The address of a worker, as a page that requires Trusted Types takes it. @param {string} url */
export const scriptURL = (url) => (policy ? policy.createScriptURL(url) : address(url))
