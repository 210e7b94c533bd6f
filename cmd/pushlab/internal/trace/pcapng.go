package trace

import (
	"bufio"
	"cmp"
	"io"
	"net/netip"
	"slices"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// PcapngOptions are what a capture file says beside the bytes.
type PcapngOptions struct {
	View  string    // the run's view id; "" is not mentioned
	Began time.Time // when the run began; zero: as the Log says
}

// WritePcapng writes the trace as a capture file for Wireshark and its kin
// (draft-ietf-opsawg-pcapng), so that an independent dissector can be asked.
//
// Bytes, times, ends and who sent what are the recorded ones. A tap above the
// kernel sees reads and writes and no segments, so these are made up: a
// handshake when a connection opens, one segment or more for each read or
// write, an acknowledgement for each, FIN or RST as the trace says. Sequence
// numbers are offsets in the run's own stream plus one. A connection that the
// trace left open has no end here either.
//
// What a tap saw above TLS stands here without it. Header blocks of HTTP/2 are
// written anew (pcapng_http2.go).
func (l *Log) WritePcapng(w io.Writer, o PcapngOptions) error {
	p := &pcapngWriter{log: l, w: bufio.NewWriterSize(w, 64<<10), began: o.Began, taken: map[netip.AddrPort]bool{}}
	if p.began.IsZero() {
		p.began = l.began
	}
	p.w.Write(sectionHeader(o.View))
	p.w.Write(interfaceDescription())
	events := l.Events(0)
	p.hosts = l.firstHosts(events)
	for _, e := range chronological(events) {
		p.event(e)
	}
	return p.w.Flush()
}

// chronological sorts events by time: only the opening of a connection is told
// late, at the run's first exchange on it.
func chronological(events []Event) []Event {
	slices.SortStableFunc(events, func(a, b Event) int { return cmp.Compare(a.At, b.At) })
	return events
}

// A pcapngWriter makes packets of events.
type pcapngWriter struct {
	log   *Log
	w     *bufio.Writer // keeps the first error
	began time.Time
	hosts map[int]string          // what each connection's first request calls the server
	taken map[netip.AddrPort]bool // the clients' addresses
	conns []*tcpConn              // by number from 1; nil is not open
	full  bool
	block []byte // of one packet, used again
}

func (p *pcapngWriter) event(e Event) {
	switch kindOf(e.Kind) {
	case connOpen:
		p.open(e)
	case traceFull:
		p.fill(e)
	}
	c := p.conn(e.Conn)
	if c == nil {
		return
	}
	switch k := kindOf(e.Kind); {
	case k == rawBytes && c.http2 == nil:
		p.data(c, e, c.bytes[e.Dir][e.Frame.Start:e.Frame.End])
	case k == h2Frame && c.http2 != nil:
		p.data(c, e, c.http2.frame(e, c.bytes[e.Dir]))
	case k == faultDone:
		c.comment = "fault " + e.Text + ": the lab did this on purpose"
	case k == connClose:
		p.close(c, e)
	}
}

func (p *pcapngWriter) conn(n int) *tcpConn {
	if n < 1 || n > len(p.conns) {
		return nil
	}
	return p.conns[n-1]
}

// open writes the handshake (RFC 9293 §3.5).
func (p *pcapngWriter) open(e Event) {
	for len(p.conns) < e.Conn {
		p.conns = append(p.conns, nil)
	}
	c := &tcpConn{addrs: p.addresses(e), http2: p.http2(e.Conn)}
	for dir := range c.bytes {
		c.bytes[dir] = p.log.Stream(e.Conn, wire.Direction(dir))
	}
	p.conns[e.Conn-1] = c
	p.send(c, e.At, wire.ToServer, synFlag, nil)
	p.send(c, e.At, wire.ToClient, synFlag|ackFlag, nil)
	p.send(c, e.At, wire.ToServer, ackFlag, nil)
	if c.http2 != nil {
		c.comment = "HTTP/2 without TLS: Wireshark wants to be told (Analyze, Decode As…, HTTP2)"
	}
	if p.full {
		p.lose(c, e.At)
	}
}

// fill says of each connection that its bytes are missing from here on.
func (p *pcapngWriter) fill(e Event) {
	p.full = true
	for _, c := range p.conns {
		if c != nil && !c.over[wire.ToClient] {
			p.lose(c, e.At)
		}
	}
}

// lose leaves a gap of one byte in both directions, which dissectors show as a
// segment that was not captured: how many bytes it was, nobody knows.
func (p *pcapngWriter) lose(c *tcpConn, at time.Duration) {
	c.comment = "the trace is full: what crossed this connection from here on was not kept"
	for _, dir := range []wire.Direction{wire.ToClient, wire.ToServer} {
		c.next[dir]++
		p.send(c, at, dir, ackFlag, nil)
	}
}

// maxSegment is the most that one packet carries, in bytes. It stays below the
// length that an IPv4 header can tell, 65,535.
const maxSegment = 32 << 10

// data writes what was read or written at one time, and that it arrived.
func (p *pcapngWriter) data(c *tcpConn, e Event, b []byte) {
	if len(b) == 0 || c.over[e.Dir] {
		return
	}
	for len(b) > 0 {
		n := min(len(b), maxSegment)
		flags := ackFlag
		if n == len(b) {
			flags |= pshFlag
		}
		p.send(c, e.At, e.Dir, flags, b[:n])
		b = b[n:]
	}
	p.send(c, e.At, e.Dir^1, ackFlag, nil)
}

// close writes the end as the trace tells it: "client fin", "lab rst". A client
// that is gone without a word sends nothing.
func (p *pcapngWriter) close(c *tcpConn, e Event) {
	dir := e.Dir
	switch how := howClosed(e.Text); {
	case c.over[dir]:
	case how == "fin":
		p.send(c, e.At, dir, finFlag|ackFlag, nil)
		p.send(c, e.At, dir^1, ackFlag, nil)
	case how == "rst":
		p.send(c, e.At, dir, rstFlag|ackFlag, nil)
		c.over[dir^1] = true
	}
}
