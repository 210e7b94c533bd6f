package main

import (
	"math/rand/v2"
	"net/http"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// recordings10 are the runs of "Four ways to lose a wire".
var recordings10 = []recording{
	{
		lesson: "10-disconnects-compared", name: "told",
		title: "A message ladder of an event stream: behind token 2 a FIN, behind token 4 a reset, and behind token 6 a restart, with 502 until the server is back; the client comes back behind each with the id of the last event, after a random wait.",
		run:   func(s *studio) error { return s.watch("tokens=8&ttft=200&tps=5&fault=fin@2,rst@4,restart@6&answer=A1") },
	},
	{
		lesson: "10-disconnects-compared", name: "silence",
		title: "A message ladder of an event stream with a heartbeat each second: behind token 4 it falls into a blackhole, and nothing more comes; 2.5 s after the last byte the watchdog closes the connection, the client asks again with the id of token 4, and gets the rest.",
		run: func(s *studio) error {
			return s.watch("tokens=10&ttft=2500&tps=2&heartbeat=1000&fault=blackhole@4&answer=A1")
		},
	},
	{
		lesson: "10-disconnects-compared", name: "silence-ws",
		title: "A message ladder of a WebSocket with a heartbeat each second: behind token 4 it falls into a blackhole; 2.5 s after the last byte the watchdog closes it, the client opens another one, sends resume with the id of token 4, and gets the rest.",
		run: func(s *studio) error {
			return s.watchSocket("tokens=10&ttft=2500&tps=2&heartbeat=1000&fault=blackhole@4&answer=A1")
		},
	},
}

// Of static/js/clients: watchdog.js with a heartbeat each second, and backoff.js.
const (
	watchTime = 2500 * time.Millisecond
	firstWait = 250 * time.Millisecond
	mostWait  = 8 * time.Second
)

// A backoff draws how long the client waits: each time from nothing to a bound
// that doubles.
type backoff struct {
	failures int
	chance   *rand.Rand
}

func newBackoff() *backoff { return &backoff{chance: rand.New(rand.NewChaCha8([32]byte{}))} }

func (b *backoff) next() time.Duration {
	most := min(mostWait, firstWait<<b.failures)
	b.failures++
	return time.Duration(b.chance.IntN(int(most.Milliseconds()))) * time.Millisecond
}

// watch plays the lesson's client over an event stream: it reads with a watchdog,
// and comes back behind every loss, and behind 502, with the id of the last event.
func (s *studio) watch(query string) error {
	s.watchful = true
	stream, wait := wire.NewEventStream(), newBackoff()
	for {
		done, status, err := s.read("sse?"+query, stream)
		if err != nil || done {
			return err
		}
		if status == http.StatusOK {
			wait.failures = 0
		}
		retry := time.Duration(max(0, stream.Retry)) * time.Millisecond
		if err := s.sleep(retry + wait.next()); err != nil {
			return err
		}
	}
}

// read makes one request and reads its response.
func (s *studio) read(path string, stream *wire.EventStream) (done bool, status int, err error) {
	c, resp, err := s.ask(path, stream)
	if err != nil {
		return false, 0, err
	}
	done = readEvents(resp.Body, stream)
	return done, resp.StatusCode, c.hangUp()
}

// watchSocket plays the lesson's client over WebSocket.
func (s *studio) watchSocket(query string) error {
	s.watchful = true
	last, wait := "", newBackoff()
	for {
		done, err := s.converse(query, &last)
		if err != nil || done {
			return err
		}
		if err := s.sleep(wait.next()); err != nil {
			return err
		}
	}
}

// A watchdog closes its connection when nothing has come for watchTime.
type watchdog struct {
	stop func() bool // nil: it does not run
	bit  bool
}

// watch sets the watchdog of the connection anew, if its script is watchful.
func (c *countedConn) watch() {
	c.rest()
	if !c.s.watchful {
		return
	}
	c.dog.stop = c.s.clock.AfterFunc(watchTime, func() {
		c.s.mu.Lock()
		c.dog.bit = true
		c.s.waiting-- // who reads is awake from this very step on
		c.s.mu.Unlock()
		c.Close()
	})
}

// rest stops the watchdog.
func (c *countedConn) rest() {
	if c.dog.stop != nil {
		c.dog.stop()
		c.dog.stop = nil
	}
}
