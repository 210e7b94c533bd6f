package server

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"syscall"
)

// defaultPort is the site's; the lab is the next one.
const defaultPort = 8080

// listen opens the site and the places that follow it.
func (s *Server) listen() error {
	host, port, exact, err := parseAddr(s.config.Addr)
	if err != nil {
		return err
	}
	if net.ParseIP(host) == nil {
		s.hosts[strings.ToLower(host)] = true // the name that is printed is answered to
	}
	for i, name := range []string{"site", "lab"} {
		l, err := listenNear(host, port, i, exact)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		s.add(name, host, l)
	}
	return nil
}

func (s *Server) add(name, host string, l net.Listener) {
	port := l.Addr().(*net.TCPAddr).Port
	url := "http://" + net.JoinHostPort(shownHost(host), strconv.Itoa(port))
	p := &place{Place: Place{Name: name, URL: url}, port: port, listener: l}
	if name == "site" {
		p.server = s.httpServer(s.siteHandler())
		p.server.ReadTimeout = bodyTime // the control socket is hijacked and free of it
	} else {
		p.server = s.httpServer(s.labHandler())
		s.recorded(p)
	}
	s.places = append(s.places, p)
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
	if err != nil || port < 0 || port > 65534 {
		return "", 0, false, fmt.Errorf("-addr %q: the port must be 0 to 65534", addr)
	}
	if host == "" || host == "localhost" {
		host = "127.0.0.1"
	}
	return host, port, port != 0, nil
}

// listenNear opens the i-th place. Port 0 means any. Without -addr only the
// site's port must be the one that was asked for.
func listenNear(host string, port, i int, exact bool) (net.Listener, error) {
	if port == 0 {
		return listenOn(host, 0)
	}
	l, err := listenOn(host, port+i)
	if err != nil && i > 0 && !exact {
		return listenOn(host, 0)
	}
	return l, err
}

func listenOn(host string, port int) (net.Listener, error) {
	addr := net.JoinHostPort(host, strconv.Itoa(port))
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is taken by another program; end it or choose another address with -addr", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("can not listen on %s: %w", addr, err)
	}
	return l, nil
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
