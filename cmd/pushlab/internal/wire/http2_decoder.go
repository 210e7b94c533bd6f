package wire

// An HTTP2Decoder decodes one direction of an HTTP/2 connection alone. It may
// begin with the preface or between any two frames; what HPACK's table held
// before is not known then.
type HTTP2Decoder struct {
	split  *HTTP2Splitter
	layers *HTTP2Layers
	dir    Direction
	known  bool // dir is known
}

// NewHTTP2Decoder returns a decoder for frames that travel in direction dir.
func NewHTTP2Decoder(dir Direction) *HTTP2Decoder {
	return &HTTP2Decoder{split: newHTTP2Part(), layers: NewHTTP2Layers(), dir: dir, known: true}
}

// NewHTTP2Capture returns a decoder for frames of whichever direction: the
// preface tells, or the first header. Until then they travel to the client.
func NewHTTP2Capture() *HTTP2Decoder {
	d := NewHTTP2Decoder(ToClient)
	d.known = false
	return d
}

// Direction returns the way that the frames travel, as far as is known.
func (d *HTTP2Decoder) Direction() Direction { return d.dir }

// Next takes bytes from the start of p up to the end of at most one frame, as
// HTTP2Splitter.Next does, and returns also the frames that the unit ends.
func (d *HTTP2Decoder) Next(p []byte) (n int, u HTTP2Unit, frames []Frame) {
	n, u, ok := d.split.Next(ToServer, p)
	if !ok {
		return n, u, nil
	}
	d.guess(u)
	return n, u, d.layers.Add(ToServer, u)
}

// guess learns the direction from the preface or from a header.
func (d *HTTP2Decoder) guess(u HTTP2Unit) {
	switch {
	case d.known:
	case u.Kind == KindPreface:
		d.dir, d.known = ToServer, true
	case u.Head != nil && u.opening.frameType == HTTP2Headers:
		d.known = true
		if headerKind(*u.Head) == KindRequest {
			d.dir = ToServer
		}
	}
}

// Decode implements Decoder.
func (d *HTTP2Decoder) Decode(p []byte) (frames []Frame) {
	for len(p) > 0 {
		n, _, some := d.Next(p)
		frames = append(frames, some...)
		p = p[n:]
	}
	return frames
}

// End implements Decoder.
func (d *HTTP2Decoder) End() (frames []Frame) {
	if u, ok := d.split.End(ToServer); ok {
		frames = append(frames, d.layers.Add(ToServer, u)...)
	}
	return append(frames, d.layers.End(ToServer)...)
}
