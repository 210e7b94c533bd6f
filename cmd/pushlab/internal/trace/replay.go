package trace

import (
	"encoding/hex"
	"fmt"
	"slices"

	"pushlab/cmd/pushlab/internal/wire"
)

func (p *replay) fits(kept bool) error {
	if !kept {
		return fmt.Errorf("more than %d bytes", maxRead)
	}
	return nil
}

func (p *replay) open(r record, j *jsonLine) error {
	if j.C != len(p.conns)+1 {
		return fmt.Errorf("connection %d opens as number %d", j.C, len(p.conns)+1)
	}
	p.conns = append(p.conns, &replayConn{wire: wire.NewConn("http1")})
	p.log.streams = append(p.log.streams, stream{event: -1})
	r.seq = int32(j.Link)
	return p.fits(p.log.addNote(r, j.Remote, j.Place))
}

func (p *replay) bytes(r record, j *jsonLine) error {
	data, err := hex.DecodeString(j.Hex)
	if err != nil {
		return err
	}
	b := p.log.begin(p.log.began.Add(r.at), r.conn, r.exchange, r.dir())
	defer b.end()
	if b.length() != j.Off {
		return fmt.Errorf("bytes at %d, but the stream has %d", j.Off, b.length())
	}
	if b.write(data) == nil && len(data) > 0 {
		return p.fits(false)
	}
	c := p.conns[j.C-1]
	if c.layers != nil {
		return nil // its frames come with their lines
	}
	if f := &c.grown[r.dir()]; f.End > 0 && f.End <= b.length() {
		p.log.amend(r.conn, f, 0)
		*f = wire.Frame{}
	}
	c.queue(r.dir(), c.wire.Decode(r.dir(), data), func(f wire.Frame) { p.log.amend(r.conn, &f, 0) })
	return nil
}

// queue keeps decoded frames until their lines come. An event that grew may
// have had its line.
func (c *replayConn) queue(dir wire.Direction, frames []wire.Frame, amend func(wire.Frame)) {
	for _, f := range frames {
		i := slices.IndexFunc(c.frames[dir], func(q wire.Frame) bool { return q.Layer == f.Layer && q.Start == f.Start })
		switch {
		case !f.Amend:
			c.frames[dir] = append(c.frames[dir], f)
		case i >= 0:
			c.frames[dir][i].End = f.End
		default:
			amend(f)
		}
	}
}

func (p *replay) frame(r record, j *jsonLine) error {
	if r.kind == h2Frame {
		return p.frameHTTP2(r, j)
	}
	c := p.conns[j.C-1]
	f, ok := c.find(r.dir(), r.kind, j.Off)
	if c.layers == nil && (!ok || !j.agrees(f, int64(len(p.log.streamOf(j.C, r.dir()))))) {
		f, ok = p.frameOfLine(r, j)
	}
	if !ok {
		return fmt.Errorf("the bytes are no %s at %d", j.Kind, j.Off)
	}
	b := p.log.begin(p.log.began.Add(r.at), r.conn, r.exchange, r.dir())
	defer b.end()
	before := len(p.log.records)
	if f.Layer == wire.Header && j.HL != nil {
		b.list = formatList(listHead(j.HL).Header)
	}
	b.frame(&f, 0)
	return p.fits(len(p.log.records) > before)
}

// agrees says whether f is the frame of the line, in a stream of so many bytes:
// the LF that ends an event may come later.
func (j *jsonLine) agrees(f wire.Frame, size int64) bool {
	grows := f.Layer == wire.SSE && f.End < j.end() && j.end() > size
	return (f.End == j.end() || grows) && f.Err == ruleOf(j.Err)
}

func (j *jsonLine) end() int64 { return j.Off + j.N }

// find takes a frame out of the queue. One that is not there may be unfinished:
// then its line says that the connection ended.
func (c *replayConn) find(dir wire.Direction, k kind, start int64) (wire.Frame, bool) {
	for _, more := range []func(wire.Direction) []wire.Frame{nil, c.held, c.end} {
		if more != nil {
			c.queue(dir, more(dir), func(wire.Frame) {})
		}
		for i, f := range c.frames[dir] {
			if frameKind(&f) == k && f.Start == start {
				c.take(dir, i)
				return f, true
			}
		}
	}
	return wire.Frame{}, false
}

// take takes frame i out of the queue, and those before it: their lines are
// lost. In HTTP/2 they may be of another stream and still come.
func (c *replayConn) take(dir wire.Direction, i int) {
	from := 0
	if c.layers != nil {
		from = i
	}
	c.frames[dir] = slices.Delete(c.frames[dir], from, i+1)
}

// held decodes what waited for the other direction.
func (c *replayConn) held(dir wire.Direction) []wire.Frame {
	if c.layers != nil {
		return nil
	}
	return c.wire.Decode(dir, nil)
}

func (c *replayConn) end(dir wire.Direction) []wire.Frame {
	if c.layers != nil {
		return c.layers.End(dir)
	}
	return c.wire.End(dir)
}
