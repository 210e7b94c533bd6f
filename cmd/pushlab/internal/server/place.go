package server

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"pushlab/cmd/pushlab/internal/edge"
	"pushlab/cmd/pushlab/internal/tap"
)

// A Place is one open listener and the address under which it is reached.
type Place struct {
	Name string
	URL  string
}

type place struct {
	Place
	scheme   string
	port     int
	listener net.Listener
	server   *http.Server // of every place but the tap and the edge
	proxy    *edge.Proxy  // of these two
	hasRuns  bool         // each run has an address there
}

func (p *place) serve() error {
	if p.proxy != nil {
		return p.proxy.Serve(p.listener)
	}
	return p.server.Serve(p.listener)
}

// shutdown lets what runs come to its end, and ends the rest with ctx.
func (p *place) shutdown(ctx context.Context) {
	if p.proxy != nil {
		p.proxy.Shutdown(ctx)
		return
	}
	if p.server.Shutdown(ctx) != nil {
		p.server.Close()
	}
}

func (s *Server) add(name, scheme, host string, l net.Listener) *place {
	port := l.Addr().(*net.TCPAddr).Port
	url := scheme + "://" + net.JoinHostPort(shownHost(host), strconv.Itoa(port))
	p := &place{Place: Place{Name: name, URL: url}, scheme: scheme, port: port, listener: l}
	s.places = append(s.places, p)
	return p
}

func (s *Server) buildSite(p *place) error {
	handler := s.siteHandler
	if s.config.Tap != nil {
		handler = s.tapSiteHandler
	}
	p.server = s.httpServer(handler())
	p.server.ReadTimeout = bodyTime // the control socket is hijacked and free of it
	return nil
}

func (s *Server) buildLab(p *place) error {
	p.server = s.httpServer(s.labHandler())
	s.recorded(p, nil)
	return nil
}

// place returns an open place by its name, nil when it is not open.
func (s *Server) place(name string) *place {
	for _, p := range s.places {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// runPlaces are the open places that have addresses for each run.
func (s *Server) runPlaces() (list []*place) {
	for _, p := range s.places {
		if p.hasRuns {
			list = append(list, p)
		}
	}
	return list
}

// httpServer has the limits of every place: slow heads and idle connections
// end, long streams do not (each write has its own deadline).
func (s *Server) httpServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
}

// recorded taps the listener below net/http, so that the trace has the very
// bytes, above TLS where there is some, and tells the tap when an exchange is
// over.
func (s *Server) recorded(p *place, c *tls.Config) {
	p.listener = tap.Listen(p.listener, tap.Config{Sink: s.recorder.At(p.Name), TLS: c})
	p.hasRuns = true
	p.server.ConnContext = tap.ConnContext
	p.server.ConnState = tap.ConnState
}
