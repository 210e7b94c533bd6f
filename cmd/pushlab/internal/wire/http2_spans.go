package wire

// DataSpans returns where the bytes of an event or an envelope, [start, end),
// lie in its stream: in the DATA frames of one HTTP/2 stream, without their
// headers and padding. lower has the frames of the lowest layer in their order;
// those of other streams that lie between are passed over.
func DataSpans(start, end int64, stream uint32, lower []Frame) (spans []Span) {
	for _, f := range lower {
		if f.Kind == KindHTTP2 && f.Opcode == HTTP2Data && f.Stream == stream {
			spans = appendSpan(spans, max(start, f.Start+int64(f.Head)), min(end, f.End-int64(f.Tail)))
		}
	}
	return spans
}
