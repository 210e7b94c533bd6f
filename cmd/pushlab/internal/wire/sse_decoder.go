package wire

// eventDecoder decodes the body of an event stream alone, so that events are
// the lowest layer.
type eventDecoder struct {
	scan blockScanner
}

func newEventDecoder() *eventDecoder { return &eventDecoder{} }

// Decode implements Decoder.
func (d *eventDecoder) Decode(p []byte) (frames []Frame) {
	d.scan.feed(p, d.scan.at, -1, &frames)
	return frames
}

// End implements Decoder.
func (d *eventDecoder) End() (frames []Frame) {
	d.scan.end(&frames)
	return frames
}
