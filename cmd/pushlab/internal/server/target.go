package server

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A target is where the tap's connections go on to. Its name was looked up
// once, so that it can not point to another machine later.
type target struct {
	name  string // HOST:PORT as it was given
	addrs []netip.AddrPort
}

// lookupTime bounds the look-up of the target's name.
const lookupTime = 5 * time.Second

// findTarget looks the target up. pushlab records your own programs: one on
// another machine has to be allowed by its very HOST:PORT.
func findTarget(ctx context.Context, name string, allow []string) (*target, error) {
	host, port, err := splitTarget(name)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil, fmt.Errorf("-to %s: the address of %s can not be found", name, host)
	}
	t := &target{name: name}
	for _, ip := range ips {
		ip = ip.Unmap() // the resolver may write an IPv4 address as an IPv6 one
		if !ip.IsLoopback() && !slices.Contains(allow, name) {
			return nil, fmt.Errorf("-to %s is not on this machine (%s); a tap records your own programs: name it with -allow %s if it is one", name, ip, name)
		}
		t.addrs = append(t.addrs, netip.AddrPortFrom(ip, port))
	}
	return t, nil
}

// splitTarget reads HOST:PORT. No host is this machine.
func splitTarget(name string) (host string, port uint16, err error) {
	host, text, err := net.SplitHostPort(name)
	n, err2 := strconv.ParseUint(text, 10, 16)
	if cmp.Or(err, err2) != nil || n == 0 {
		return "", 0, fmt.Errorf("-to %q is not HOST:PORT with a port from 1 to 65535", name)
	}
	return cmp.Or(strings.Trim(host, "[]"), "127.0.0.1"), uint16(n), nil
}

// is says that the target is what listens there: a tap of itself would fill
// its trace with its own connections. An address of none, such as 0.0.0.0,
// means all of this machine's, to who listens and to who dials.
func (t *target) is(l net.Listener) bool {
	here := l.Addr().(*net.TCPAddr).AddrPort()
	return slices.ContainsFunc(t.addrs, func(a netip.AddrPort) bool {
		all := here.Addr().IsUnspecified() || a.Addr().IsUnspecified()
		same := a.Addr() == here.Addr().Unmap() || all && isLocal(a.Addr())
		return same && a.Port() == here.Port()
	})
}

// isLocal says whether an address is one of this machine's.
func isLocal(ip netip.Addr) bool {
	addrs, _ := net.InterfaceAddrs() // without a list, loopback is what counts
	return ip.IsLoopback() || ip.IsUnspecified() || slices.ContainsFunc(addrs, func(a net.Addr) bool {
		n, ok := a.(*net.IPNet)
		return ok && n.IP.Equal(ip.AsSlice())
	})
}

// dial connects to the first of the addresses that answers. It is for edge, and
// keeps to the addresses that it has.
func (t *target) dial(ctx context.Context, network, _ string) (conn net.Conn, err error) {
	var d net.Dialer
	for _, a := range t.addrs {
		if conn, err = d.DialContext(ctx, network, a.String()); err == nil {
			return conn, nil
		}
	}
	return nil, err
}
