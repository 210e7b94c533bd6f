package trace

import (
	"bytes"
	"encoding/binary"

	"golang.org/x/net/http2/hpack"

	"pushlab/cmd/pushlab/internal/wire"
)

// http2Blocks writes the field blocks of a connection of HTTP/2 anew, without
// HPACK's dynamic table (RFC 7541 §2.3.2): a run has only its own streams of the
// connection, and what other runs' blocks put into the table is not there. A
// block with a secret is not there either; its list is, without the secret.
type http2Blocks struct {
	log     *Log
	headers [2]map[int64]Event // by direction: the header of the block that starts there
	packed  [2]bytes.Buffer
	encoder [2]*hpack.Encoder
}

// http2 returns nil for a connection of another protocol.
func (p *pcapngWriter) http2(conn int) *http2Blocks {
	if !p.log.IsHTTP2(conn) {
		return nil
	}
	h := &http2Blocks{log: p.log}
	for dir := range h.encoder {
		h.headers[dir] = map[int64]Event{}
		h.encoder[dir] = hpack.NewEncoder(&h.packed[dir])
		h.encoder[dir].SetMaxDynamicTableSize(0)
	}
	for _, e := range p.log.Events(0) {
		if e.Conn == conn && e.IsFrame() && e.Frame.Layer == wire.Header {
			h.headers[e.Dir][e.Frame.Start] = e
		}
	}
	return h
}

// frame returns what is written for a frame: its bytes, or those of a new field
// block in place of the first frame of an old one.
func (h *http2Blocks) frame(e Event, stream []byte) []byte {
	b := stream[e.Frame.Start:e.Frame.End]
	if e.Frame.Kind != wire.KindHTTP2 || len(b) < wire.HTTP2HeaderSize {
		return b
	}
	switch b[3] {
	case wire.HTTP2Headers, wire.HTTP2PushPromise:
		return h.block(e, b)
	case wire.HTTP2Continuation:
		return nil
	}
	return b
}

// maxFragment is the largest payload that a frame may have without asking (RFC
// 9113 §4.2), less what stands before a fragment.
const maxFragment = 1<<14 - 5

// block returns a new block in frames like the old ones, but for their padding.
func (h *http2Blocks) block(e Event, old []byte) (frames []byte) {
	packed, ended := h.pack(e)
	kind, flags := old[3], old[4]&^(wire.HTTP2Padded|wire.HTTP2EndHeaders)
	prefix := blockPrefix(old)
	for first := true; first || len(packed) > 0; first = false {
		n := min(len(packed), maxFragment)
		if n == len(packed) && ended {
			flags |= wire.HTTP2EndHeaders
		}
		frames = appendHTTP2(frames, kind, flags, old[5:wire.HTTP2HeaderSize], prefix, packed[:n])
		kind, flags, prefix, packed = wire.HTTP2Continuation, 0, nil, packed[n:]
	}
	return frames
}

// pack encodes the list of the block that starts with e. One that never ended
// has none.
func (h *http2Blocks) pack(e Event) (packed []byte, ended bool) {
	header, ok := h.headers[e.Dir][e.Frame.Start]
	b := &h.packed[e.Dir]
	b.Reset()
	for _, line := range h.log.Head(header).Header {
		h.encoder[e.Dir].WriteField(hpack.HeaderField{Name: line.Name, Value: line.Value}) // a buffer takes everything
	}
	return b.Bytes(), ok && header.Frame.Err != wire.RuleBlockCut
}

// blockPrefix is what stands in front of the fragment in the first frame of a
// block: priority (RFC 9113 §6.2) or the promised stream (§6.6).
func blockPrefix(b []byte) []byte {
	n := 0
	switch {
	case b[3] == wire.HTTP2PushPromise:
		n = 4
	case b[4]&wire.HTTP2HasPriority != 0:
		n = 5
	}
	p := b[wire.HTTP2HeaderSize:]
	if b[4]&wire.HTTP2Padded != 0 {
		p = p[min(1, len(p)):]
	}
	return p[:min(n, len(p))]
}

// appendHTTP2 appends a frame (RFC 9113 §4.1).
func appendHTTP2(b []byte, kind, flags byte, stream, prefix, fragment []byte) []byte {
	length := binary.BigEndian.AppendUint32(nil, uint32(len(prefix)+len(fragment)))
	b = append(append(b, length[1:]...), kind, flags)
	return append(append(append(b, stream...), prefix...), fragment...)
}
