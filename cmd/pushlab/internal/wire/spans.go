package wire

import "sort"

// EventSpans returns where the bytes of an event, [start, end), lie in its
// stream: in the frames of the lower layer, which come in order, without their
// framing. What lies behind the last of them is taken as it is. If it is in a
// chunk that is not finished, add a frame with the Start and Head of that chunk
// and its End at end; ChunkHead finds the size of its head.
func EventSpans(start, end int64, lower []Frame) (spans []Span) {
	first := sort.Search(len(lower), func(i int) bool { return lower[i].End > start })
	for _, f := range lower[first:] {
		spans = appendSpan(spans, max(start, f.Start+int64(f.Head)), min(end, f.End-int64(f.Tail)))
	}
	if n := len(lower); n > 0 {
		start = max(start, lower[n-1].End)
	}
	return appendSpan(spans, start, end)
}

// MessageSpans returns where the frames of a message, [start, end), lie in its
// stream: whole frames, without the control frames between them.
func MessageSpans(start, end int64, lower []Frame) (spans []Span) {
	for _, f := range lower {
		if f.Layer == WebSocket && !isControl(f.Opcode) {
			spans = appendSpan(spans, max(start, f.Start), min(end, f.End))
		}
	}
	return spans
}

func appendSpan(spans []Span, from, to int64) []Span {
	if from >= to {
		return spans
	}
	return append(spans, Span{Offset: int(from), Length: int(to - from)})
}
