// The controls of the frame workbench: fields, bits and bytes of the same
// frames. A change in one is drawn in the others.
import { count, find, plural } from "#pushlab/bench/dom.js"
import { bitKeys, drawBits, drawFrames, turned } from "#pushlab/demo/bitgrid.js"
import { Box, chosen, control, presets, put } from "#pushlab/demo/composer.js"
import { decode, encode, join, message } from "#pushlab/demo/frame.js"
import { fromHex, toHex } from "#pushlab/demo/notation.js"

/** @typedef {import("#pushlab/demo/frame.js").Frame} Frame */

export class FrameForm {
  /** @type {Frame[]} */
  frames = []
  #at = 0 // the frame whose bits are shown
  #made = true // the fields made the frames, and not the bytes or a bit
  #type = 1 // the opcode for a payload in hex: TEXT where the bytes said so, BINARY by hand

  /** @param {HTMLElement} root the push-bench */
  constructor(root) {
    this.root = root
    this.payload = /** @type {HTMLTextAreaElement} */ (find(root, "textarea[name=payload]"))
    this.box = new Box(root, (parsed) => "bytes" in parsed && this.#fromBytes(parsed.bytes))
    presets(root, (set) => this.#fill(set))
    root.addEventListener("input", (e) => this.#typed(e.target))
    root.addEventListener("change", (e) => this.#changed(e.target))
    root.addEventListener("click", (e) => this.#clicked(e.target))
    bitKeys(find(root, "[data-bits]"))
    this.#target()
    this.#fromFields()
  }

  /** The payload as bytes, or what is wrong with it. */
  get own() {
    if (this.#payHex) return fromHex(this.payload.value)
    return { bytes: new TextEncoder().encode(this.payload.value) }
  }

  get #payHex() {
    return !(/** @type {HTMLInputElement} */ (find(this.root, "[data-paymode][value=text]")).checked)
  }

  /** The payload as a page sends it as TEXT; null: it is BINARY, or no UTF-8. */
  get text() {
    if (!this.#payHex) return this.payload.value
    const own = this.own
    if (this.#type !== 1 || !("bytes" in own)) return null
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(own.bytes)
    } catch {
      return null
    }
  }

  /** @param {Record<string, string>} set */
  #fill(set) {
    put(this.root, { slices: "whole", gap: "0", writers: "1", ...set })
    this.#target()
    if (set.to === "echo") {
      this.#mode("text")
      this.payload.value = set.payload ?? ""
      this.#fromFields()
    } else {
      this.box.area.value = set.raw
      this.box.read()
    }
    this.root.dispatchEvent(new Event("input"))
  }

  /** Shows what the chosen target needs. */
  #target() {
    find(this.root, ".bench").dataset.to = chosen(this.root, "to")
  }

  /** @param {EventTarget | null} target */
  #typed(target) {
    if (!(target instanceof Element)) return
    if (target.matches("textarea[name=payload], [name=fragments], [name=ping], [name=mask]"))
      this.#fromFields()
  }

  /** @param {EventTarget | null} target */
  #changed(target) {
    if (!(target instanceof HTMLInputElement)) return
    if (target.name === "to") this.#target()
    if (target.dataset.paymode !== undefined) this.#notation()
    if (target.dataset.frame !== undefined) this.#draw(Number(target.value))
  }

  /** @param {EventTarget | null} target */
  #clicked(target) {
    if (!(target instanceof HTMLElement)) return
    const { fill, bit } = target.dataset
    if (fill !== undefined) {
      const text = fill === "5" ? "Hello" : "a".repeat(this.#size(fill))
      this.payload.value = this.#payHex ? toHex(new TextEncoder().encode(text)) : text
      this.#fromFields()
    }
    if (bit === undefined) return
    this.frames[this.#at] = turned(this.frames[this.#at], Number(bit))
    this.#made = false
    this.#write()
    const again = this.root.querySelector(`[data-bit="${bit}"]`)
    if (again instanceof HTMLElement) again.focus()
    this.root.dispatchEvent(new Event("input"))
  }

  /** How many bytes a button asks for; the last one has a field for it. @param {string} fill */
  #size(fill) {
    if (fill !== "own") return Number(fill)
    const field = /** @type {HTMLInputElement} */ (find(this.root, "[data-fill-size]"))
    const size = Math.min(Number(field.max), Math.max(0, Math.trunc(Number(field.value)) || 0))
    field.value = String(size)
    return size
  }

  /** The payload in the other notation. What the fields made is made anew, the rest only shown. */
  #notation() {
    const { value } = this.payload
    const parsed = this.#payHex ? { bytes: new TextEncoder().encode(value) } : fromHex(value)
    if ("bytes" in parsed)
      this.payload.value = this.#payHex ? toHex(parsed.bytes) : new TextDecoder().decode(parsed.bytes)
    this.#type = 2
    if (this.#made) this.#fromFields()
  }

  #fromFields() {
    this.#made = true
    const parsed = this.own
    this.payload.setAttribute("aria-invalid", String("bad" in parsed))
    if ("bad" in parsed) return this.box.say(parsed)
    const how = {
      fragments: Math.min(8, Math.max(1, Number(control(this.root, "fragments").value) || 1)),
      ping: control(this.root, "ping").checked,
      masked: control(this.root, "mask").checked,
    }
    this.frames = message(this.#payHex ? this.#type : 1, parsed.bytes, how)
    this.#write()
  }

  #write() {
    const bytes = join(this.frames.map(encode))
    this.box.write(bytes)
    this.#draw(Math.min(this.#at, this.frames.length - 1))
  }

  /** @param {Uint8Array} bytes */
  #fromBytes(bytes) {
    const { frames, rest } = decode(bytes)
    this.frames = frames
    const data = frames.filter((f) => f.opcode < 8)
    this.#made = false
    this.#type = data[0]?.opcode === 2 ? 2 : 1
    control(this.root, "fragments").value = String(Math.min(8, Math.max(1, data.length)))
    control(this.root, "ping").checked = frames.some((f) => f.opcode === 9) && data.length > 1
    control(this.root, "mask").checked = frames[0]?.masked ?? false
    this.#showPayload(join((data.length ? data : frames).map((f) => f.payload)))
    this.#draw(0, rest.length)
  }

  /** @param {Uint8Array} bytes */
  #showPayload(bytes) {
    const text = new TextDecoder().decode(bytes)
    const plain = !text.includes("\ufffd") && !/[\0-\x08\x0b-\x1f]/.test(text)
    this.#mode(plain ? "text" : "hex")
    this.payload.value = plain ? text : toHex(bytes)
  }

  /** @param {"text" | "hex"} mode */
  #mode(mode) {
    const radio = /** @type {HTMLInputElement} */ (find(this.root, `[data-paymode][value=${mode}]`))
    radio.checked = true
  }

  /** @param {number} at @param {number} [rest] bytes behind the last header that can be read */
  #draw(at, rest = 0) {
    this.#at = Math.max(0, at)
    drawFrames(find(this.root, "[data-which]"), this.frames, this.#at)
    drawBits(find(this.root, "[data-bits]"), this.frames[this.#at])
    find(this.root, "[data-frame]").textContent = this.#words(rest)
  }

  /** @param {number} rest */
  #words(rest) {
    const f = this.frames[this.#at]
    if (!f) return `${plural(rest, "byte")}, which is no header yet.`
    const missing = f.declared - f.payload.length
    const lie = missing > 0 ? ` It says ${count(f.declared)}: ${count(missing)} are missing.` : ""
    const key = f.masked ? `, masked with ${toHex(f.key)}` : ""
    return `${plural(f.payload.length, "byte")} of payload, counted in ${f.form} bits${key}.${lie}${rest ? ` ${plural(rest, "byte")} behind it.` : ""}`
  }
}
