package wire

// A blockScanner finds the blocks of an event stream: the lines up to and with
// a blank line (WHATWG HTML §9.2.5). It does not look at values, only at what
// decides where a frame ends and whether it dispatches an event: line ends, the
// field name data, and comment lines that stand first in a block, which are
// frames of their own so that a heartbeat shows at once.
type blockScanner struct {
	at     int64     // in the stream, behind the last byte of the body that was seen
	block  openBlock // the open one, or the one that ended last
	kind   Kind      // of the frame that ended last, for the amendment
	line   lineState
	open   bool  // block has begun
	begun  bool  // block has a line that is over
	data   bool  // block has a data line
	cr     bool  // the last byte was a CR
	endsCR bool  // … and it ended a frame
	broken Rule  // the limit that the block has reached
	err    Rule  // of the frame that ended last, for the amendment
	length int64 // bytes of the line so far
	size   int64 // of the block's data lines, by dataSize
}

// openBlock is where a block begins.
type openBlock struct {
	start, parent int64
	head          int // bytes of the byte order mark
}

// lineState is what the bytes of a line so far can still become.
type lineState uint8

const (
	lineBOM0    lineState = iota // first byte of the stream
	lineBOM1                     // behind EF
	lineBOM2                     // behind EF BB
	lineEmpty                    // no byte yet
	lineD                        // "d"
	lineDa                       // "da"
	lineDat                      // "dat"
	lineData                     // "data": a data line if a colon or the end follows
	lineIsData                   // a data line
	lineComment                  // a line that begins with a colon
	lineOther                    // any other line
)

// feed scans bytes p of the body, which lie at offset at of the stream in the
// lower frame that starts at parent, and appends the frames that they end.
func (s *blockScanner) feed(p []byte, at, parent int64, out *[]Frame) {
	from := 0 // where the line begins in p
	for i := 0; i < len(p); i++ {
		c := p[i]
		if s.cr && s.lineFeed(c, at+int64(i)+1, out) {
			from = i + 1
			continue
		}
		if !s.open {
			s.open, s.block = true, openBlock{start: at + int64(i), parent: parent}
		}
		switch {
		case c == '\n' || c == '\r':
			s.length += int64(i - from)
			if c == '\r' && i+1 < len(p) && p[i+1] == '\n' {
				i, c = i+1, '\n'
			}
			ends := s.endLine(at+int64(i)+1, out)
			s.cr, s.endsCR, from = c == '\r', c == '\r' && ends, i+1
		case s.line < lineIsData:
			s.line = s.advance(c)
		default:
			i += skipText(p[i+1:])
		}
	}
	if len(p) > 0 {
		s.at = at + int64(len(p))
		s.length += int64(len(p) - min(from, len(p)))
	}
}

// lineFeed takes the byte behind a CR and says whether it is the LF that
// belongs to it. If the CR ended a frame, that frame comes again, grown.
func (s *blockScanner) lineFeed(c byte, end int64, out *[]Frame) bool {
	s.cr = false
	if c != '\n' {
		return false
	}
	if s.endsCR {
		*out = append(*out, s.frame(end))
		(*out)[len(*out)-1].Amend = true
	}
	return true
}

// advance returns what the line is with the byte c, which does not end it.
func (s *blockScanner) advance(c byte) lineState {
	switch {
	case s.line == lineBOM0 && c == 0xEF, s.line == lineBOM1 && c == 0xBB:
		return s.line + 1
	case s.line == lineBOM2 && c == 0xBF:
		s.block.head, s.length = 3, s.length-3
		return lineEmpty
	case s.line == lineBOM0, s.line == lineEmpty:
		return firstOfLine(c)
	case s.line >= lineD && s.line < lineData && c == "data"[s.line-lineEmpty]:
		return s.line + 1
	case s.line == lineData && c == ':':
		return lineIsData
	}
	return lineOther
}

// skipText returns how many bytes at the start of p can not end a line.
func skipText(p []byte) (n int) {
	for n < len(p) && p[n] > '\r' {
		n++
	}
	return n
}

func firstOfLine(c byte) lineState {
	switch c {
	case ':':
		return lineComment
	case 'd':
		return lineD
	}
	return lineOther
}

// endLine ends the line before end, and with it the frame if the line is blank
// or a comment that stands first. It says whether a frame ended.
func (s *blockScanner) endLine(end int64, out *[]Frame) bool {
	line := s.line
	s.judge(line, s.length)
	s.line, s.length = lineEmpty, 0
	s.data = s.data || line == lineData || line == lineIsData
	switch {
	case line == lineBOM0 || line == lineEmpty:
		s.endBlock(end, out)
	case line == lineComment && !s.begun:
		s.endFrame(KindComment, end, out)
	default:
		s.begun = true
		return false
	}
	return true
}

// judge holds a line of so many bytes against the limits of EventStream.
func (s *blockScanner) judge(line lineState, length int64) {
	isData := line == lineData || line == lineIsData
	if isData {
		s.size += int64(dataSize(int(length)))
	}
	switch {
	case s.broken != 0 || line == lineComment:
	case length > maxEventLine:
		s.broken = RuleLineTooLong
	case isData && s.size > maxEventData:
		s.broken = RuleDataTooBig
	}
}

// endBlock ends the block at its blank line. Only one with a data line
// dispatches an event: without any, the data buffer is empty.
func (s *blockScanner) endBlock(end int64, out *[]Frame) {
	if s.data && s.broken == 0 {
		s.endFrame(KindEvent, end, out)
		return
	}
	s.endFrame(KindBlock, end, out)
}

func (s *blockScanner) endFrame(kind Kind, end int64, out *[]Frame) {
	s.kind, s.open, s.begun, s.data = kind, false, false, false
	s.err, s.broken, s.size = s.broken, 0, 0
	*out = append(*out, s.frame(end))
}

// frame returns the frame that ended last, with its end.
func (s *blockScanner) frame(end int64) Frame {
	return Frame{Layer: SSE, Kind: s.kind, Start: s.block.start, End: end, Head: s.block.head, Parent: s.block.parent, Err: s.err}
}

// end says that the body is over. A block without its blank line is discarded
// by every client (WHATWG HTML §9.2.6), so its frame is a block with Err.
func (s *blockScanner) end(out *[]Frame) {
	if !s.open {
		return
	}
	kind := KindBlock
	if s.line == lineComment && !s.begun {
		kind = KindComment
	}
	s.endFrame(kind, s.at, out)
	(*out)[len(*out)-1].Err = RuleEventCut
}
