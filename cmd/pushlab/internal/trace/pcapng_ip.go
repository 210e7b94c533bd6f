package trace

import (
	"encoding/binary"
	"net/netip"
)

const (
	protocolTCP = 6  // RFC 9293 §3.1
	hops        = 64 // the usual time to live
)

func ipHeaderSize(addr netip.Addr) int {
	if addr.Is4() {
		return 20
	}
	return 40
}

// appendIP appends the header of a packet that carries n bytes: of IPv4 (RFC
// 791 §3.1) or IPv6 (RFC 8200 §3).
func appendIP(b []byte, from, to netip.Addr, n int) []byte {
	start := len(b)
	if from.Is4() {
		b = append(b, 4<<4|5, 0)
		b = binary.BigEndian.AppendUint16(b, uint16(n+20))
		b = append(b, 0, 0, 1<<6, 0, hops, protocolTCP, 0, 0) // identification, don't fragment, checksum
		b = append(append(b, from.AsSlice()...), to.AsSlice()...)
		binary.BigEndian.PutUint16(b[start+10:], checksum(b[start:]))
		return b
	}
	b = append(b, 6<<4, 0, 0, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(n))
	b = append(b, protocolTCP, hops)
	return append(append(b, from.AsSlice()...), to.AsSlice()...)
}

// pseudoHeader is what TCP's checksum covers of IP (RFC 9293 §3.1, RFC 8200
// §8.1). Both sum up to the same: addresses, length and protocol.
func pseudoHeader(from, to netip.Addr, n int) []byte {
	b := append(from.AsSlice(), to.AsSlice()...)
	b = binary.BigEndian.AppendUint32(b, uint32(n))
	return binary.BigEndian.AppendUint32(b, protocolTCP)
}

// checksum is that of IP and TCP (RFC 1071 §1). All parts but the last are of
// even length.
func checksum(parts ...[]byte) uint16 {
	var sum uint64
	for _, b := range parts {
		for ; len(b) >= 4; b = b[4:] {
			sum += uint64(binary.BigEndian.Uint32(b))
		}
		var rest [4]byte
		copy(rest[:], b)
		sum += uint64(binary.BigEndian.Uint32(rest[:]))
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}
