package trace

import (
	"errors"
	"fmt"
	"sync"

	"pushlab/cmd/pushlab/internal/wire"
)

// A heldFrame is the last frame of a field block.
type heldFrame struct {
	record record
	unit   wire.HTTP2Unit
	start  int64
}

// frameHTTP2 takes the line of a frame of HTTP/2. HPACK can not be undone again,
// since the run has only its share of the connection: what the block says is in
// the line that follows.
func (p *replay) frameHTTP2(r record, j *jsonLine) error {
	c := p.conns[j.C-1]
	if c.layers == nil {
		c.layers, c.wire, c.frames = wire.NewHTTP2Layers(), nil, [2][]wire.Frame{}
		p.log.speaksHTTP2(r.conn)
	}
	s := p.log.streamOf(j.C, r.dir())
	if j.Off < 0 || j.N < 0 || j.Off > int64(len(s)) || j.N > int64(len(s))-j.Off {
		return errors.New("a frame outside of its stream")
	}
	u := replayedUnit(s[j.Off:j.Off+j.N], ruleOf(j.Err))
	if j.Off == 0 && r.dir() == wire.ToServer && u.Kind == wire.KindHTTP2 {
		u = wire.HTTP2Unit{Kind: wire.KindPreface, Bytes: u.Bytes, Err: u.Err} // whatever it looks like
	}
	if u.Kind == wire.KindHTTP2 && carriesBlock(u.Type) && u.Flags&wire.HTTP2EndHeaders != 0 {
		p.block = &heldFrame{r, u, j.Off}
		return nil
	}
	return p.addUnit(r, u, j.Off)
}

// replayedUnit makes a unit of the bytes of a frame. Some are no whole frame:
// their rule says why.
func replayedUnit(b []byte, rule wire.Rule) wire.HTTP2Unit {
	u, rest, ok := wire.CutHTTP2(b)
	if !ok || len(rest) > 0 {
		var header [wire.HTTP2HeaderSize]byte
		copy(header[:], b)
		u, _, _ = wire.CutHTTP2(append([]byte{0, 0, 0}, header[3:]...)) // without a payload it is whole
		u.Bytes = b
	}
	if rule == wire.RuleAfterHTTP2Error {
		u.Kind = wire.KindGarbage
	}
	u.Err = rule
	return u
}

// release takes the frame that waited for the line of its header, which j is if
// it was kept.
func (p *replay) release(j *jsonLine) error {
	held := p.block
	if p.block = nil; held == nil {
		return nil
	}
	if j != nil && j.HL != nil && j.kind.isFrame() && j.C == int(held.record.conn) && ruleOf(j.Err) != wire.RuleBlockCut {
		head := listHead(j.HL)
		held.unit.Head = &head
	}
	return p.addUnit(held.record, held.unit, held.start)
}

// addUnit adds the record of a frame, and queues what the frame ends.
func (p *replay) addUnit(r record, u wire.HTTP2Unit, start int64) error {
	c := p.conns[r.conn-1]
	amend := func(f wire.Frame) { p.log.amend(r.conn, &f, 0) }
	c.queue(r.dir(), c.layers.Add(r.dir(), u), amend)
	f, ok := c.find(r.dir(), h2Frame, start)
	if !ok {
		return fmt.Errorf("the bytes are no frame of HTTP/2 at %d", start)
	}
	b := p.log.begin(p.log.began.Add(r.at), r.conn, r.exchange, r.dir())
	defer b.end()
	before := len(p.log.records)
	b.frame(&f, 0)
	return p.fits(len(p.log.records) > before)
}

// ruleOf finds a rule by its sentence.
func ruleOf(sentence string) wire.Rule { return rulesBySentence()[sentence] }

var rulesBySentence = sync.OnceValue(func() map[string]wire.Rule {
	rules := map[string]wire.Rule{}
	for r := wire.Rule(255); r > 0; r-- {
		rules[r.String()] = r
	}
	delete(rules, "")
	return rules
})
