// How far a client over fetch is, from the responses that it gets and the objects
// in them.

/** A refusal: to ask again would change nothing. */
export class Refused extends Error {
  /** @param {number} code @param {string} sentence */
  constructor(code, sentence) {
    super(sentence)
    this.code = code
  }
}

/** How far a client is in its answer. */
export class Cursor {
  after = "" // id of the last object, "" = none
  over = false
  goodbye = false
  retry = 0 // ms that a server which stops asked to wait
  failures = 0

  /** @param {import("#pushlab/bench/types.js").Emit} emit */
  constructor(emit) {
    this.emit = emit
  }

  /** A response is there. @param {Response} response @returns {Promise<Response>} */
  async opened(response) {
    if (response.status >= 500) throw new Error(`the server answered ${response.status}`)
    if (!response.ok) throw new Refused(response.status, (await response.json()).error)
    this.failures = this.retry = 0
    this.goodbye = false
    if (response.status === 204) {
      this.over = true
      this.emit({ type: "closed", sentence: "The server answered 204: the page has all of it." })
    } else this.emit({ type: "open" })
    return response
  }

  /** Takes an object of the answer. @param {any} m */
  hear(m) {
    if (m.id) this.after = m.id
    if (m.token !== undefined) this.emit({ type: "token", id: m.id ?? "", text: m.token })
    else if (m.type === "reset") this.emit({ type: "reset", id: m.id ?? "", why: m.why })
    else if (m.type === "goodbye") {
      this.goodbye = true
      this.retry = m.retry
      this.emit({ type: "goodbye" })
    } else if (m.type === "done") {
      this.over = true
      this.emit({ type: "done", tokens: m.tokens, sentence: "The last object said so." })
    }
  }
}
