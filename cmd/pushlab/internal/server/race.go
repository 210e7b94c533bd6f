package server

import (
	"net/http"

	"pushlab/views"
)

// race handles "GET /race": two transports over the same network. The race runs
// in the page; its address says how it begins.
func (s *Server) race(w http.ResponseWriter, r *http.Request) error {
	set := map[string]string{}
	for name, values := range r.URL.Query() {
		set[name] = values[0]
	}
	return s.render(w, r, views.Race(views.RacePage{Layout: s.layout(r, "The race"), Edge: s.place("edge") != nil, Set: set}))
}
