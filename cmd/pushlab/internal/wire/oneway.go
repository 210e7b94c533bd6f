package wire

// oneWay decodes one direction of a connection alone.
type oneWay struct {
	conn *Conn
	dir  Direction
}

func newOneWay(protocol string, dir Direction) *oneWay {
	c := NewConn(protocol)
	c.granted = true
	return &oneWay{conn: c, dir: dir}
}

// Decode implements Decoder.
func (o *oneWay) Decode(p []byte) []Frame { return o.conn.Decode(o.dir, p) }

// End implements Decoder.
func (o *oneWay) End() []Frame { return o.conn.End(o.dir) }
