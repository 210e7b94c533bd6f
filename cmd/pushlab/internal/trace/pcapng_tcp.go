package trace

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// A tcpConn is the TCP that is made up for a connection. Its arrays go by the
// direction of what is sent: the client sends in wire.ToServer.
type tcpConn struct {
	addrs [2]netip.AddrPort // of the sender
	next  [2]uint32         // the sequence number of the next byte, modulo 2^32
	over  [2]bool           // nothing more is sent but acknowledgements
	bytes [2][]byte
	http2 *http2Blocks // nil: HTTP/1.1 and what begins as it

	comment string // for the next packet to the client
}

// The control bits of TCP (RFC 9293 §3.1).
const (
	finFlag byte = 1 << iota
	synFlag
	rstFlag
	pshFlag
	ackFlag
)

func howClosed(text string) string {
	_, how, _ := strings.Cut(text, " ")
	return how
}

// send writes one packet and counts what it took of the sequence numbers: its
// bytes, and one each for SYN and FIN (RFC 9293 §3.4).
func (p *pcapngWriter) send(c *tcpConn, at time.Duration, dir wire.Direction, flags byte, payload []byte) {
	comment := ""
	if dir == wire.ToClient {
		comment, c.comment = c.comment, ""
	}
	segment := c.segment(dir, flags, payload)
	from, to := c.addrs[dir].Addr(), c.addrs[dir^1].Addr()
	b := beginPacket(p.block, p.began.Add(at), ipHeaderSize(from)+len(segment)+len(payload))
	b = appendIP(b, from, to, len(segment)+len(payload))
	sum := checksum(pseudoHeader(from, to, len(segment)+len(payload)), segment, payload)
	binary.BigEndian.PutUint16(segment[16:], sum)
	b = append(append(b, segment...), payload...)
	p.block = endPacket(b, comment)
	p.w.Write(p.block)

	c.next[dir] += uint32(len(payload))
	if flags&(synFlag|finFlag) != 0 {
		c.next[dir]++
	}
	if flags&(finFlag|rstFlag) != 0 {
		c.over[dir] = true
	}
}

// windowShift makes a window of 65,535 units hold a whole trace (RFC 7323 §2).
const windowShift = 14

// segment returns the TCP header in front of the payload, without its checksum.
func (c *tcpConn) segment(dir wire.Direction, flags byte, payload []byte) []byte {
	b := binary.BigEndian.AppendUint16(make([]byte, 0, 28), c.addrs[dir].Port())
	b = binary.BigEndian.AppendUint16(b, c.addrs[dir^1].Port())
	b = binary.BigEndian.AppendUint32(b, c.next[dir])
	if flags&ackFlag != 0 {
		b = binary.BigEndian.AppendUint32(b, c.next[dir^1])
	} else {
		b = append(b, 0, 0, 0, 0)
	}
	b = append(b, 5<<4, flags, 0xff, 0xff, 0, 0, 0, 0) // data offset, window, checksum, urgent pointer
	if flags&synFlag != 0 {
		b = append(b, 2, 4, maxSegment>>8, maxSegment&0xff) // maximum segment size (RFC 9293 §3.7.1)
		b = append(b, 3, 3, windowShift, 0)                 // window scale, end of options
		b[12] = byte(len(b)/4) << 4
	}
	return b
}
