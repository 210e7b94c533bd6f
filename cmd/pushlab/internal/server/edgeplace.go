package server

import (
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/edge"
	"pushlab/cmd/pushlab/internal/tap"
)

// mostEdge is how many connections the edge passes at once. Each is two, and two
// more goroutines.
const mostEdge = 512

// buildEdge makes the edge place: a proxy in front of the lab, recorded like it.
//
//	client ── tap.Conn ── edge.Proxy ── tap.Conn ── lab
//	             └─────────────┬────────────┘
//	                    trace.Recorder
//
// A request chooses what the proxy does to its response: ?edge=latency:100.
func (s *Server) buildEdge(p *place) error {
	p.proxy = edge.New(edge.Config{
		Most: mostEdge,
		To:   ":" + strconv.Itoa(s.place("lab").port), // of the host that the client has reached
		HTTP: &edge.HTTP{Origin: s.labOrigin, Foreign: s.foreignHost, Tell: s.tellEdge, Link: s.linkEdge, Run: runAtEdge, Default: demo.EdgeHops},
	})
	p.listener = tap.Listen(p.listener, tap.Config{Sink: s.recorder.At(p.Name)})
	p.hasRuns = true
	return nil
}

// runAtEdge is the run of a request to the edge, "" when it names none.
func runAtEdge(r *http.Request) string {
	rest, ok := strings.CutPrefix(r.URL.Path, "/r/")
	if !ok {
		return ""
	}
	run, _, _ := strings.Cut(rest, "/")
	return run
}

// tellEdge puts what the edge does to a client into the trace.
func (s *Server) tellEdge(client net.Conn, kind, text string) {
	if c, ok := client.(*tap.Conn); ok {
		s.recorder.Tell(c.ID(), kind, text, time.Now())
	}
}

// linkEdge tells the trace which connection to the lab is a client's.
func (s *Server) linkEdge(client, server net.Conn) {
	if c, ok := client.(*tap.Conn); ok {
		s.recorder.Link(c.ID(), server.LocalAddr())
	}
}

// edgeAddress is where who has reached the lab at local reaches the edge; "" when it
// is not open.
func (s *Server) edgeAddress(local net.Addr) string {
	edge := s.place("edge")
	host, _, err := net.SplitHostPort(local.String())
	if edge == nil || err != nil {
		return ""
	}
	return net.JoinHostPort(host, strconv.Itoa(edge.port))
}
