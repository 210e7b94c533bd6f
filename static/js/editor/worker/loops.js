// Makes loops tell where they are. A worker in an endless loop answers nobody,
// and only it could say in which line: so each round calls at(line).

/** One token of JavaScript, as far as loops are concerned. A template ends at ${. */
const token =
  /\s+|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?|[\w$#\u0080-\uffff]+|[^]/y
const template = /(?:\\[^]|\$(?!\{)|[^`\\$])*(?:`|\$\{|$)/y
const regexp = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/\w*/y

/** Words and signs behind which a slash begins a regular expression. */
const beforeRegexp = /^(?:|[(,=:[!&|?{;+\-*%<>~^]|return|typeof|case|in|of|void|throw|else|do|await|yield)$/

/**
 * Puts a call of the function `name` into the condition of every while and of
 * every for with three parts. No line is added.
 *
 * @param {string} code that compiles
 * @param {string} name of a function that takes a line and returns true
 */
export function tellLines(code, name) {
  const teller = new Teller(name)
  for (let at = 0; at < code.length;) {
    const text = teller.next(code, at)
    teller.take(text)
    at += text.length
  }
  return teller.out
}

class Teller {
  out = ""
  #line = 1
  #last = "" // the token before, without spaces and comments
  #loop = "" // "while" or "for", until its parenthesis
  #wanted = "" // a call that goes before the next token
  /** @type {{sign: string, call: string}[]} what is open; the call goes behind the first semicolon in it */
  #open = []

  /** @param {string} name */
  constructor(name) {
    this.name = name
  }

  /** @param {string} code @param {number} at */
  next(code, at) {
    const sign = code[at]
    if (sign === "`" || this.#inTemplate(sign)) return sign + match(template, code, at + 1)
    const comment = code[at + 1] === "/" || code[at + 1] === "*"
    if (sign === "/" && !comment && beforeRegexp.test(this.#last)) return match(regexp, code, at) || sign
    return match(token, code, at)
  }

  /** @param {string} text */
  take(text) {
    const blank = /^(?:\s|\/[/*])/.test(text)
    if (this.#wanted && !blank) this.#tell(text)
    this.out += text
    if (!blank) this.#look(text)
    this.#line += text.split("\n").length - 1
  }

  /** The condition of for (;;) may be empty. @param {string} text */
  #tell(text) {
    this.out += text === ";" ? this.#wanted : `${this.#wanted}, `
    this.#wanted = ""
  }

  /** @param {string} text */
  #look(text) {
    const call = `${this.name}(${this.#line})`
    const top = this.#open.at(-1)
    if (/^[)\]}]/.test(text)) this.#open.pop()
    if (text === ";" && top?.call) [this.#wanted, top.call] = [top.call, ""]
    if (text === "(" && this.#loop === "while") this.#wanted = call
    if (/[([{]$/.test(text) && (text.length === 1 || /^[`}]/.test(text))) {
      this.#open.push({
        sign: text.length > 1 ? "${" : text,
        call: text === "(" && this.#loop === "for" ? call : "",
      })
    }
    this.#loop = (text === "while" || text === "for") && this.#last !== "." ? text : ""
    this.#last = /[`}].*\$\{$/s.test(text) ? "{" : text
  }

  /** The end of ${…}: the template goes on. @param {string} sign */
  #inTemplate(sign) {
    return sign === "}" && this.#open.at(-1)?.sign === "${"
  }
}

/** @param {RegExp} pattern sticky @param {string} code @param {number} at */
function match(pattern, code, at) {
  pattern.lastIndex = at
  return pattern.exec(code)?.[0] ?? ""
}
