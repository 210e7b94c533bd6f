package wire

import (
	"strconv"
	"sync"

	"golang.org/x/net/http2/hpack"
)

// staticTableSize is the number of entries of HPACK's static table (RFC 7541,
// Appendix A). Higher indices are in the dynamic table.
const staticTableSize = 61

// staticTable has the entries of the static table from 1 on, which hpack's
// decoder tells.
var staticTable = sync.OnceValue(func() (table [staticTableSize + 1]HeaderLine) {
	i := 0
	d := hpack.NewDecoder(0, func(f hpack.HeaderField) { table[i] = HeaderLine{f.Name, f.Value} })
	for i = 1; i <= staticTableSize; i++ {
		_, _ = d.Write([]byte{0x80 | byte(i)}) // an indexed field (RFC 7541 §6.1)
	}
	return table
})

// hpackInt reads the integer that begins in the last prefix bits of b[0] (RFC
// 7541 §5.1). It is not ok when b ends inside it, or it is larger than any
// length can be; then n is what was read.
func hpackInt(prefix int, b []byte) (value uint64, n int, ok bool) {
	limit := byte(1<<prefix - 1)
	if value = uint64(b[0] & limit); value < uint64(limit) {
		return value, 1, true
	}
	for shift := 0; 1+shift/7 < len(b) && shift < 63; shift += 7 {
		c := b[1+shift/7]
		value += uint64(c&0x7F) << shift
		if c < 0x80 {
			return value, 2 + shift/7, true
		}
	}
	return value, min(len(b), 10), false
}

// A representation is how a line of a header can be written (RFC 7541 §6).
type representation struct {
	name, note, spec string
	pattern          string // the bits that it begins with
	indexed          bool   // the whole line is in a table
	update           bool   // it is no line
}

// representations are told apart by their pattern; the first that fits counts.
var representations = [...]representation{
	{"Indexed Header Field", "A number stands for a whole line, its name and its value.", "RFC 7541 §6.1", "1", true, false},
	{"Literal Header Field with Incremental Indexing", "The line is spelled out, and both sides add it to the dynamic table: the next time its number is enough.", "RFC 7541 §6.2.1", "01", false, false},
	{"Dynamic Table Size Update", "The sender changes how large the dynamic table is. This is no line of the header.", "RFC 7541 §6.3", "001", false, true},
	{"Literal Header Field Never Indexed", "The line is spelled out, and nobody on the way may put it into a table: it may be a secret.", "RFC 7541 §6.2.3", "0001", false, false},
	{"Literal Header Field without Indexing", "The line is spelled out and not remembered.", "RFC 7541 §6.2.2", "0000", false, false},
}

func representationOf(first byte) representation {
	bits := strconv.FormatUint(uint64(first)|0x100, 2)[1:]
	for _, r := range representations {
		if bits[:len(r.pattern)] == r.pattern {
			return r
		}
	}
	return representation{}
}
