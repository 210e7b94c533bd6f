package server

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// hostNames is the set of names given with -host, in lower case.
func hostNames(names []string) map[string]bool {
	set := map[string]bool{"localhost": true}
	for _, name := range names {
		set[strings.ToLower(name)] = true
	}
	return set
}

// A hostKind says what the Host of a request is to us.
type hostKind int

const (
	foreign   hostKind = iota
	ours               // a name or an IPv4 address of ours
	loopback6          // [::1]
	literal6           // another IPv6 literal
)

// hostKind guards against DNS rebinding: a page of another site may resolve
// its own name to our address, but it can not choose another Host.
func (s *Server) hostKind(r *http.Request) hostKind {
	host := hostOf(r)
	if s.hosts[strings.ToLower(host)] {
		return ours
	}
	ip, isIPv6 := net.ParseIP(host), strings.Contains(host, ":")
	switch {
	case ip == nil:
		return foreign
	case isIPv6 && ip.IsLoopback():
		return loopback6
	case isIPv6:
		return literal6
	case ip.IsLoopback() || ip.Equal(localIP(r)):
		return ours
	}
	return foreign
}

// hostOf is the request's Host without its port and without brackets.
func hostOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = strings.Trim(r.Host, "[]")
	}
	return host
}

// localIP is the address at which this connection reached us.
func localIP(r *http.Request) net.IP {
	addr, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok {
		return nil
	}
	return addr.IP
}

// siteHost lets only requests to our hosts pass. Pages asked for under [::1]
// go to localhost, since an IPv6 literal is no valid source in a CSP.
func (s *Server) siteHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch s.hostKind(r) {
		case ours:
			next.ServeHTTP(w, r)
		case loopback6:
			http.Redirect(w, r, s.places[0].URL+r.URL.RequestURI(), http.StatusTemporaryRedirect)
		default:
			s.misdirected(w, r)
		}
	})
}

// labHost is the same for a recorded place, which takes IPv6 literals too.
func (s *Server) labHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.hostKind(r) == foreign {
			s.misdirected(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// misdirected answers 421 (RFC 9110 §15.5.20) and says which names are right.
func (s *Server) misdirected(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusMisdirectedRequest)
	fmt.Fprintln(w, s.rightNames(r))
}

// foreignHost is labHost for the edge, which is no http.Handler.
func (s *Server) foreignHost(r *http.Request) string {
	if s.hostKind(r) != foreign {
		return ""
	}
	return s.rightNames(r)
}

func (s *Server) rightNames(r *http.Request) string {
	names := []string{"127.0.0.1"}
	for name := range s.hosts {
		names = append(names, name)
	}
	if ip := localIP(r); ip.To4() != nil {
		names = append(names, ip.String())
	}
	slices.Sort(names)
	return fmt.Sprintf("This server does not answer to %q. Use one of: %s. A further name can be allowed with -host NAME.",
		hostOf(r), strings.Join(slices.Compact(names), ", "))
}

// address is a place's host and port with the host of the request, so that a
// page reached as 127.0.0.1 is sent to 127.0.0.1 and not to localhost.
func (s *Server) address(r *http.Request, p *place) string {
	return net.JoinHostPort(hostOf(r), strconv.Itoa(p.port))
}

// labOrigin returns the Origin to echo in CORS: the matching site origin or an
// allowed one; "" for any other.
func (s *Server) labOrigin(r *http.Request) string {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return ""
	}
	if slices.Contains(s.config.AllowOrigins, origin) || origin == "http://"+s.address(r, s.places[0]) {
		return origin
	}
	return ""
}

// sameOrigin lets a WebSocket come from the site's own pages and from clients
// that are no browser.
func sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return origin == "" || origin == "http://"+r.Host
}
