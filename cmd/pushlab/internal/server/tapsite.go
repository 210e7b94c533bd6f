package server

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"

	"pushlab/cmd/pushlab/internal/edge"
	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/views"
)

// A Tap makes the server the site of "pushlab tap": no course, but one run, which
// records all that crosses between the clients and a program of the learner's.
//
//	client ──► tap ── tap.Conn ── edge.Proxy ──► the program
//	              └── trace.Recorder ── trace.Log ── site: its run
type Tap struct {
	Listen string   // HOST:PORT for the clients; without a host on this machine only, and port 0 picks a free one
	To     string   // HOST:PORT of the program
	Allow  []string // HOST:PORTs that To may be although they are on another machine
}

// Check looks the target up and says why it can not be recorded, in a sentence
// that names -to. New does the same.
func (t Tap) Check(ctx context.Context) error {
	_, err := findTarget(ctx, t.To, t.Allow)
	return err
}

// listenTap opens the place tap, if that is what the server is for.
func (s *Server) listenTap() error {
	if s.config.Tap == nil {
		return nil
	}
	to, err := findTarget(s.done, s.config.Tap.To, s.config.Tap.Allow)
	if err != nil {
		return err
	}
	host, l, err := listenClients(s.config.Tap.Listen)
	if err != nil {
		return err
	}
	p := s.add("tap", "http", host, l)
	for _, p := range s.places {
		if to.is(p.listener) {
			return fmt.Errorf("-to %s is this pushlab's own address, and a tap can not record itself; name the port of your program", to.name)
		}
	}
	s.tapped = s.runs.Pin()
	p.proxy = edge.New(edge.Config{To: to.name, Dial: to.dial, OnRefused: s.dialRefused})
	p.listener = tap.Listen(p.listener, tap.Config{Sink: trace.NewWholeRecorder(s.tapped.Log)})
	return nil
}

// dialRefused tells the run why a client was reset.
func (s *Server) dialRefused(err error) {
	s.tapped.Log.Append(trace.Event{Kind: "note", Text: err.Error()})
}

// tapPlace is what the page of a run says of the tap; nil in the course.
func (s *Server) tapPlace() *views.TapPlace {
	p := s.place("tap")
	if p == nil {
		return nil
	}
	return &views.TapPlace{Listen: strings.TrimPrefix(p.URL, p.scheme+"://"), To: s.config.Tap.To}
}

// TapRun is the address of the Tap's one run.
func (s *Server) TapRun() string { return s.places[0].URL + "/runs/" + s.tapped.ID }

// listenClients opens -listen and returns the host to print.
func listenClients(addr string) (host string, l net.Listener, err error) {
	host, text, err := net.SplitHostPort(addr)
	port, err2 := strconv.ParseUint(text, 10, 16)
	if cmp.Or(err, err2) != nil {
		return "", nil, fmt.Errorf("-listen %q is not HOST:PORT", addr)
	}
	if host == "" || host == "localhost" {
		host = "127.0.0.1"
	}
	if l, err = listenOn(host, int(port), "-listen"); err != nil {
		return "", nil, fmt.Errorf("tap: %w", err)
	}
	return host, l, nil
}

// tapSiteHandler lists the addresses of the tap's site.
func (s *Server) tapSiteHandler() http.Handler {
	return s.site(func(handle route) {
		handle("GET /{$}", s.toTapped)
		s.runRoutes(handle)
		handle("GET /", s.noCourse)
	})
}

// toTapped handles "GET /": the one run there is.
func (s *Server) toTapped(w http.ResponseWriter, r *http.Request) error {
	http.Redirect(w, r, "/runs/"+s.tapped.ID, http.StatusFound)
	return nil
}

func (s *Server) noCourse(w http.ResponseWriter, r *http.Request) error {
	return notFound("This is the site of pushlab tap, which has one run and no course.", "Its run is at /. Start pushlab serve for the lessons and your progress.")
}
