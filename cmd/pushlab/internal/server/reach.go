package server

import (
	"net"
	"net/http"

	"pushlab/views"
)

// reach handles "GET /reach": what a phone opens before a workshop, to see that
// it reaches the laptop, and that nothing between them keeps a stream back.
// js/reach.js does the rest:
//
//	phone: GET /reach                        the page is the first proof
//	phone: GET lab/healthz                   the second port
//	phone: POST /runs, GET lab/r/{run}/sse   five tokens, which must not come at once
//	phone: GET lab/r/{run}/echo, Upgrade     a WebSocket, and a word back
func (s *Server) reach(w http.ResponseWriter, r *http.Request) error {
	open := s.room()
	return s.render(w, r, views.Reach(views.ReachPage{
		Layout: s.layout(r, "Reached"),
		Site:   "http://" + s.address(r, s.places[0]),
		Lab:    "http://" + s.address(r, s.place("lab")),
		Here:   fromHere(r),
		Room:   open != nil && !open.Ended(),
	}))
}

// fromHere says that a request came from the machine that it went to.
func fromHere(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return err == nil && localIP(r).Equal(net.ParseIP(host))
}
