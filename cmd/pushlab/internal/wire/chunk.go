package wire

import "math"

// A chunk is chunk-size [ chunk-ext ] CRLF chunk-data CRLF (RFC 9112 §7.1). Its
// line ends are always CR LF: a reader that takes LF alone can be made to see
// other chunks than its neighbour.

// takeChunkSize takes hexadecimal digits.
func (h *http1) takeChunkSize(p []byte) int {
	for i, c := range p {
		v, ok := hexDigit(c)
		switch {
		case ok && h.left > math.MaxInt64>>4:
			return h.failChunk(p[:i+1], RuleChunkTooBig)
		case ok:
			h.left, h.digits = h.left<<4|int64(v), 1
		case h.digits == 0:
			return h.failChunk(p[:i+1], RuleChunkSize)
		default:
			h.state = httpChunkExt
			return h.take(p[:i])
		}
	}
	return h.take(p)
}

// takeChunkExt takes what stands behind the size: nothing, or extensions, which
// begin with a semicolon.
func (h *http1) takeChunkExt(p []byte) int {
	for i, c := range p {
		switch {
		case c == '\r':
			h.state = httpChunkLF
			return h.take(p[:i+1])
		case c == '\n':
			return h.failChunk(p[:i+1], RuleChunkLine)
		case h.digits == 1 && c == ';':
			h.digits = 2 // from here on any byte may stand
		case h.digits == 1 && !isSpace(c):
			return h.failChunk(p[:i+1], RuleChunkSize)
		}
	}
	return h.take(p)
}

// takeChunkLF takes the LF that ends the chunk-size line.
func (h *http1) takeChunkLF(p []byte) int {
	if p[0] != '\n' {
		return h.failChunk(p[:1], RuleChunkLine)
	}
	h.take(p[:1])
	h.size, h.tail, h.state = int(h.at-h.start), 0, httpChunkData
	if h.left == 0 {
		h.state, h.head = httpTrailer, newTrailerScanner()
	}
	return 1
}

func (h *http1) takeChunkData(p []byte) int {
	n := h.takeData(p)
	if h.left == 0 {
		h.state = httpChunkCRLF
	}
	return n
}

// takeChunkCRLF takes the CR LF behind the data.
func (h *http1) takeChunkCRLF(p []byte) int {
	for i, c := range p {
		if c != "\r\n"[h.tail] {
			return h.failChunk(p[:i+1], RuleChunkEnd)
		}
		if h.tail++; h.tail == 2 {
			h.take(p[:i+1])
			h.emit(KindChunk, 0, h.size, 2)
			h.state, h.digits = httpChunkSize, 0
			return i + 1
		}
	}
	return h.take(p)
}

// failChunk hands out the chunk up to the byte that is wrong, the last of p.
// Nobody can tell where the next chunk would begin.
func (h *http1) failChunk(p []byte, rule Rule) int {
	h.take(p)
	head, tail := int(h.at-h.start), 0
	if h.state == httpChunkCRLF {
		head, tail = h.size, int(h.tail)+1
	}
	h.endInside()
	h.emit(KindChunk, rule, head, tail)
	h.state = httpGarbage
	return len(p)
}

func hexDigit(c byte) (v byte, ok bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}

// ChunkHead returns how many bytes at the start of b are a chunk-size line with
// its CR LF, or 0 when b has no whole one. It helps to find the spans of an
// event in a chunk that is not finished.
func ChunkHead(b []byte) int {
	h := newHTTP1(&Conn{}, ToClient)
	h.state = httpChunkSize
	for n := 0; n < len(b) && h.state < httpChunkData; {
		if n += http1Steps[h.state](h, b[n:]); h.state == httpChunkData || h.state == httpTrailer {
			return n
		}
	}
	return 0
}
