package trace

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// A tcpPacket is what a test reads in a capture file.
type tcpPacket struct {
	at       time.Time
	from, to netip.AddrPort
	seq, ack uint32
	flags    byte
	payload  []byte
	comment  string
}

// String writes a packet as "50001>8081 PSH+ACK seq=1 ack=1 len=46".
func (p tcpPacket) String() string {
	var names []string
	for i, name := range []string{"FIN", "SYN", "RST", "PSH", "ACK"} {
		if p.flags>>i&1 != 0 {
			names = append(names, name)
		}
	}
	s := fmt.Sprintf("%d>%d %s seq=%d ack=%d len=%d", p.from.Port(), p.to.Port(), strings.Join(names, "+"), p.seq, p.ack, len(p.payload))
	if p.comment != "" {
		s += " # " + p.comment
	}
	return s
}

// capture writes a trace as a capture file and reads that.
func capture(t *testing.T, l *Log) (packets []tcpPacket) {
	t.Helper()
	var file bytes.Buffer
	if err := l.WritePcapng(&file, PcapngOptions{}); err != nil {
		t.Fatal(err)
	}
	for b := file.Bytes(); len(b) > 0; {
		kind, n := order.Uint32(b), order.Uint32(b[4:])
		if n%4 != 0 || order.Uint32(b[n-4:]) != n {
			t.Fatalf("a block of %d bytes ends with %d", n, order.Uint32(b[n-4:]))
		}
		if kind == packetBlock {
			packets = append(packets, readPacket(t, b[8:n-4]))
		}
		b = b[n:]
	}
	return packets
}

func readPacket(t *testing.T, b []byte) (p tcpPacket) {
	t.Helper()
	p.at = time.Unix(0, int64(order.Uint32(b[4:]))<<32|int64(order.Uint32(b[8:]))).UTC()
	n := int(order.Uint32(b[12:]))
	packet, options := b[20:20+n], b[(20+n+3)&^3:]
	if len(options) > 0 {
		p.comment = string(options[4 : 4+order.Uint16(options[2:])])
	}
	from, to, segment := readIP(t, packet)
	if checksum(pseudoHeader(from, to, len(segment)), segment) != 0 {
		t.Errorf("a segment of %d bytes has a wrong checksum", len(segment))
	}
	p.from = netip.AddrPortFrom(from, binary.BigEndian.Uint16(segment))
	p.to = netip.AddrPortFrom(to, binary.BigEndian.Uint16(segment[2:]))
	p.seq, p.ack = binary.BigEndian.Uint32(segment[4:]), binary.BigEndian.Uint32(segment[8:])
	p.flags, p.payload = segment[13], segment[segment[12]>>4*4:]
	return p
}

func readIP(t *testing.T, b []byte) (from, to netip.Addr, segment []byte) {
	t.Helper()
	if b[0]>>4 == 6 {
		if n := int(binary.BigEndian.Uint16(b[4:])); n != len(b)-40 {
			t.Errorf("an IPv6 packet says %d bytes and has %d", n, len(b)-40)
		}
		return netip.AddrFrom16([16]byte(b[8:])), netip.AddrFrom16([16]byte(b[24:])), b[40:]
	}
	if n := int(binary.BigEndian.Uint16(b[2:])); n != len(b) || checksum(b[:20]) != 0 {
		t.Errorf("an IPv4 packet says %d bytes and has %d, or its checksum is wrong", n, len(b))
	}
	return netip.AddrFrom4([4]byte(b[12:])), netip.AddrFrom4([4]byte(b[16:])), b[20:]
}

func checkPackets(t *testing.T, got []tcpPacket, want string) {
	t.Helper()
	var lines []string
	for _, p := range got {
		lines = append(lines, p.String())
	}
	if got := strings.Join(lines, "\n"); got != strings.TrimSpace(want) {
		t.Errorf("packets:\n%s\nwant:\n%s", got, strings.TrimSpace(want))
	}
}
