// Values as a console shows them: text bare, everything else as it would be
// written, cut where it gets long.

const deepest = 3 // levels of objects within objects
const most = 100 // entries of one object
export const longest = 2000 // characters of one line

/** What to show of objects of the browser, whose properties are no own ones. @type {Record<string, string[]>} */
const shown = {
  CloseEvent: ["type", "code", "reason", "wasClean"],
  Event: ["type"],
  EventSource: ["url", "readyState"],
  MessageEvent: ["type", "data", "lastEventId"],
  Response: ["status", "statusText", "type"],
  WebSocket: ["url", "readyState"],
}

/** What log(…) and console.log(…) print. @param {unknown[]} values */
export function line(values) {
  return cut(values.map((v) => (typeof v === "string" ? v : show(v))).join(" "))
}

/** @param {string} text */
function cut(text) {
  if (text.length <= longest) return text
  return `${text.slice(0, longest)}… (${text.length} characters)`
}

/** @param {unknown} value @param {object[]} [around] the objects that hold it @returns {string} */
export function show(value, around = []) {
  if (typeof value === "string") return JSON.stringify(value)
  if (typeof value === "bigint") return `${value}n`
  if (typeof value === "function") return `ƒ ${value.name || "anonymous"}()`
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "-0" : String(value)
  if (around.includes(value)) return "[Circular]"
  try {
    return object(value, [...around, value])
  } catch (error) {
    return `[${error}]` // a getter that throws
  }
}

/** @param {object} value @param {object[]} around */
function object(value, around) {
  if (value instanceof Error) return `${value.name}: ${value.message}`
  if (value instanceof Date || value instanceof RegExp) return String(value)
  if (value instanceof ArrayBuffer) return binary("ArrayBuffer", new Uint8Array(value))
  if (value instanceof Uint8Array) return binary("Uint8Array", value)
  const name = nameOf(value)
  if (around.length > deepest) return Array.isArray(value) ? "[…]" : `${name} {…}`.trim()
  if (Array.isArray(value)) return list(value, around)
  if (value instanceof Set) return `${name} ${list([...value], around)}`
  if (value instanceof Map || value instanceof Headers)
    return `${name} ${pairs(quoted(value), " => ", around)}`
  const keys = Object.hasOwn(shown, name) ? shown[name] : Object.keys(value)
  const entries = keys.map((key) => /** @type {[string, unknown]} */ ([key, Reflect.get(value, key)]))
  return `${name} ${pairs(entries, ": ", around)}`.trim()
}

/** @param {string} name @param {Uint8Array} bytes */
function binary(name, bytes) {
  const rest = bytes.length > most ? `, … ${bytes.length - most} more` : ""
  return `${name}(${bytes.length}) [${bytes.subarray(0, most).join(", ")}${rest}]`
}

/** An object that {…} made needs no name. @param {object} value */
function nameOf(value) {
  const name = value.constructor?.name ?? ""
  return name === "Object" ? "" : name
}

/** The keys of a map are values too. @param {Iterable<[unknown, unknown]>} entries @returns {[string, unknown][]} */
function quoted(entries) {
  return Array.from(entries, ([key, value]) => [show(key), value])
}

/** @param {unknown[]} items @param {object[]} around */
function list(items, around) {
  const rest = items.length > most ? [`… ${items.length - most} more`] : []
  return `[${[...items.slice(0, most).map((item) => show(item, around)), ...rest].join(", ")}]`
}

/** @param {[unknown, unknown][]} entries @param {string} between @param {object[]} around */
function pairs(entries, between, around) {
  const rest = entries.length > most ? [`… ${entries.length - most} more`] : []
  const texts = entries.slice(0, most).map(([key, value]) => key + between + show(value, around))
  return `{${[...texts, ...rest].join(", ")}}`
}
