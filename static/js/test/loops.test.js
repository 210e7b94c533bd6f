import { tellLines } from "#pushlab/editor/worker/loops.js"
import { equal } from "#pushlab/test/equal.js"

/** @param {string} code @param {string} want */
function told(code, want) {
  return { name: code.split("\n").join(" "), run: () => equal(tellLines(code, "at"), want) }
}

/** @param {string} code that has no loop to tell of */
function same(code) {
  return told(code, code)
}

export const tests = [
  told("while (x) y()", "while (at(1), x) y()"),
  told("\n\nwhile(true);", "\n\nwhile(at(3), true);"),
  told("do { a() } while (b)", "do { a() } while (at(1), b)"),
  told("for (;;) a()", "for (;at(1);) a()"),
  told("for (let i = 0; i < 9; i++) {}", "for (let i = 0; at(1), i < 9; i++) {}"),
  told("for (let f = () => { a; b }; ; ) {}", "for (let f = () => { a; b }; at(1); ) {}"),
  told("/* a\nb */ while (x) for (;;) {}", "/* a\nb */ while (at(2), x) for (;at(2);) {}"),
  told("a = `${`}`}`; while (1) {}", "a = `${`}`}`; while (at(1), 1) {}"),
  told("`${ { a: 1 } } while (`; while (1) {}", "`${ { a: 1 } } while (`; while (at(1), 1) {}"),
  told("`a ${() => { while (1) {} }} b`", "`a ${() => { while (at(1), 1) {} }} b`"),
  told("while (/[)/;]/.test(x)) {}", "while (at(1), /[)/;]/.test(x)) {}"),
  told("a / b; while (1) c / d", "a / b; while (at(1), 1) c / d"),
  told("`a\n\n${b}`\nwhile (1) {}", "`a\n\n${b}`\nwhile (at(4), 1) {}"),
  same("for (const a of b) {}"),
  same("for (const a in b) { c; d }"),
  same("for await (const a of b) {}"),
  same("// while (x)"),
  same("/* for (;;) */"),
  same("'while (x)' + \"for (;;)\" + `while (x)`"),
  same("/while (x)/.test(a)"),
  same("return /for (;;)/"),
  same("a.while (x)"),
  same("meanwhile (x)"),
  same("'it\\'s while (x)'"),
  same("`unfinished while (x)"),
]
