// What the slicer's controls ask of the lab and of the edge.

/** @typedef {Record<string, string>} Own the controls of one demo, by name */

/** @type {Record<string, (own: Own) => Record<string, string>>} */
const hops = {
  none: () => ({}),
  n: ({ n }) => ({ edge: `slice:${n}` }),
  cr: () => ({ edge: "slice:cr" }),
  utf8: () => ({ edge: "slice:utf8" }),
  random: ({ seed }) => ({ edge: "slice:random", edgeseed: seed }),
  merge: () => ({ edge: "merge" }),
}

/** The query of an address at the edge. @param {Own} own @returns {Record<string, string>} */
export function hop(own) {
  const asked = (hops[own.slice] ?? hops.none)(own)
  return asked.edge?.startsWith("slice") ? { ...asked, edgegap: String(gap(own)) } : asked
}

/**
 * Milliseconds between two slices: enough for most to be a read of their own,
 * since a browser joins what waits, and few enough that a short answer takes
 * two or three seconds.
 *
 * @param {Own} own
 */
function gap({ text, slice, n }) {
  if (text === "long") return 1
  return slice === "n" ? Math.min(20, Math.max(4, 3 * Number(n))) : 20
}

/** @param {string} edge the run's base address there @param {Own} own */
export function slicerCommand(edge, own) {
  const { text, eol } = own
  const query = Object.entries({ text, eol, ...hop(own) }).map(([name, value]) => `${name}=${value}`)
  return `curl -N -X POST '${edge}/d/slicer?${query.join("&")}'`
}

/** The setting in a few words. @param {Own} own */
export function slicerSummary({ slice, n, text, eol }) {
  /** @type {Record<string, string>} */
  const words = {
    n: `every ${n} bytes`,
    cr: "after each CR",
    utf8: "inside characters",
    random: "at random",
    merge: "merged",
  }
  return `${text}, ${eol}, ${words[slice] ?? "as written"}`
}
