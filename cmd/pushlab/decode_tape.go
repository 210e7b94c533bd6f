package main

import (
	"fmt"

	"pushlab/cmd/pushlab/internal/wire"
)

// maxKept is how many of the last bytes are kept for frames that are not
// finished, in bytes. It is more than the largest message or event in the
// smallest fragments that anybody sends in earnest.
const maxKept = 8 << 20

// maxParts is how many lines, or frames one layer down, a frame may have for
// its fields to be shown.
const maxParts = 1 << 14

// A tape is the last part of a stream.
type tape struct {
	bytes []byte
	start int64 // offset of bytes[0] in the stream
}

func (t *tape) end() int64 { return t.start + int64(len(t.bytes)) }

func (t *tape) add(p []byte) {
	t.bytes = append(t.bytes, p...)
	t.forget(t.end() - maxKept)
}

// forget drops what lies before an offset.
func (t *tape) forget(before int64) {
	if n := min(before, t.end()) - t.start; n > 0 {
		t.bytes, t.start = t.bytes[n:], t.start+n
	}
}

// slice returns the bytes [start, end), unless they are no longer kept.
func (t *tape) slice(start, end int64) ([]byte, bool) {
	if start < t.start || end > t.end() || start > end {
		return nil, false
	}
	return t.bytes[start-t.start : end-t.start], true
}

// join returns the bytes of spans, joined.
func (t *tape) join(spans []wire.Span) ([]byte, bool) {
	if len(spans) == 1 {
		return t.slice(int64(spans[0].Offset), int64(spans[0].Offset+spans[0].Length))
	}
	var joined []byte
	for _, s := range spans {
		b, ok := t.slice(int64(s.Offset), int64(s.Offset+s.Length))
		if !ok {
			return nil, false
		}
		joined = append(joined, b...)
	}
	return joined, true
}

// What a frame says whose fields are not shown.
var (
	limitKept  = fmt.Sprintf("only the last %d MiB of a stream are kept, so this frame is not taken apart", maxKept>>20)
	limitParts = fmt.Sprintf("more than %d lines or fragments, so this frame is not taken apart", maxParts)
)

// forget drops bytes and frames that no unfinished frame can need.
func (d *decoding) forget() {
	keep := d.finished()
	if d.upper {
		keep = min(keep, d.fed)
	}
	if d.messages.open {
		keep = min(keep, d.messages.start)
	}
	d.forgetBefore(keep)
}

// finished returns the end of the last frame of the lowest layer.
func (d *decoding) finished() int64 {
	if n := len(d.lower); n > 0 {
		return d.lower[n-1].End
	}
	return 0
}

// forgetBefore drops the bytes before an offset, and the frames that end there.
func (d *decoding) forgetBefore(keep int64) {
	d.tape.forget(keep)
	gone := max(len(d.lower)-maxParts, 0)
	for gone < len(d.lower)-1 && d.lower[gone].End <= keep {
		gone++
	}
	d.lower = d.lower[gone:]
}
