package trace

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"pushlab/cmd/pushlab/internal/wire"
)

// A Dump is what the byte view shows of an event: a frame and the framing
// around it, since that is what its bytes cost.
type Dump struct {
	Bytes   []byte
	Fields  []wire.Field // their offsets count in Bytes, or in Frame.Decoded
	Frame   wire.Frame   // with its spans and its own fields
	Framing int          // bytes that are not the application's
	Yours   int          // bytes that are
	Start   int64        // of Bytes in the stream
}

// Dump returns the bytes of an event with the framing around them. For an event
// of an event stream, and for an envelope, that is the size line of its chunk, if
// it stands first in it, the CR LF behind it, if it stands last, and all framing
// in between. In HTTP/2 it is the header of the DATA frame, its padding, and
// what other frames lie between. For a message it is all its frames.
func (l *Log) Dump(e Event) Dump {
	f := l.Dissect(e)
	d := Dump{Bytes: l.Bytes(e), Fields: f.Fields, Frame: f, Start: f.Start}
	if (f.Layer == wire.SSE || f.Layer == wire.Envelope) && len(d.Bytes) > 0 {
		l.frameEvent(&d, e)
	}
	d.count()
	return d
}

// DumpSize is how many bytes the dump of an event has. It makes none of its fields: a
// live ladder asks for each of its rows.
func (l *Log) DumpSize(e Event) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.has(e) && (e.Frame.Layer == wire.SSE || e.Frame.Layer == wire.Envelope) {
		from, to := reach(e.Frame, l.carriers(e))
		return int(to - from)
	}
	for _, span := range l.spans(e) {
		n += span.Length
	}
	return n
}

// frameEvent puts the framing of the chunks around the event.
func (l *Log) frameEvent(d *Dump, e Event) {
	l.mu.Lock()
	s, chunks := l.streamOf(e.Conn, e.Dir), l.carriers(e)
	from, to := reach(e.Frame, chunks)
	d.Bytes, d.Start = bytes.Clone(s[from:to]), from
	d.Fields = placed(d.Frame, from)
	for n, c := range chunks {
		d.addFraming(c, e.Dir, bytes.Clone(s[c.Start:c.End]), n)
	}
	l.mu.Unlock()
	slices.SortStableFunc(d.Fields, func(a, b wire.Field) int { return cmp.Compare(a.Offset, b.Offset) })
}

// reach returns where the dump of an event begins and ends in the stream.
func reach(f wire.Frame, chunks []wire.Frame) (from, to int64) {
	from, to = f.Start, f.End
	for _, c := range chunks {
		if !carries(c, f) {
			continue
		}
		if c.Start+int64(c.Head) == f.Start {
			from = c.Start
		}
		if c.End-int64(c.Tail) == f.End {
			to = c.End
		}
	}
	return from, to
}

// carries says whether a frame of the lowest layer carries bytes of f. In HTTP/2
// others may lie between such.
func carries(c, f wire.Frame) bool {
	return c.Layer == wire.HTTP || c.Kind == wire.KindHTTP2 && c.Opcode == wire.HTTP2Data && c.Stream == f.Stream
}

// placed moves fields from a frame's joined bytes to where these lie in the
// stream, counted from the offset from. One that lies in two spans becomes two.
func placed(f wire.Frame, from int64) (fields []wire.Field) {
	for _, field := range f.Fields {
		at := 0
		for _, span := range f.Spans {
			part := field
			part.Offset = max(field.Offset, at)
			part.Length = min(field.Offset+field.Length, at+span.Length) - part.Offset
			part.Offset += span.Offset - at - int(from)
			if at += span.Length; part.Length > 0 {
				fields = append(fields, part)
			}
		}
	}
	return fields
}

// addFraming adds the fields of chunk number n, whose bytes are b, but for its
// data and for what lies outside of the dump.
func (d *Dump) addFraming(c wire.Frame, dir wire.Direction, b []byte, n int) {
	if !carries(c, d.Frame) {
		d.addOther(c)
		return
	}
	for _, field := range wire.Dissect(c, dir, b, "").Fields {
		data := field.Offset >= c.Head && field.Offset < c.Len()-c.Tail
		field.Offset += int(c.Start - d.Start)
		if data || field.Offset < 0 || field.Offset >= len(d.Bytes) {
			continue
		}
		field.Group += ".chunk" + strconv.Itoa(n+1)
		d.Fields = append(d.Fields, field)
	}
}

// addOther adds a frame of HTTP/2 that lies between those of the event.
func (d *Dump) addOther(c wire.Frame) {
	name := wire.HTTP2FrameName(c.Opcode)
	d.Fields = append(d.Fields, wire.Field{
		Name: name + " frame", Value: fmt.Sprintf("stream %d, %d bytes", c.Stream, c.Len()),
		Offset: int(c.Start - d.Start), Length: c.Len(), Role: wire.RoleFrame, Spec: "RFC 9113 §4.1",
		Note:  "A frame of another stream may come between any two of this one.",
		Group: "other." + strconv.FormatInt(c.Start, 10),
	})
}

// count tells the application's bytes from the others.
func (d *Dump) count() {
	for _, f := range d.Fields {
		if f.Role == wire.RolePay && !f.Decoded && f.Bits == nil {
			d.Yours += f.Length
		}
	}
	d.Framing = len(d.Bytes) - d.Yours
}
