package server

import (
	"errors"
	"fmt"
	"math"
	"net"
	"strconv"
	"strings"
	"syscall"
)

// defaultPort is the site's.
const defaultPort = 8080

// placeTable has the places in the order in which they are printed, and how far
// their ports are from the site's. A place that is not built is absent.
var placeTable = []struct {
	name   string
	after  int
	scheme string
	build  func(*Server, *place) error // sets the place's server
}{
	{"site", 0, "http", (*Server).buildSite},
	{"lab", 1, "http", (*Server).buildLab},
	{"edge", 2, "http", (*Server).buildEdge},
	{"tls", lastPlace, "https", (*Server).buildTLS},
}

// lastPlace is how far the last place is from the site.
const lastPlace = 5

// listen opens the site and the places that follow it.
func (s *Server) listen() error {
	host, port, exact, err := parseAddr(s.config.Addr)
	if err != nil {
		return err
	}
	if s.config.LAN {
		if host, err = lanHost(host); err != nil {
			return err
		}
	}
	if net.ParseIP(host) == nil {
		s.hosts[strings.ToLower(host)] = true // the name that is printed is answered to
	}
	for _, row := range placeTable {
		if s.config.Tap != nil && row.name != "site" {
			continue
		}
		l, err := listenNear(host, port, row.after, exact)
		if err != nil {
			return fmt.Errorf("%s: %w", row.name, err)
		}
		if err := row.build(s, s.add(row.name, row.scheme, host, l)); err != nil {
			return err
		}
	}
	return s.listenTap()
}

// parseAddr splits -addr. exact: the other places must have the next ports.
func parseAddr(addr string) (host string, port int, exact bool, err error) {
	if addr == "" {
		return "127.0.0.1", defaultPort, false, nil
	}
	host, text, err := net.SplitHostPort(addr)
	if err != nil {
		return "", 0, false, fmt.Errorf("-addr %q is not HOST:PORT", addr)
	}
	port, err = strconv.Atoi(text)
	if err != nil || port < 0 || port > math.MaxUint16-lastPlace {
		return "", 0, false, fmt.Errorf("-addr %q: the port must be 0 to %d", addr, math.MaxUint16-lastPlace)
	}
	if host == "" || host == "localhost" {
		host = "127.0.0.1"
	}
	return host, port, port != 0, nil
}

// listenNear opens the place that is so far from the site. Port 0 means any.
// Without -addr only the site's port must be the one that was asked for.
func listenNear(host string, port, after int, exact bool) (net.Listener, error) {
	if port == 0 {
		return listenOn(host, 0, "-addr")
	}
	l, err := listenOn(host, port+after, "-addr")
	if err != nil && after > 0 && !exact {
		return listenOn(host, 0, "-addr")
	}
	return l, err
}

// listenOn opens a port. flag is the one that chooses another.
func listenOn(host string, port int, flag string) (net.Listener, error) {
	addr := net.JoinHostPort(host, strconv.Itoa(port))
	l, err := net.Listen(network(host), addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken by another program; end it or choose another address with %s", addr, flag)
	}
	if err != nil {
		return nil, fmt.Errorf("can not listen on %s: %w", addr, err)
	}
	return l, nil
}

// network keeps 0.0.0.0 to IPv4, as it is written. Under "tcp" Go opens the IPv6
// addresses too.
func network(host string) string {
	if host == anyIPv4 {
		return "tcp4"
	}
	return "tcp"
}

// shownHost is the name to print: localhost where that reaches the place, else
// the address itself.
func shownHost(host string) string {
	ip := net.ParseIP(host) // nil for a name
	if ip.IsUnspecified() || ip.Equal(net.IPv4(127, 0, 0, 1)) || ip.Equal(net.IPv6loopback) {
		return "localhost"
	}
	return host
}
