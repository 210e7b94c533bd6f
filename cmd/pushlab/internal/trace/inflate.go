package trace

import "pushlab/cmd/pushlab/internal/wire"

// How much work it may be to inflate one message.
const (
	maxInflated = 1 << 20 // bytes of a message after inflation
	maxHistory  = 8 << 20 // … of all messages to which it may refer
)

// An inflation is how far the compressed messages of one direction have been
// inflated, so that looking at one after the other does not begin anew each
// time.
type inflation struct {
	conn     int
	dir      wire.Direction
	inflater *wire.Inflater
	next     int // records before this one were looked at
	spent    int // bytes that came out
	takeover bool
	broken   bool // a message could not be inflated, to which those behind it may refer
}

// inflate returns the data of a compressed message, nil when that can not be
// known: of a fragment, of a message that is malformed, or of one behind too
// many others.
func (l *Log) inflate(e Event) (data []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e.N < 0 || e.N >= len(l.records) || int(l.records[e.N].conn) != e.Conn || !l.records[e.N].isPacked() {
		return nil
	}
	i := l.inflation
	if i == nil || i.conn != e.Conn || i.dir != e.Dir || i.next > e.N {
		i = l.newInflation(e)
		l.inflation = i
	}
	for ; i.next <= e.N; i.next++ {
		if r := &l.records[i.next]; r.isPacked() && int(r.conn) == i.conn && r.dir() == i.dir {
			data = l.inflateRecord(i, i.next)
		}
	}
	return data
}

// newInflation begins at the connection's first message, or at the one that is
// looked at when messages do not refer to others.
func (l *Log) newInflation(e Event) *inflation {
	i := &inflation{conn: e.Conn, dir: e.Dir, takeover: true}
	agreed, _ := wire.ParseDeflate(l.head(e, httpResp).Get("Sec-WebSocket-Extensions"))
	if len(agreed) > 0 {
		i.takeover = agreed[0].Takeover(e.Dir)
	}
	if !i.takeover {
		i.next = e.N
	}
	i.inflater = wire.NewInflater(i.takeover, maxInflated)
	return i
}

// inflateRecord inflates the message in record n.
func (l *Log) inflateRecord(i *inflation, n int) []byte {
	if i.broken && i.takeover || i.spent > maxHistory {
		return nil
	}
	e := l.event(n)
	packed := wire.Dissect(e.Frame, e.Dir, l.join(e, l.spans(e)), "").Decoded
	data, rule := i.inflater.Message(packed)
	i.spent += len(data)
	if i.broken = rule != 0; i.broken {
		return nil
	}
	return data
}

// isPacked says whether r is a compressed message: of several frames, or of
// this one.
func (r *record) isPacked() bool {
	if r.flags&packed == 0 || r.err != 0 {
		return false
	}
	return r.kind == wsMessage || r.kind == wsFrame && r.flags&fin != 0 && r.opcode != wire.OpContinuation
}
