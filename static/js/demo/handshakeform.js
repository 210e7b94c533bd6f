// The controls of the handshake console: two heads, and a key with its accept value.
import { find } from "#pushlab/bench/dom.js"
import { fault, newKey, steps } from "#pushlab/demo/acceptkey.js"
import { chosen, presets, put } from "#pushlab/demo/composer.js"

const most = 16 * 1024 // bytes of a head, for the lab
const keyLine = /^(Sec-WebSocket-Key:[ \t]*)(.*)$/im

export class HandshakeForm {
  /** @param {HTMLElement} root the push-bench */
  constructor(root) {
    this.root = root
    this.request = /** @type {HTMLTextAreaElement} */ (find(root, "[data-request]"))
    this.response = /** @type {HTMLTextAreaElement} */ (find(root, "[data-response]"))
    this.protocols = /** @type {HTMLInputElement} */ (find(root, "[data-protocols]"))
    this.key = /** @type {HTMLInputElement} */ (find(root, "[data-key]"))
    presets(root, (set) => this.#fill(set))
    root.addEventListener("input", (e) => this.#typed(e.target))
    root.addEventListener("change", () => this.#show())
    find(root, "[data-newkey]").addEventListener("click", () => this.#newKey())
    this.#show()
    this.#steps()
  }

  get sender() {
    return chosen(this.root, "sender")
  }

  get to() {
    return chosen(this.root, "to")
  }

  /** The subprotocols that the page offers. */
  get offered() {
    return this.protocols.value.split(/[\s,]+/).filter(Boolean)
  }

  /** Says why there is nothing to send. @param {string} sentence "" for nothing to say */
  complain(sentence) {
    const bad = find(this.root, "[data-bad]")
    bad.hidden = sentence === ""
    bad.textContent = sentence
  }

  /** A key that went over the wire. @param {string} key */
  tookKey(key) {
    this.key.value = key
    this.#steps("The browser drew this key for the handshake below. ")
  }

  /** @param {Record<string, string>} set */
  #fill(set) {
    put(this.root, { sender: set.sender, to: set.to })
    this.request.value = set.request
    this.response.value = set.response
    this.protocols.value = set.protocols
    this.#fromRequest()
    this.#show()
    this.root.dispatchEvent(new Event("input"))
  }

  /** Shows what the chosen ends need; the request asks for the address that answers. */
  #show() {
    const shown = [this.sender, this.to === "answer" ? "answer" : "lab"]
    for (const part of this.root.querySelectorAll(".hs-heads [data-for]")) {
      if (part instanceof HTMLElement) part.hidden = !shown.includes(part.dataset.for ?? "")
    }
    this.#aim()
    this.complain("")
  }

  /** The target of the request, and the hop that it names. */
  #aim() {
    const hops = { strip: "/ws?edge=strip", http10: "/ws?edge=http10", answer: "/d/handshake?id={id}" }
    const path = hops[/** @type {keyof typeof hops} */ (this.to)] ?? "/ws"
    const ours = /^(\S+ )\/r\/\{run\}(\/ws|\/ws\?edge=strip|\/ws\?edge=http10|\/d\/handshake\?id=\{id\})(?= )/
    this.request.value = this.request.value.replace(ours, `$1/r/{run}${path}`)
  }

  /** @param {EventTarget | null} target */
  #typed(target) {
    this.complain("")
    if (target === this.request) this.#fromRequest()
    if (target === this.key) this.#toRequest()
  }

  #fromRequest() {
    this.key.value = keyLine.exec(this.request.value)?.[2].trim() ?? ""
    this.#steps()
  }

  #toRequest() {
    this.request.value = this.request.value.replace(keyLine, (_, name) => name + this.key.value)
    this.#steps()
  }

  #newKey() {
    this.key.value = newKey()
    this.#toRequest()
    this.root.dispatchEvent(new Event("input"))
  }

  /** @param {string} [whose] */
  #steps(whose = "") {
    for (const [name, text] of Object.entries(steps(this.key.value)))
      find(this.root, `[data-step=${name}]`).textContent = text
    find(this.root, "[data-key-said]").textContent = whose + fault(this.key.value)
  }

  /** The bytes of a head, its lines ended as HTTP wants; and what can not be sent. @param {HTMLTextAreaElement} area */
  static bytes(area) {
    const [head, ...body] = area.value.split(/\n[ \t]*\n/)
    const text = `${head.trimEnd().replaceAll("\n", "\r\n")}\r\n\r\n${body.join("\n\n")}`
    const { length } = new TextEncoder().encode(text)
    return { text, bad: head.trim() === "" ? "There is no line to send." : long(length) }
  }
}

/** @param {number} length */
function long(length) {
  return length > most ? `The head may have ${most} bytes; these are ${length}.` : ""
}
