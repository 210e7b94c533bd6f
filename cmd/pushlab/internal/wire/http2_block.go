package wire

import (
	"encoding/binary"
	"strconv"

	"golang.org/x/net/http2/hpack"
)

const (
	// maxHeaderList is the largest header that is read, in bytes: of each line
	// its name, its value and 32 (RFC 9113 §6.5.2, MAX_HEADER_LIST_SIZE).
	maxHeaderList = 256 << 10
	// initialTable is the size of HPACK's dynamic table when nobody has said
	// another one, in bytes (RFC 9113 §6.5.2, HEADER_TABLE_SIZE).
	initialTable = 4096
	// allowedTable is the size up to which the encoder may let the table grow.
	// The reader of a direction announces it in the other one, which may not be
	// there; browsers announce this one.
	allowedTable = 64 << 10
	// maxTable is the most that SETTINGS can make of allowedTable.
	maxTable = 1 << 20
)

// settingHeaderTableSize is the identifier of HEADER_TABLE_SIZE (RFC 9113 §6.5.2).
const settingHeaderTableSize = 0x1

// A blockReader reads the field blocks of one direction. A block lies in one
// HEADERS or PUSH_PROMISE frame and the CONTINUATION frames behind it.
type blockReader struct {
	hpack   *hpack.Decoder
	opening http2Header // of the frame that began the block
	size    int         // of the header so far
	large   bool        // … and it is larger than maxHeaderList
	head    *Head
}

func newBlockReader() *blockReader {
	r := &blockReader{}
	r.hpack = hpack.NewDecoder(initialTable, r.line)
	r.hpack.SetAllowedMaxDynamicTableSize(allowedTable)
	r.hpack.SetMaxStringLength(maxHeaderList)
	return r
}

// allow takes what the reader of the blocks announces in a SETTINGS frame b.
func (r *blockReader) allow(b []byte) {
	for p := b[HTTP2HeaderSize:]; len(p) >= 6; p = p[6:] {
		if binary.BigEndian.Uint16(p) == settingHeaderTableSize {
			r.hpack.SetAllowedMaxDynamicTableSize(min(max(binary.BigEndian.Uint32(p[2:]), allowedTable), maxTable))
		}
	}
}

// line takes a line of the header.
func (r *blockReader) line(f hpack.HeaderField) {
	if r.size += int(f.Size()); r.size > maxHeaderList {
		r.large = true
		r.hpack.SetEmitEnabled(false)
		return
	}
	r.head.Header = append(r.head.Header, HeaderLine{f.Name, f.Value})
}

// add takes a frame of a field block, and sets its Head and what the block
// breaks when it ends there.
func (r *blockReader) add(u *HTTP2Unit) {
	if u.Type != HTTP2Continuation {
		r.begin(u.opening)
	}
	u.opening = r.opening
	h, _ := parseHTTP2Header(u.Bytes)
	switch fragment := cutHTTP2Payload(h, u.Bytes[HTTP2HeaderSize:]).body; {
	case r.head == nil: // its first frame could not be read
	case r.large && u.Type == HTTP2Continuation:
		u.Err = RuleHeaderFlood
	default:
		u.Err = r.write(fragment, u)
	}
}

func (r *blockReader) begin(opening http2Header) {
	r.opening, r.size, r.large, r.head = opening, 0, false, &Head{Proto: "HTTP/2.0"}
	r.hpack.SetEmitEnabled(true)
}

func (r *blockReader) write(fragment []byte, u *HTTP2Unit) Rule {
	_, err := r.hpack.Write(fragment)
	if err == nil && u.endsBlock() {
		err = r.hpack.Close()
	}
	switch {
	case err != nil:
		return RuleCompression
	case !u.endsBlock():
		return 0
	}
	u.Head, r.head = r.head, nil
	rule := u.Head.pseudo()
	if r.large {
		return RuleHeaderList
	}
	return rule
}

// pseudo reads the pseudo-header fields (RFC 9113 §8.3) and returns the rule
// that the header breaks.
func (h *Head) pseudo() Rule {
	for _, line := range h.Header {
		switch line.Name {
		case ":method":
			h.Method = line.Value
		case ":path":
			h.Target = line.Value
		case ":status":
			h.Status, _ = strconv.Atoi(line.Value)
		}
	}
	return judgeHeader(h.Header)
}
