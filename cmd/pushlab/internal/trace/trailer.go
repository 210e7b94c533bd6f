package trace

// A trailerFinder finds out whether what follows a head or a chunk is the last
// chunk, whose trailers may hold secrets as a head may (RFC 9112 §7.1.2). It
// sees a frame from its first byte on, in any number of pieces. In a body
// without chunks it may be wrong: then a line that looks like a secret field
// is overwritten there.
type trailerFinder uint8

const (
	atChunk     trailerFinder = iota // its first byte comes next
	atZeros                          // the chunk size is 0 so far
	atChunkLine                      // behind a chunk size of 0, in its line
	inTrailers
	inOtherFrame
)

// find takes the next bytes of the frame and says whether trailers have begun.
func (t *trailerFinder) find(p []byte) bool {
	for _, c := range p {
		if *t >= inTrailers {
			break
		}
		*t = t.after(c)
	}
	return *t == inTrailers
}

func (t trailerFinder) after(c byte) trailerFinder {
	switch {
	case t != atChunkLine && c == '0':
		return atZeros
	case t == atChunk, t == atZeros && isHex(c):
		return inOtherFrame
	case c == '\n':
		return inTrailers
	}
	return atChunkLine
}

func isHex(c byte) bool {
	return c >= '1' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}
