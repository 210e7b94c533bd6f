// Package server opens pushlab's places and answers their requests.
//
// A place is one listener. The site serves the pages and is never recorded;
// the lab serves every stream of the lessons, and each byte that crosses it is
// recorded by a tap below net/http:
//
//	page ── http ──► site ── control socket: rows of the trace, verdicts
//	page, curl ────► lab  ── tap.Conn ── trace.Recorder ── trace.Log
//	page, curl ────► tls  ── TLS ── tap.Conn ── the same
//
// With Config.Tap it opens the site and a tap in front of another program.
//
// Routes are listed in routes.go, one function a place. A handler returns an
// error; handle (errors.go) is the only place that logs one.
package server

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/progress"
	"pushlab/cmd/pushlab/internal/room"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/lessons"
)

// Config says what New opens. The zero value serves on localhost:8080 and
// keeps its data in the current directory.
type Config struct {
	Addr         string   // HOST:PORT of the site; "" is localhost:8080 with any free port for the others
	Hosts        []string // further host names to answer to
	AllowOrigins []string // further origins that may read the lab
	DataDir      string
	EchoLimit    int64 // bytes of a message on /echo; 0 is 65,536
	Log          *slog.Logger
	Lessons      fs.FS // nil: the embedded ones
	Tap          *Tap  // opens the site of "pushlab tap" in place of the course
	Room         bool  // opens a room, or the one that was open
	LAN          bool  // the same, and binds every place to all IPv4 addresses of the machine

	Opened func(Links) // hears of a room that a host has opened in place of another; nil: nobody does

	Now  func() time.Time // says when a question is due again; nil: time.Now
	Rand io.Reader        // the lab's chance; nil: the system's
}

// A Server is the open places with what they share.
type Server struct {
	config  Config
	log     *slog.Logger
	started time.Time

	store      *progress.Store
	rooms      *room.Rooms  // nil for a Tap
	guesses    guesses      // of codes, words and secrets
	joined     joined       // forms that have given a seat
	streams    roomStreams  // of the room's seats
	boards     atomic.Int32 // pages that are told of the room's board
	followed   atomic.Int32 // runs, by a page each
	runs       *demo.Runs
	recorder   *trace.Recorder
	lessons    []lessons.Lesson
	files      fs.FS
	captures   captures
	keptLogs   keptLogs
	maskedLogs maskedLogs
	attempts   attempts
	waiters    waiters
	tapped     *demo.Run // of a Tap; nil for the course
	tripping   sync.Map  // run id: its round trips are being measured

	certificate *certificate // of the tls place

	places []*place
	hosts  map[string]bool
	done   context.Context // ends when the server stops
	stop   context.CancelFunc
	work   sync.WaitGroup // control sockets and evaluators
}

// shutdownTime bounds everything between the signal and the exit. The promise
// is 2 s in all.
const shutdownTime = 1500 * time.Millisecond

// bodyTime is how long a request to the site may take to arrive.
const bodyTime = 10 * time.Second

// New opens the data directory and the places. What it opened is closed again
// when it fails.
func New(ctx context.Context, c Config) (*Server, error) {
	s := &Server{config: c, log: c.Log, started: time.Now(), files: c.Lessons}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.files == nil {
		s.files = lessons.FS
	}
	s.done, s.stop = context.WithCancel(context.Background())
	if err := s.open(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *Server) open(ctx context.Context) (err error) {
	if s.config.Tap == nil {
		s.lessons, err = lessons.Load(s.files)
	}
	if err != nil {
		return err
	}
	key, err := openKey(s.config.DataDir)
	if err != nil {
		return err
	}
	if s.store, err = progress.Open(ctx, s.config.DataDir); err != nil {
		return err
	}
	s.runs = demo.NewRuns(s.roomHooks(demo.Config{Key: key, Rand: s.config.Rand, OnAttempt: s.startAttempt}))
	s.recorder = trace.NewRecorder(s.runs.Lookup)
	s.recorder.SetReadLimit(cmp.Or(s.config.EchoLimit, websocket.DefaultLimit))
	s.hosts = hostNames(s.config.Hosts)
	if err := s.openRooms(ctx, key); err != nil {
		return err
	}
	return s.listen()
}

func (s *Server) close() {
	s.stop()
	for _, p := range s.places {
		p.listener.Close()
	}
	if s.store != nil {
		s.store.Close()
	}
}

// Places says what is open, in the order in which it is printed.
func (s *Server) Places() []Place {
	list := make([]Place, len(s.places))
	for i, p := range s.places {
		list[i] = p.Place
	}
	return list
}

// Serve answers requests until ctx ends. Then every live stream gets its
// goodbye, and Serve returns within 2 s.
func (s *Server) Serve(ctx context.Context) error {
	defer s.close()
	failed := make(chan error, len(s.places))
	for _, p := range s.places {
		go func() { failed <- p.serve() }()
	}
	go s.sweep()
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	s.shutdown()
	return nil
}

// shutdown says goodbye, waits for what ends by itself, and closes the rest.
func (s *Server) shutdown() {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	s.runs.Goodbye()
	s.stop() // control sockets close with 1001
	var group sync.WaitGroup
	for _, p := range s.places {
		group.Go(func() { p.shutdown(ctx) })
	}
	group.Wait()
	s.runs.Wait(ctx)
	waitFor(ctx, &s.work)
}

// waitFor waits for group, but not longer than ctx.
func waitFor(ctx context.Context, group *sync.WaitGroup) {
	done := make(chan struct{})
	go func() { group.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// sweep drops idle runs and keeps the caps, once a minute, and wipes rooms whose
// time is over, once an hour.
func (s *Server) sweep() {
	ticker, hourly := time.NewTicker(time.Minute), time.NewTicker(time.Hour)
	defer ticker.Stop()
	defer hourly.Stop()
	for {
		select {
		case <-ticker.C:
			s.runs.Sweep()
		case <-hourly.C:
			s.sweepRooms()
		case <-s.done.Done():
			return
		}
	}
}
