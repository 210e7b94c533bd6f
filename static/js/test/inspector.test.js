import { bitsOf, dump, fieldMap, glyph, parseHex } from "#pushlab/bench/dump.js"
import { detailView } from "#pushlab/bench/detail.js"
import { entries } from "#pushlab/bench/fields.js"
import { Probe } from "#pushlab/bench/probe.js"
import { bitGroups } from "#pushlab/bench/tables.js"
import { equal } from "#pushlab/test/equal.js"

/** @typedef {import("#pushlab/bench/types.js").Field} Field */

/** @param {Partial<Field>} f @returns {Field} */
const field = (f) => ({
  key: "",
  letter: "",
  name: "",
  value: "",
  role: "frame",
  spec: "RFC 6455 §5.2",
  note: "",
  offset: 0,
  length: 1,
  from: 0,
  to: 0,
  quiet: false,
  ...f,
})

// RFC 6455 §5.7: a masked "Hello".
const hello = {
  row: {
    n: 4,
    t: 39.6,
    dir: /** @type {const} */ ("c"),
    kind: "ws",
    wire: "ws",
    label: "TEXT Hello",
    size: 11,
    conn: 1,
  },
  title: "TEXT frame",
  framing: 6,
  yours: 5,
  hex: "818537fa213d7f9f4d5158",
  bits: true,
  unmask: { key: 2, payload: 6, plain: "48656c6c6f" },
  fields: [
    field({ key: "fin", letter: "A", name: "FIN", value: "1", to: 1, note: "The last frame." }),
    field({ key: "fin", letter: "A", name: "RSV1", value: "0", from: 1, to: 2 }),
    field({ key: "fin", letter: "A", name: "RSV2", value: "0", from: 2, to: 3 }),
    field({ key: "fin", letter: "A", name: "RSV3", value: "0", from: 3, to: 4 }),
    field({ key: "fin", letter: "A", name: "opcode", value: "1 TEXT", from: 4, to: 8, note: "Text." }),
    field({ key: "len", letter: "B", name: "MASK", value: "1", role: "len", offset: 1, from: 8, to: 9 }),
    field({
      key: "len",
      letter: "B",
      name: "Payload length",
      value: "5",
      role: "len",
      offset: 1,
      from: 9,
      to: 16,
    }),
    field({
      key: "key",
      letter: "C",
      name: "Masking-key",
      value: "37 fa 21 3d",
      role: "key",
      offset: 2,
      length: 4,
    }),
    field({
      key: "pay",
      letter: "D",
      name: "Payload data",
      value: "Hello",
      role: "pay",
      offset: 6,
      length: 5,
    }),
  ],
}

function shown() {
  const root = document.createElement("div")
  root.append(...detailView(hello))
  document.body.append(root)
  const probe = new Probe(root)
  const lit = () =>
    Array.from(
      root.querySelectorAll(".on"),
      (e) => e.tagName + (e.getAttribute("data-i") ?? e.getAttribute("data-f")),
    )
  const point = (/** @type {string} */ at) =>
    root.querySelector(at)?.dispatchEvent(new PointerEvent("pointerover", { bubbles: true }))
  return { root, probe, lit, point }
}

export const tests = [
  {
    name: "hex and text",
    run() {
      equal([...parseHex("00ff20")], [0, 255, 32])
      equal([0x41, 0x20, 0x0a, 0x7f, 0xe9].map(glyph), ["A", "·", ".", ".", "."])
      equal(bitsOf(parseHex("8185"), 6, 10), [0, 1, 1, 0])
    },
  },
  {
    name: "each byte has the first field that covers it",
    run() {
      equal(
        fieldMap(hello.fields, 11).map((f) => f?.key),
        ["fin", "len", "key", "key", "key", "key", "pay", "pay", "pay", "pay", "pay"],
      )
    },
  },
  {
    name: "names under the bits, RSV as one",
    run() {
      equal(
        bitGroups(hello.fields).map((g) => [g.name, g.from, g.to]),
        [
          ["FIN", 0, 1],
          ["RSV 1–3", 1, 4],
          ["opcode", 4, 8],
          ["MASK", 8, 9],
          ["Payload length", 9, 16],
        ],
      )
    },
  },
  {
    name: "one entry for the fields of a key",
    run() {
      const list = entries(hello.fields, parseHex(hello.hex))
      equal(
        list.map((e) => [e.letter, e.title, e.value, e.range]),
        [
          ["A", "FIN, RSV 1–3, opcode", "1 000 0001", "byte 0"],
          ["B", "MASK, Payload length", "1 0000101", "byte 1"],
          ["C", "Masking-key", "37 fa 21 3d", "2–5"],
          ["D", "Payload data", "Hello", "6–10"],
        ],
      )
      equal(
        list[0].notes,
        [
          { name: "FIN", text: "The last frame." },
          { name: "opcode", text: "Text." },
        ],
        "notes",
      )
    },
  },
  {
    name: "a header line is called by its name, quiet fields by none",
    run() {
      const line = [
        field({ key: "h1", letter: "B", name: "field-name", value: "Host", length: 4 }),
        field({ key: "h1", name: "colon", offset: 4, quiet: true }),
        field({ key: "h1", letter: "B", name: "field-value", value: "localhost", offset: 6, length: 9 }),
        field({ key: "eol", name: "CRLF", offset: 15, length: 2, quiet: true }),
      ]
      equal(
        entries(line, new Uint8Array()).map((e) => [e.title, e.value, e.range]),
        [["Host", "localhost", "0–14"]],
      )
    },
  },
  {
    name: "what is decoded has no place in the dump",
    run() {
      const fields = [
        field({ key: "a", length: 4 }),
        field({ key: "message", name: "Payload data", length: 9, decoded: true }),
      ]
      equal(
        Array.from(fieldMap(fields, 6), (f) => f?.key ?? ""),
        ["a", "a", "a", "a", "", ""],
      )
      equal(entries(fields, new Uint8Array())[1].range, "decoded")
    },
  },
  {
    name: "a byte lights itself and its field's entry",
    run() {
      const { lit, point } = shown()
      point(".hx [data-i='7']")
      equal(lit(), ["B7", "B7", "TD7", "TD7", "TD7", "LIpay", "BUTTONpay"])
    },
  },
  {
    name: "a key byte lights every column that it masks",
    run() {
      const { root, point } = shown()
      point(".hx [data-i='2']")
      equal(
        Array.from(root.querySelectorAll(".xk td"), (td) => td.classList.contains("on")),
        [true, false, false, false, true],
      )
    },
  },
  {
    name: "a field lights its whole range",
    run() {
      const { root, point } = shown()
      point(".fl-b[data-f=key]")
      equal(root.querySelectorAll(".hx-hex .on").length, 4)
    },
  },
  {
    name: "a bit lights its field, its byte and the entry",
    run() {
      const { root, point } = shown()
      point(".bv [data-s='4']")
      equal(root.querySelectorAll(".bv .on").length, 4, "bits")
      equal(root.querySelectorAll(".bl .on").length, 1, "name")
      equal(root.querySelectorAll(".hx .on").length, 2, "hex and text")
      equal(Boolean(root.querySelector("li.on[data-f=fin]")), true, "the entry is lit")
    },
  },
  {
    name: "hovering over a pinned view is temporary",
    run() {
      const { root, probe, lit, point } = shown()
      probe.pin({ i: "2" })
      const pinned = lit()
      point(".hx [data-i='7']")
      equal(Boolean(lit().length > 0 && lit()[0] === "B7"), true, "the other byte is lit")
      root.dispatchEvent(new PointerEvent("pointerleave"))
      equal(lit(), pinned, "after it")
      probe.move(1)
      equal(lit()[0], "B3", "after an arrow key")
      probe.pin(null)
      equal(lit(), [], "lifted")
    },
  },
  {
    name: "a long dump shows its beginning and the rest when asked",
    run() {
      const [box, more] = dump({
        ...hello,
        hex: "20".repeat(5000),
        fields: [field({ key: "a", length: 5000 })],
      })
      equal(box.querySelectorAll(".hx-hex b").length, 1024, "bytes at first")
      equal(more.textContent, "Show the other 3\u2009976 bytes")
      document.body.append(box, more)
      more.click()
      equal(box.querySelectorAll(".hx-hex b").length, 5000, "bytes then")
    },
  },
  {
    name: "a row without bytes says why",
    run() {
      const root = document.createElement("div")
      root.append(...detailView({ ...hello, hex: "", why: "A connection was opened." }))
      equal(root.querySelector(".in-none")?.textContent, "No bytesA connection was opened.")
    },
  },
  {
    name: "shift and an arrow pin a range",
    run() {
      const { root, probe } = shown()
      /** @type {unknown[]} */
      const pins = []
      probe.onPin = (target) => pins.push(target)
      const lit = () =>
        Array.from(root.querySelectorAll(".hx-hex .on"), (e) => Number(e.getAttribute("data-i")))
      probe.move(1)
      probe.move(4)
      probe.move(1, true)
      probe.move(1, true)
      equal(lit(), [4, 5, 6])
      equal(pins.at(-1), { i: "4", to: "6" })
      equal(
        Boolean(root.querySelector("li.on[data-f=key]") && root.querySelector("li.on[data-f=pay]")),
        true,
        "both fields",
      )
      probe.move(-3, true)
      equal(lit(), [3, 4], "to the other side")
      probe.move(1)
      equal(lit(), [4], "without shift one byte behind the moving end")
      probe.pin(null)
      equal(lit(), [])
    },
  },
  {
    name: "a pointer draws a range, and its click keeps it",
    run() {
      const { root } = shown()
      const lit = () =>
        Array.from(root.querySelectorAll(".hx-hex .on"), (e) => Number(e.getAttribute("data-i")))
      const at = (/** @type {number} */ i) =>
        /** @type {Element} */ (root.querySelector(`.hx-hex [data-i="${i}"]`))
      const send = (/** @type {Element} */ to, /** @type {string} */ type, more = {}) =>
        to.dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0, buttons: 1, ...more }))
      send(at(2), "pointerdown")
      send(at(3), "pointerover")
      send(at(5), "pointerover")
      dispatchEvent(new PointerEvent("pointerup"))
      send(/** @type {Element} */ (root.querySelector(".hx-hex")), "click")
      equal(lit(), [2, 3, 4, 5])
      send(at(8), "click", { shiftKey: true })
      equal(lit(), [2, 3, 4, 5, 6, 7, 8], "shift and click extend it")
      send(at(1), "pointerdown")
      dispatchEvent(new PointerEvent("pointerup"))
      send(at(1), "click")
      equal(lit(), [1], "a click begins again")
    },
  },
  {
    name: "what the focus lit goes with it",
    run() {
      const { root, lit } = shown()
      const button = /** @type {HTMLElement} */ (root.querySelector(".fl-b"))
      button.dispatchEvent(new FocusEvent("focusin", { bubbles: true })) // a tab in the background has no focus
      equal(lit().length > 0, true, "lit")
      button.dispatchEvent(new FocusEvent("focusout", { bubbles: true }))
      equal(lit(), [])
    },
  },
  {
    name: "a compressed message shows both sizes",
    run() {
      const root = document.createElement("div")
      root.append(...detailView({ ...hello, inflated: "48656c6c6f20".repeat(10), yours: 15 }))
      equal(
        root.querySelector(".packed")?.textContent,
        "Inflated" + "Hello ".repeat(10) + "15 bytes on the wire, 60 of data: 75 % less.",
      )
    },
  },
  {
    name: "the parser's state stands after each line, and wrong parsers are called so",
    run() {
      const root = document.createElement("div")
      const line = (/** @type {string} */ raw, /** @type {string} */ data) => ({
        key: "",
        raw,
        field: "",
        value: "",
        effect: "",
        state: { data, type: "", id: "", retry: -1 },
      })
      const event = { type: "message", data: "", lastEventId: "" }
      const parsers = [
        { name: "right", wrong: "", events: [] },
        { name: "buggyB", wrong: "It fires too much.", events: [event] },
      ]
      root.append(...detailView({ ...hello, parse: [line("data: a", "a\n"), line("LF", "")], parsers }))
      const cells = (/** @type {string} */ at) =>
        Array.from(root.querySelectorAll(`${at} tbody tr`), (tr) => tr.textContent)
      equal(cells(".held"), ['data: a"a\\n"""""not set', 'LF""""""not set'])
      equal(root.querySelector(".held b")?.textContent, '""', "the line that changed it")
      const [right, wrong] = cells(".parsers")
      equal(right, "rightnothing")
      equal(wrong.includes("deliberately wrong"), true, "the wrong one says so")
    },
  },
  {
    name: "bits count from the first byte of their frame",
    run() {
      const flag = field({ key: "f", name: "END_STREAM", offset: 6, from: 39, to: 40 })
      equal(entries([flag], parseHex("00000000000001"))[0].value, "1")
    },
  },
]
