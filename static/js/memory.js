// What a browser remembers for itself. One that stores nothing forgets with
// the page; nothing here may be needed.

const prefix = "pushlab."

/** @param {string} name @param {string} value */
export function remember(name, value) {
  try {
    localStorage.setItem(prefix + name, value)
  } catch {
    // forgotten with the page
  }
}

/** @param {string} name @returns {string | null} */
export function recall(name) {
  try {
    return localStorage.getItem(prefix + name)
  } catch {
    return null
  }
}

/** @param {string} name */
export function forget(name) {
  try {
    localStorage.removeItem(prefix + name)
  } catch {
    // there was nothing
  }
}
