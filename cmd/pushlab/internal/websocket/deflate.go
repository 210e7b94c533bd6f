package websocket

import (
	"bytes"
	"compress/flate"
	"net/http"
	"strings"
	"sync"

	"pushlab/cmd/pushlab/internal/wire"
)

// What this package agrees to about permessage-deflate (RFC 7692 §7.1).
//
// Neither side takes its context over from one message to the next. A window
// that is kept costs 32 KiB a direction and a compressor several times that, for
// each connection, silent or not; without them a silent one costs nothing more,
// and all connections share the compressors. The price is a worse ratio for
// messages that repeat each other. Windows have 15 bits, the only ones that
// compress/flate has.
const (
	agreed = wire.DeflateExtension + "; server_no_context_takeover; client_no_context_takeover"

	// packFrom is the size from which a message is compressed, in bytes. Below
	// it there is hardly anything to repeat.
	packFrom = 256
)

// flushed are the bytes at the end of flushed DEFLATE data that are not sent
// (RFC 7692 §7.2.1).
const flushed = "\x00\x00\xff\xff"

// agree returns the answer to the first offer that can be served, "" for none.
// An offer that limits the server's window can not be.
func (o AcceptOptions) agree(r *http.Request) string {
	if !o.Deflate {
		return ""
	}
	offers, _ := wire.ParseDeflate(extensions(r.Header))
	for _, offer := range offers {
		switch offer.ServerMaxWindowBits {
		case 0:
			return agreed
		case 15:
			return agreed + "; server_max_window_bits=15" // RFC 7692 §7.1.2.1
		}
	}
	return ""
}

// extensions returns the header as one list.
func extensions(h http.Header) string {
	return strings.Join(h.Values("Sec-WebSocket-Extensions"), ", ")
}

// answered returns what a server has agreed to of the client's offer. It says
// false when that was not offered (RFC 7692 §5.1, §7.1).
func (o DialOptions) answered(h http.Header) (d *wire.Deflate, ok bool) {
	value := extensions(h)
	if strings.Trim(value, ", \t") == "" {
		return nil, true
	}
	answers, valid := wire.ParseDeflate(value)
	if !o.Deflate || !valid || len(answers) != 1 || answers[0].ClientMaxWindowBits > 0 || answers[0].ClientBitsHint {
		return nil, false
	}
	return &answers[0], true
}

// useDeflate lets a new connection compress. takeover says that the peer's
// messages may refer to the ones before them: a client can only ask for less.
func (c *Conn) useDeflate(takeover bool, limit int64) {
	c.deflate = true
	c.in.rules.Deflate()
	c.in.inflater = wire.NewInflater(takeover, limitOf(limit))
}

// Deflate says whether both ends agreed on permessage-deflate.
func (c *Conn) Deflate() bool { return c.deflate }

// inflate puts the data of a compressed message in the place of its payload.
func (in *reader) inflate() wire.Rule {
	data, rule := in.inflater.Message(in.message.Data)
	if rule == 0 {
		rule = in.rules.Inflated(data, false)
	}
	if rule == 0 {
		rule = in.rules.Inflated(nil, true)
	}
	in.message.Data = data
	return rule
}

// A packer compresses messages. It takes most of a megabyte, so that it is
// shared.
type packer struct {
	flate *flate.Writer
	data  bytes.Buffer
}

var packers = sync.Pool{New: func() any {
	p := &packer{}
	p.flate, _ = flate.NewWriter(&p.data, flate.DefaultCompression) // fails for wrong levels only
	return p
}}

// give takes a packer back, unless it has become large.
func (p *packer) give() {
	if p.data.Cap() <= keepBuffer {
		packers.Put(p)
	}
}

// pack compresses a message, if that makes it smaller. The result is good until
// the packer is given back.
func (p *packer) pack(data []byte) (packed []byte, smaller bool) {
	p.data.Reset()
	p.flate.Reset(&p.data)
	p.flate.Write(data) // into memory: neither can fail
	p.flate.Flush()
	packed = bytes.TrimSuffix(p.data.Bytes(), []byte(flushed))
	return packed, len(packed) < len(data)
}
