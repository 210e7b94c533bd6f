package trace

import (
	"time"
	"unsafe"

	"pushlab/cmd/pushlab/internal/wire"
)

// A record is an Event as the Log keeps it: no pointers, at most 64 bytes.
// Offsets fit in 32 bits since a trace holds a few MiB.
type record struct {
	at         time.Duration
	start, end uint32
	head, tail uint32
	parent     int32
	conn       int32
	exchange   int32
	stream     uint32 // of HTTP/2
	seq        int32
	text       int32 // index in Log.texts; 0 is "". A header of HTTP/2 has its list there
	answer     int32 // the same

	kind   kind
	layer  wire.Layer
	frame  wire.Kind
	opcode byte
	flags  flags
	err    wire.Rule
}

type flags uint8

const (
	toClient flags = 1 << iota
	fin
	packed
)

const recordSize = int(unsafe.Sizeof(record{}))

func directed(dir wire.Direction) flags { return flags(dir) * toClient }

func (r *record) dir() wire.Direction { return wire.Direction(r.flags & toClient) }

// setFrame takes the numbers of f, whose offsets are by shift too large.
func (r *record) setFrame(f *wire.Frame, shift int64) {
	r.start, r.end = uint32(f.Start-shift), uint32(f.End-shift)
	r.head, r.tail = uint32(f.Head), uint32(f.Tail)
	if r.parent = -1; f.Parent >= 0 {
		r.parent = int32(f.Parent - shift)
	}
	r.layer, r.frame, r.opcode, r.err, r.stream = f.Layer, f.Kind, f.Opcode, f.Err, f.Stream
	if f.Fin {
		r.flags |= fin
	}
	if f.Packed {
		r.flags |= packed
	}
}

func (r *record) wireFrame() wire.Frame {
	return wire.Frame{
		Layer: r.layer, Kind: r.frame, Opcode: r.opcode, Err: r.err,
		Fin: r.flags&fin != 0, Packed: r.flags&packed != 0, Stream: r.stream,
		Start: int64(r.start), End: int64(r.end), Head: int(r.head), Tail: int(r.tail), Parent: int64(r.parent),
	}
}
