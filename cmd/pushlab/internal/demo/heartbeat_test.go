package demo

import (
	"context"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// After so much silence comes a sign of life, also before the first token, and
// none behind done. No fault counts it.
func TestHeartbeat(t *testing.T) {
	for _, tr := range everyTransport[:5] {
		t.Run(tr.name, func(t *testing.T) {
			c := newClock()
			b := newBench(t, c.config())
			type result struct {
				events []told
				err    error
			}
			answer := make(chan result, 1)
			go func() {
				_, events, err := tr.read(b, "ttft=2500&tps=1000&tokens=3&fault=fin@4&heartbeat=1000", "")
				answer <- result{events, err}
			}()
			waitUntil(func() bool { return len(b.events("gen.start")) == 1 && b.readers() == 1 && b.run.Settled() })
			c.move(b.run, time.Minute)
			got := <-answer
			var kinds []string
			for _, e := range got.events {
				kinds = append(kinds, e.kind)
			}
			if text := strings.Join(kinds, " "); text != "heartbeat heartbeat message message message done" {
				t.Errorf("told %q, %v, want two heartbeats, three tokens and done", text, got.err)
			}
			b.checkFault(t, "fin@4", true)
		})
	}
}

// A client that comes back without saying so hears what the answer was begun with.
func TestHeartbeatStays(t *testing.T) {
	for query, want := range map[string]time.Duration{"": time.Second, "heartbeat=0": 0, "heartbeat=2000": 2 * time.Second} {
		k, err := knobsOf(query)
		if err != nil {
			t.Fatal(err)
		}
		r := &reader{answer: &Answer{heartbeat: time.Second}}
		if r.beats(k.Heartbeat); r.pulse.every != want {
			t.Errorf("%q: a heartbeat every %v, want %v", query, r.pulse.every, want)
		}
	}
}

// A peer that answers pings keeps its connection; one that does not loses it
// behind the second.
func TestPing(t *testing.T) {
	for _, answers := range []bool{true, false} {
		c := newClock()
		b := newBench(t, c.config())
		conn, err := b.dial("ws?ttft=60000&ping=1000")
		if err != nil {
			t.Fatal(err)
		}
		pings := func() (n int) {
			for _, e := range b.events("ws.frame") {
				if e.Frame.Opcode == websocket.OpPing {
					n++
				}
			}
			return n
		}
		if answers {
			go conn.Read(context.Background())
		}
		waitUntil(b.run.Settled)
		for n := 1; n <= 4; n++ {
			c.move(b.run, time.Second)
			if answers {
				waitUntil(func() bool { return pings() == n && len(b.events("ws.frame")) == 2*n })
			}
		}
		if dropped := len(b.events("note")) == 1; dropped == answers {
			t.Errorf("notes %v for a peer that answers: %v", b.events("note"), answers)
		}
		if got := pings(); !answers && got != 2 {
			t.Errorf("%d pings to a peer that does not answer, want 2", got)
		}
		if ends := b.events("conn.close"); !answers && (len(ends) != 1 || ends[0].Text != "server rst") {
			t.Errorf("ends of the connection = %v, want a reset by the server", ends)
		}
		conn.NetConn().Close()
	}
}
