package room

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// skeleton returns what is left of a name when everything that looks the same is
// made the same: two names with one skeleton can not be told apart on a
// projector. It is never shown. After Unicode UTS #39, with digits that stand
// for letters, and without spaces and punctuation.
func skeleton(name string) string {
	var out strings.Builder
	for _, c := range norm.NFKD.String(name) { // fullwidth, circled, mathematical letters; é is e and a mark
		if unicode.Is(unicode.M, c) {
			continue
		}
		if twin, ok := twins[c]; ok {
			c = twin
		}
		c = unicode.ToLower(letterOfSquare(c))
		if twin, ok := twins[c]; ok {
			c = twin
		}
		if unicode.In(c, unicode.L, unicode.N, unicode.S) {
			out.WriteRune(c)
		}
	}
	return pairs.Replace(out.String())
}

// letterOfSquare maps the letters in black circles and squares and the letters
// of flags, which have no compatible letter in Unicode.
func letterOfSquare(c rune) rune {
	for _, first := range []rune{'\U0001F150', '\U0001F170', '\U0001F1E6'} {
		if c >= first && c < first+26 {
			return 'a' + c - first
		}
	}
	return c
}

// pairs of letters that look like one.
var pairs = strings.NewReplacer("rn", "m", "vv", "w")

// twins maps a character to the small Latin letter that it looks like. Where
// only the capital looks so, only the capital stands here.
var twins = readTwins(`
a 4@ ᴀ ɑ α А а Α
b 8 ʙ В в Β Ь ь
c ᴄ С с Ϲ ϲ ¢
d ᴅ ԁ đ ɗ
e 3 ᴇ Е е Ε є ε € ə
f ғ ƒ
g 9 ɢ ɡ ց
h ʜ Н н Η һ հ ħ
i 1!|lіІιΙıɪӏӀ ł Ł
j ᴊ Ј ј ϳ
k ᴋ К к Κ κ
m ᴍ М м Μ
n ɴ Ν η п ո
o 0 ᴏ О о Ο ο σ օ ø Ø ө
p ᴘ Р р Ρ ρ
q ԛ գ
r ʀ г
s 5$ ꜱ Ѕ ѕ ʂ տ
t 7 ᴛ Т т Τ τ † ŧ
u ᴜ υ ս μ
v ᴠ ν ѵ
w ᴡ ԝ ω ш
x Х х Χ χ ×
y ʏ У у Υ γ ү
z 2 ᴢ Ζ
`)

func readTwins(table string) map[rune]rune {
	m := map[rune]rune{}
	for line := range strings.Lines(table) {
		letters := []rune(strings.Join(strings.Fields(line), ""))
		for _, c := range letters[min(1, len(letters)):] {
			m[c] = letters[0]
		}
	}
	return m
}
