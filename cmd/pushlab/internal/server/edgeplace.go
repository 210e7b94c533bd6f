package server

import (
	"net"
	"strconv"
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
		HTTP: &edge.HTTP{Origin: s.labOrigin, Foreign: s.foreignHost, Tell: s.tellEdge, Link: s.linkEdge, Default: demo.EdgeHops},
	})
	p.listener = tap.Listen(p.listener, tap.Config{Sink: s.recorder.At(p.Name)})
	p.hasRuns = true
	return nil
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
