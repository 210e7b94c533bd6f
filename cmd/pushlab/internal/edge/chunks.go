package edge

import "strconv"

// chunks reads chunk framing (RFC 9112 §7.1) byte by byte: it is a server's own,
// and what is wrong with it is the client's to find.
type chunks struct {
	state chunkState
	line  []byte // of a size, or of a trailer
	left  int64  // of the chunk's data
}

type chunkState uint8

const (
	chunkSize  chunkState = iota // in the line that has it
	chunkData                    //
	chunkEnd                     // in the line end behind the data
	chunkTrail                   // behind the last chunk
	chunksOver
)

// take says how many bytes belong to the body, and returns what the chunks
// among them carry.
func (c *chunks) take(p []byte) (n int, content []byte) {
	for n < len(p) && c.state != chunksOver {
		if c.state == chunkData {
			size := int(min(c.left, int64(len(p)-n)))
			content = append(content, p[n:n+size]...)
			n += size
			if c.left -= int64(size); c.left == 0 {
				c.state = chunkEnd
			}
			continue
		}
		if c.line = append(c.line, p[n]); p[n] == '\n' || len(c.line) > maxHead {
			c.endLine()
		}
		n++
	}
	return n, content
}

// endLine goes on to what follows a line.
func (c *chunks) endLine() {
	line := trimLine(c.line)
	c.line = c.line[:0]
	switch c.state {
	case chunkEnd:
		c.state = chunkSize
	case chunkTrail:
		if len(line) == 0 {
			c.state = chunksOver
		}
	case chunkSize:
		c.left = sizeOf(line)
		c.state = chunkData
		if c.left == 0 {
			c.state = chunkTrail
		}
	}
}

func trimLine(line []byte) []byte {
	for len(line) > 0 && (line[len(line)-1] == '\n' || line[len(line)-1] == '\r') {
		line = line[:len(line)-1]
	}
	return line
}

// sizeOf reads the hexadecimal digits before an extension. What is no size is
// taken for the last chunk.
func sizeOf(line []byte) int64 {
	n := 0
	for n < len(line) && isHex(line[n]) {
		n++
	}
	size, _ := strconv.ParseInt(string(line[:n]), 16, 64)
	return size
}

func isHex(b byte) bool {
	return b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'f'
}

// appendChunk puts data into a chunk.
func appendChunk(b, data []byte) []byte {
	b = strconv.AppendInt(b, int64(len(data)), 16)
	b = append(append(b, "\r\n"...), data...)
	return append(b, "\r\n"...)
}

const lastChunk = "0\r\n\r\n"
