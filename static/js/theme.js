// Runs before the first paint, so that a chosen theme does not flash: a
// classic script in the head, and a file because of the page's policy.
;(() => {
  const root = document.documentElement
  root.classList.add("js")
  let theme = null
  try {
    theme = localStorage.getItem("pushlab.theme")
  } catch {
    // a browser that stores nothing follows the system
  }
  if (theme === "light" || theme === "dark") root.dataset.theme = theme
})()
