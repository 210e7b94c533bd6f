package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/trace"
)

// A studio is the lab's real handlers behind a real listener, with all that is
// chance taken out: a clock that steps, fixed ids, and one scripted client
// whose every byte is counted. The clock moves only when nothing else can.
type studio struct {
	ctx      context.Context
	clock    *stepClock
	chance   *rand.ChaCha8
	runs     *demo.Runs
	run      *demo.Run
	recorder *trace.Recorder
	listener net.Listener
	watchful bool // the script's connections have a watchdog

	mu      sync.Mutex
	actors  int // parts of the script that run beside each other
	waiting int // of them: those that read, or sleep on the clock
	sent    int // bytes that the script has written
	got     int // bytes that it has read
	ended   int // its connections that have ended
}

// Names in a recording. The real port is another one every time.
const (
	recordedHost  = "localhost:8081"
	recordedPort  = 8081
	firstPort     = 50001
	recordingTime = time.Minute // for one recording, on a slow machine
)

// perform records one run: it starts the lab, lets the script play against it,
// and returns the trace.
func perform(ctx context.Context, r recording) (*trace.Log, error) {
	ctx, cancel := context.WithTimeout(ctx, recordingTime)
	defer cancel()
	s, err := openStudio(ctx)
	if err != nil {
		return nil, err
	}
	server := s.serve()
	defer server.Close()
	s.actors = 1
	done := make(chan error, 1)
	go func() { done <- r.run(s) }()
	if err := s.play(done); err != nil {
		return nil, err
	}
	return s.run.Log, s.untilQuiet(s.recorded)
}

func openStudio(ctx context.Context) (*studio, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &studio{ctx: ctx, clock: newStepClock(), chance: rand.NewChaCha8([32]byte{}), listener: l}
	s.runs = demo.NewRuns(demo.Config{
		Key: make([]byte, 32), Now: s.clock.Now, AfterFunc: s.clock.AfterFunc, Rand: s.chance,
	})
	s.run = s.runs.New()
	s.recorder = trace.NewRecorder(s.runs.Lookup)
	return s, nil
}

// serve opens the lab as server.Server does, with the clock's Date.
func (s *studio) serve() *http.Server {
	mux := http.NewServeMux()
	demo.Mount(mux, s.runs, demo.Options{Origins: func(*http.Request) string { return "" }})
	dated := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", s.clock.Now().Format(http.TimeFormat))
		mux.ServeHTTP(w, r)
	})
	server := &http.Server{Handler: dated, ConnContext: tap.ConnContext, ConnState: tap.ConnState}
	go server.Serve(tap.Listen(&renamed{Listener: s.listener}, tap.Config{Sink: s.recorder, Now: s.clock.Now, ReplyWait: time.Minute}))
	return server
}

// renamed gives accepted connections the ports of the recording.
type renamed struct {
	net.Listener
	accepted int
}

func (l *renamed) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.accepted++
	return &renamedConn{TCPConn: c.(*net.TCPConn), port: firstPort + l.accepted - 1}, nil
}

type renamedConn struct {
	*net.TCPConn
	port int
}

var loopback = net.IPv4(127, 0, 0, 1)

func (c *renamedConn) LocalAddr() net.Addr  { return &net.TCPAddr{IP: loopback, Port: recordedPort} }
func (c *renamedConn) RemoteAddr() net.Addr { return &net.TCPAddr{IP: loopback, Port: c.port} }

// play steps the clock whenever all is quiet, until the script is done.
func (s *studio) play(done <-chan error) error {
	for {
		select {
		case err := <-done:
			return err
		case <-s.ctx.Done():
			return errors.New("the recording came to a stand")
		case <-time.After(50 * time.Microsecond):
			if s.quiet() {
				s.clock.step()
			}
		}
	}
}

// quiet: every part of the script waits, the trace holds every byte that either
// side has sent, the script has read all of the server's and seen every end,
// and each open exchange is a stream that waits for a token.
func (s *studio) quiet() bool {
	return s.run.Settled() && s.recorder.OpenExchanges() == int(s.runs.Stats().Streams) && s.recorded() && s.waits()
}

func (s *studio) waits() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting == s.actors
}

// recorded: what the script has seen and what the trace holds are the same.
func (s *studio) recorded() bool {
	in, out, ends := tally(s.run.Log)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent == in && s.got == out && s.ended == ends
}

// tally counts the bytes of each direction and the connections that ended.
func tally(log *trace.Log) (in, out, ends int) {
	for _, e := range log.Events(0) {
		switch e.Kind {
		case "bytes":
			n := int(e.Frame.End - e.Frame.Start)
			if e.Dir == 0 {
				in += n
			} else {
				out += n
			}
		case "conn.close":
			ends++
		}
	}
	return in, out, ends
}

// untilQuiet waits for a condition that needs no step of the clock.
func (s *studio) untilQuiet(ok func() bool) error {
	for !ok() {
		select {
		case <-s.ctx.Done():
			return errors.New("the trace never held all that was sent")
		case <-time.After(50 * time.Microsecond):
		}
	}
	return nil
}

// answered waits until the server has said more than it had.
func (s *studio) answered(before int) error {
	return s.untilQuiet(func() bool { _, out, _ := tally(s.run.Log); return out > before })
}

// pause lets d pass in a script without a model.
func (s *studio) pause(d time.Duration) error {
	if err := s.untilQuiet(s.recorded); err != nil {
		return err
	}
	s.clock.advance(d)
	return nil
}

// sleep waits on the clock, as a client waits before it asks again. It counts
// as awake from the very step that wakes it.
func (s *studio) sleep(d time.Duration) error {
	woken := make(chan struct{})
	s.clock.AfterFunc(d, func() {
		s.wait(-1)
		close(woken)
	})
	s.wait(1) // behind it: from here on the clock may step
	select {
	case <-woken:
		return nil
	case <-s.ctx.Done():
		return s.ctx.Err()
	}
}

func (s *studio) wait(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting += n
}
