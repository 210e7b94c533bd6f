package trace

import (
	"cmp"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"pushlab/cmd/pushlab/internal/wire"
)

// Addresses that stand for what the trace does not tell: those of a machine
// that is not this one are of the documentation's (RFC 5737, RFC 3849).
var (
	someHost = map[bool]netip.Addr{true: netip.MustParseAddr("192.0.2.1"), false: netip.MustParseAddr("2001:db8::1")}
	thisHost = map[bool]netip.Addr{true: netip.MustParseAddr("127.0.0.1"), false: netip.IPv6Loopback()}
)

// Ports that stand for what the trace does not tell.
const (
	labPort   = 8081
	firstPort = 50001
)

// addresses returns the two ends of the connection that e opens. The client's
// is as the tap saw it, the server's as the first request names it.
func (p *pcapngWriter) addresses(e Event) [2]netip.AddrPort {
	client := p.free(clientAddress(e.Text))
	server, port := parseHost(p.hosts[e.Conn])
	own := client.Addr().Is4()
	switch {
	case server.IsValid() && server.Is4() == own:
	case client.Addr().IsLoopback():
		server = thisHost[own]
	default:
		server = someHost[own]
	}
	return [2]netip.AddrPort{wire.ToServer: client, wire.ToClient: netip.AddrPortFrom(server, port)}
}

func clientAddress(text string) netip.AddrPort {
	addr, err := netip.ParseAddrPort(text)
	if err != nil {
		return netip.AddrPortFrom(thisHost[true], firstPort)
	}
	return netip.AddrPortFrom(addr.Addr().Unmap().WithZone(""), cmp.Or(addr.Port(), firstPort))
}

// free takes the address, or the one with the next port that no connection of
// the file has: with equal ends two connections would look like one.
func (p *pcapngWriter) free(addr netip.AddrPort) netip.AddrPort {
	for p.taken[addr] {
		addr = netip.AddrPortFrom(addr.Addr(), max(1024, addr.Port()+1))
	}
	p.taken[addr] = true
	return addr
}

// firstHosts returns, for each connection, what its first request calls the
// server.
func (l *Log) firstHosts(events []Event) map[int]string {
	hosts := map[int]string{}
	for _, e := range events {
		if _, known := hosts[e.Conn]; known || kindOf(e.Kind) != httpReq {
			continue
		}
		h := l.Head(e)
		hosts[e.Conn] = cmp.Or(h.Get("Host"), h.Get(":authority"))
	}
	return hosts
}

// parseHost returns the address and the port that a Host field names (RFC 9110
// §7.2). A name has no address here.
func parseHost(host string) (netip.Addr, uint16) {
	if host == "" {
		return netip.Addr{}, labPort
	}
	name, text, err := net.SplitHostPort(host)
	if err != nil {
		name, text = strings.Trim(host, "[]"), "80"
	}
	addr, _ := netip.ParseAddr(name)
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		port = labPort
	}
	return addr.Unmap().WithZone(""), uint16(port)
}
