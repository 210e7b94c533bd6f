package trace

import (
	"bytes"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// A block is a field block that is not finished: the frames that carry it.
type block struct {
	units []wire.HTTP2Unit // with copies of their bytes
	size  int
}

const (
	// maxBlock is how many bytes are set aside for a field block. Readers give
	// up before: they take a header of 256 KiB.
	maxBlock = 512 << 10
	unitSize = 128 // of a frame beside its bytes, about: CONTINUATION may have none
)

func carriesBlock(frameType byte) bool {
	return frameType == wire.HTTP2Headers || frameType == wire.HTTP2PushPromise || frameType == wire.HTTP2Continuation
}

// addToBlock sets a frame aside until its field block ends.
func (h *http2) addToBlock(b *batch, dir wire.Direction, u wire.HTTP2Unit, at time.Time) (asking *exchange) {
	k := &h.blocks[dir]
	u.Bytes = bytes.Clone(u.Bytes)
	k.units, k.size = append(k.units, u), k.size+len(u.Bytes)+unitSize
	switch {
	case u.Head != nil, u.Err != 0, u.Flags&wire.HTTP2EndHeaders != 0:
		return h.endBlock(b, dir, at)
	case k.size > maxBlock: // it goes on, but nobody will read it
		h.cutBlock(b, dir, at)
	}
	return nil
}

// endBlock gives a finished field block to the run of its stream. One that
// opens a stream waits until its run is looked up.
func (h *http2) endBlock(b *batch, dir wire.Direction, at time.Time) (asking *exchange) {
	units := h.blocks[dir].units
	h.blocks[dir] = block{}
	first, last := &units[0], &units[len(units)-1]
	if last.Head == nil || redactHead(last) {
		hideBlock(units)
	}
	e := h.conn.stream(first.Stream)
	if e == nil && first.Type == wire.HTTP2Headers && first.Stream != 0 {
		b.end()
		if e = h.conn.openStream(dir, first.Stream, last.Head); e != nil && e.run != "" {
			e.units = units
			return e
		}
	}
	for _, u := range units {
		h.give(b, e, dir, u, at)
	}
	h.follow(b, dir, *last, at)
	return nil
}

// cutBlock gives away what has come of a field block that never ends.
func (h *http2) cutBlock(b *batch, dir wire.Direction, at time.Time) {
	units := h.blocks[dir].units
	if len(units) == 0 {
		return
	}
	h.blocks[dir] = block{}
	hideBlock(units)
	for _, u := range units {
		h.give(b, h.conn.stream(u.Stream), dir, u, at)
	}
}

// redactHead overwrites the values of secret fields in the list of a block, and
// says whether there are any.
func redactHead(u *wire.HTTP2Unit) (secret bool) {
	head := *u.Head
	head.Header = nil
	for _, line := range u.Head.Header {
		if isSecretField(line.Name) {
			line.Value = strings.Repeat("*", len(line.Value))
			secret = true
		}
		head.Header = append(head.Header, line)
	}
	u.Head = &head
	return secret
}

// isSecretField says whether the values of a field are overwritten.
func isSecretField(name string) bool {
	for _, secret := range secretFields {
		if strings.EqualFold(name, secret) {
			return true
		}
	}
	return false
}

// hideBlock overwrites the pieces of a field block: a secret is somewhere in
// them, packed by HPACK. The rest of the frames stays.
func hideBlock(units []wire.HTTP2Unit) {
	for _, u := range units {
		for i, piece := 0, fragment(u.Bytes); i < len(piece); i++ {
			piece[i] = '*'
		}
	}
}

// fragment returns the piece of a field block in a frame: what is left without
// the header, the pad length, the priority or promised stream, and the padding
// (RFC 9113 §6.2, §6.6, §6.10).
func fragment(b []byte) []byte {
	if len(b) < wire.HTTP2HeaderSize {
		return nil
	}
	kind, flags, p := b[3], b[4], b[wire.HTTP2HeaderSize:]
	padding := 0
	if flags&wire.HTTP2Padded != 0 && kind != wire.HTTP2Continuation && len(p) > 0 {
		padding, p = int(p[0]), p[1:]
	}
	switch {
	case kind == wire.HTTP2Headers && flags&wire.HTTP2HasPriority != 0:
		p = p[min(5, len(p)):]
	case kind == wire.HTTP2PushPromise:
		p = p[min(4, len(p)):]
	}
	if padding > len(p) { // malformed: then nothing is padding
		padding = 0
	}
	return p[:len(p)-padding]
}
