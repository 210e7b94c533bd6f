package wire

import (
	"compress/flate"
	"io"
	"slices"
	"sync"
)

// windowSize is how far back DEFLATE refers, in bytes (RFC 1951 §2).
const windowSize = 32 << 10

// packedTail ends the data of a message so that an inflater comes to an end.
// The first half are the bytes that the sender has removed (RFC 7692 §7.2.2),
// the other half an empty block that is the last one (RFC 1951 §3.2.3).
var packedTail = []byte("\x00\x00\xff\xff\x01\x00\x00\xff\xff")

// An Inflater undoes permessage-deflate for the messages of one direction, in
// their order (RFC 7692 §7.2.2). It keeps nothing between two messages but, with
// context takeover, the window that the next one may refer to.
type Inflater struct {
	takeover bool
	limit    int64
	window   []byte // the last bytes of the messages before
}

// NewInflater returns an inflater for messages of at most limit bytes after
// inflation. takeover says that a message may refer to the ones before it;
// without need it does no harm, and it costs 32 KiB.
func NewInflater(takeover bool, limit int64) *Inflater {
	return &Inflater{takeover: takeover, limit: limit}
}

// Message inflates the payload of a message: that of all its frames, unmasked
// and joined. It returns what came out before the rule was broken: RuleTooBig
// when there is more than the limit, RulePackedData when it is no DEFLATE data.
func (i *Inflater) Message(payload []byte) (data []byte, rule Rule) {
	data = []byte{}
	rule = i.each(payload, func(piece []byte) Rule {
		data = append(data, piece...)
		return 0
	})
	return data, rule
}

// each inflates a message and shows its data piece by piece.
func (i *Inflater) each(payload []byte, use func(piece []byte) Rule) Rule {
	u := unpackers.Get().(*unpacker)
	defer unpackers.Put(u)
	u.window = append(u.window[:0], i.window...)
	rule := u.run(payload, i.limit, use)
	if i.takeover && rule == 0 {
		i.window = append(i.window[:0], u.window...)
	}
	return rule
}

// An unpacker is the memory that inflating one message takes, about 100 KiB.
// Most connections are silent most of the time, so they share a few.
type unpacker struct {
	from   packedReader
	flate  io.ReadCloser
	window []byte
	piece  [4 << 10]byte
}

var unpackers = sync.Pool{New: func() any {
	u := &unpacker{}
	u.flate = flate.NewReader(&u.from)
	return u
}}

// maxLastBlocks is how many blocks of a message may say that they are the last
// one. Each makes the inflater begin anew, which is work for two bytes.
const maxLastBlocks = 256

// run inflates the blocks of one message. A block that says that it is the last
// one may be followed by others: the sender only finished a byte with it (RFC
// 7692 §7.2.3.4).
func (u *unpacker) run(payload []byte, limit int64, use func([]byte) Rule) Rule {
	u.from = packedReader{payload, packedTail}
	defer func() { u.from = packedReader{} }()
	for range maxLastBlocks {
		u.flate.(flate.Resetter).Reset(&u.from, u.window)
		if rule := u.blocks(&limit, use); rule != 0 {
			return rule
		}
		switch left := u.from.left(); {
		case left == 0 || left == len(packedTail):
			return 0
		case left < len(packedTail): // it took part of the tail for data
			return RulePackedData
		}
	}
	return RulePackedData
}

// blocks inflates up to the end of a last block. limit is how many bytes may
// still come.
func (u *unpacker) blocks(limit *int64, use func([]byte) Rule) Rule {
	for {
		n, err := u.flate.Read(u.piece[:])
		if *limit -= int64(n); *limit < 0 {
			return RuleTooBig
		}
		u.remember(u.piece[:n])
		if rule := use(u.piece[:n]); rule != 0 {
			return rule
		}
		if err == io.EOF {
			return 0
		}
		if err != nil {
			return RulePackedData
		}
	}
}

// remember puts p behind the window and keeps its last 32 KiB.
func (u *unpacker) remember(p []byte) {
	if over := len(u.window) + len(p) - windowSize; over > 0 {
		u.window = slices.Delete(u.window, 0, over)
	}
	u.window = append(u.window, p...)
}

// A packedReader reads a payload and the tail behind it. It is an io.ByteReader,
// so that flate takes no byte more than it needs.
type packedReader struct{ payload, tail []byte }

func (r *packedReader) left() int { return len(r.payload) + len(r.tail) }

// Read implements io.Reader.
func (r *packedReader) Read(p []byte) (n int, err error) {
	if len(r.payload) == 0 {
		r.payload, r.tail = r.tail, nil
	}
	if len(r.payload) == 0 {
		return 0, io.EOF
	}
	n = copy(p, r.payload)
	r.payload = r.payload[n:]
	return n, nil
}

// ReadByte implements io.ByteReader.
func (r *packedReader) ReadByte() (byte, error) {
	var b [1]byte
	_, err := r.Read(b[:])
	return b[0], err
}

// inflateAlone inflates a message of which nobody knows what came before it. It
// returns nil for one that refers to that.
func inflateAlone(payload []byte) []byte {
	data, rule := NewInflater(false, DefaultReadLimit).Message(payload)
	if rule != 0 {
		return nil
	}
	return slices.Clip(data)
}
