package wire

// An http1 finds the frames of one direction of an HTTP/1.1 connection: heads,
// bodies and chunks (RFC 9112). Each state takes bytes up to where it ends.
type http1 struct {
	conn  *Conn
	dir   Direction
	state http1State
	done  bool // a frame ended: next returns

	digits uint8 // of the chunk size so far
	tail   uint8 // bytes of the CR LF behind the chunk data so far
	at     int64 // in the stream
	start  int64 // of the current frame
	left   int64 // bytes of body or chunk data to come; the chunk size while it is read
	size   int   // of the chunk-size line

	head   *headScanner // of the head or the trailers that are being read
	inside bodyScanner  // of what lies in this body
}

type http1State uint8

const (
	httpStart      http1State = iota // between two messages
	httpHead                         // in a head
	httpBody                         // in a body with a Content-Length
	httpUntilClose                   // in a body that ends with the connection
	httpChunkSize                    // at the digits of a chunk size
	httpChunkExt                     // behind them
	httpChunkLF                      // at the LF of the chunk-size line
	httpChunkData                    // in chunk data
	httpChunkCRLF                    // at the CR LF behind it
	httpTrailer                      // behind the last chunk's size line
	httpGarbage                      // behind a fatal error
)

// http1Steps has the function of each state. It returns how many bytes of p,
// of which there is at least one, belong to the state.
var http1Steps = [...]func(h *http1, p []byte) int{
	httpStart:      (*http1).begin,
	httpHead:       (*http1).takeHead,
	httpBody:       (*http1).takeBody,
	httpUntilClose: (*http1).takeUntilClose,
	httpChunkSize:  (*http1).takeChunkSize,
	httpChunkExt:   (*http1).takeChunkExt,
	httpChunkLF:    (*http1).takeChunkLF,
	httpChunkData:  (*http1).takeChunkData,
	httpChunkCRLF:  (*http1).takeChunkCRLF,
	httpTrailer:    (*http1).takeTrailer,
	httpGarbage:    (*http1).take,
}

func newHTTP1(c *Conn, dir Direction) *http1 { return &http1{conn: c, dir: dir} }

// next takes the bytes of p that belong to the current frame.
func (h *http1) next(p []byte) (n int) {
	for h.done = false; n < len(p) && !h.done; {
		n += http1Steps[h.state](h, p[n:])
	}
	return n
}

// inHead implements scanner.
func (h *http1) inHead() bool { return h.state == httpHead }

func (h *http1) take(p []byte) int {
	h.at += int64(len(p))
	return len(p)
}

// begin is at the first byte of a message.
func (h *http1) begin([]byte) int {
	h.head = newHeadScanner(h.dir == ToServer)
	h.state, h.start = httpHead, h.at
	h.conn.messageBegins(h.dir)
	return 0
}

// takeHead takes one line of a head.
func (h *http1) takeHead(p []byte) int {
	n, over := h.head.next(p)
	h.at += int64(n)
	if over {
		h.endHead()
	}
	return n
}

func (h *http1) endHead() {
	h.head.finish()
	m, fatal := h.head.message, h.head.fatal
	h.emit(h.headKind(), h.head.err, int(h.at-h.start), 0)
	h.head = nil
	if fatal {
		h.state = httpGarbage
		return
	}
	h.conn.headRead(h.dir, m)
}

func (h *http1) headKind() Kind {
	if h.dir == ToServer {
		return KindRequest
	}
	return KindResponse
}

// takeTrailer takes a line behind the last chunk.
func (h *http1) takeTrailer(p []byte) int {
	n, over := h.head.next(p)
	h.at += int64(n)
	if over {
		h.endInside()
		fatal := h.head.fatal
		h.emit(KindLastChunk, h.head.err, int(h.at-h.start), 0)
		if h.head = nil; fatal {
			h.state = httpGarbage
			return n
		}
		h.endMessage()
	}
	return n
}

func (h *http1) endMessage() {
	h.endInside()
	h.state, h.head = httpStart, nil
	h.conn.messageOver(h.dir)
}

func (h *http1) endInside() {
	if h.inside != nil {
		h.inside.end(&h.conn.out)
		h.inside = nil
	}
}

// emit hands out the frame that ends here.
func (h *http1) emit(kind Kind, err Rule, head, tail int) {
	h.conn.emit(Frame{Layer: HTTP, Kind: kind, Start: h.start, End: h.at, Head: head, Tail: tail, Parent: -1, Err: err})
	h.start, h.done = h.at, true
}
