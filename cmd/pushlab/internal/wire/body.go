package wire

// body finds out how the body is framed, in the order of RFC 9112 §6.3. The
// cases that need the request (HEAD, CONNECT) and those of the status are the
// Conn's.
func (h *http1) body(m message) {
	h.state, h.left, h.digits = httpUntilClose, 0, 0
	if !m.encoded && (!m.coded || m.chunkOne) {
		h.inside = newBodyScanner(m.content, m.request)
	}
	switch {
	case m.chunked:
		h.state = httpChunkSize
	case m.coded: // a response whose last coding is another one
	case m.length > 0:
		h.state, h.left = httpBody, m.length
	case m.length == 0 || m.request:
		h.endMessage()
	}
}

// takeBody takes a body with a Content-Length.
func (h *http1) takeBody(p []byte) int {
	n := h.takeData(p)
	if h.left == 0 {
		h.endInside()
		h.emit(KindBody, 0, 0, 0)
		h.endMessage()
	}
	return n
}

// takeData takes bytes of a body up to the number that is left.
func (h *http1) takeData(p []byte) int {
	p = p[:min(int64(len(p)), h.left)]
	h.left -= int64(len(p))
	return h.takeUntilClose(p)
}

func (h *http1) takeUntilClose(p []byte) int {
	if h.inside != nil {
		h.inside.feed(p, h.at, h.start, &h.conn.out)
	}
	return h.take(p)
}

// end hands out what is not finished.
func (h *http1) end() {
	h.endInside()
	if h.at > h.start {
		h.endFrame()
	}
	h.start, h.state, h.head = h.at, httpGarbage, nil
}

func (h *http1) endFrame() {
	switch h.state {
	case httpHead:
		h.emit(h.headKind(), h.cutHead(), int(h.at-h.start), 0)
	case httpBody:
		h.emit(KindBody, RuleBodyCut, 0, 0)
	case httpUntilClose:
		h.emit(KindBody, 0, 0, 0)
	case httpChunkData, httpChunkCRLF:
		h.emit(KindChunk, RuleChunkCut, h.size, int(h.tail))
	case httpTrailer:
		h.emit(KindLastChunk, RuleChunkCut, int(h.at-h.start), 0)
	case httpGarbage:
		h.emit(KindGarbage, RuleUnreadable, 0, 0)
	default:
		h.emit(KindChunk, RuleChunkCut, int(h.at-h.start), 0)
	}
}

// cutHead says what is wrong with a head that is not finished: that, unless it
// was no head at all.
func (h *http1) cutHead() Rule {
	if h.head.fatal {
		return h.head.err
	}
	return RuleHeadCut
}
