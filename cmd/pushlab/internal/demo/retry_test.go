package demo

import (
	"bufio"
	"context"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// When the room's profile changes, the event streams that live say anew when to come
// back, and nothing else: the same ids, the same text, and the fault at its event.
func TestSayRetry(t *testing.T) {
	c := newClock()
	var jitter atomic.Bool
	config := c.config()
	config.Settings = func(*Run) Settings {
		if jitter.Load() {
			return Settings{Retry: 7 * time.Second}
		}
		return Settings{Retry: 600 * time.Millisecond}
	}
	b := newBench(t, config)
	type result struct {
		text   string
		events []told
	}
	plain, others := make(chan result, 1), make(chan result, 2)
	go func() {
		resp, err := getSSE(b, "ttft=0&tps=10&tokens=20&fault=fin@15", "")
		if err != nil {
			t.Error(err)
			plain <- result{}
			return
		}
		body, _ := io.ReadAll(resp.Body) // it is cut
		plain <- result{text: string(body)}
	}()
	for _, tr := range everyTransport[2:4] { // ndjson, ws: they have no word for it
		go func() {
			_, events, _ := tr.read(b, "ttft=0&tps=10&tokens=20", "")
			others <- result{events: events}
		}()
	}
	waitUntil(func() bool { return b.streaming() == 3 })
	c.move(b.run, time.Second)
	jitter.Store(true)
	b.run.SayRetry()
	waitUntil(func() bool { return len(b.events("sse.block")) == 2 })
	c.move(b.run, time.Minute)
	got := (<-plain).text
	if n := strings.Count(got, "\n\nretry: 7000\n\nid: "); n != 1 || !strings.HasPrefix(got, "retry: 600\n\n") || strings.Count(got, "retry:") != 2 {
		t.Errorf("the stream said %q, want retry: 600 in front and retry: 7000 once, by itself", got)
	}
	if n := strings.Count(got, "data: "); n != 15 {
		t.Errorf("%d tokens came before fin@15, want 15", n)
	}
	for range 2 {
		if r := <-others; summary(r.events) != "1-20 done" {
			t.Errorf("another transport was told %q, want the tokens alone", summary(r.events))
		}
	}
	b.checkFault(t, "fin@15", true)
}

// An attempt's streams are left alone.
func TestSayRetryToAnAttempt(t *testing.T) {
	b := newBench(t, Config{Settings: func(*Run) Settings { return Settings{Retry: time.Second} }})
	resp, err := getSSE(b, "check=EX05a", "")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	lines.Scan()
	b.run.SayRetry()
	retries := 1
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "retry:") {
			retries++
		}
	}
	if retries != 1 {
		t.Errorf("the attempt's stream said %d times when to come back, want once", retries)
	}
}

// A start is staggered. What goes on is not, nor what begins again behind a cut:
// there the class shall see its own herd.
func TestStaggerIsForStarts(t *testing.T) {
	const knobs = "ttft=0&tps=10&tokens=50"
	for _, test := range []struct {
		name  string
		again func(b *bench, epoch string) // the second stream
		after time.Duration
		want  int // answers that were staggered
	}{
		{"a resume", func(b *bench, epoch string) { readSSE(b, knobs, epoch+"-5") }, 0, 1},
		{"an id of another run", func(b *bench, _ string) { readSSE(b, knobs, "zzzz-5") }, 0, 1},
		{"the same name", func(b *bench, _ string) { readSSE(b, knobs+"&answer=a", "") }, 0, 1},
		{"a client that can not resume", func(b *bench, _ string) { readNDJSON(b, knobs, "") }, 0, 1},
		{"a start a minute later", func(b *bench, _ string) { readSSE(b, knobs, "") }, time.Minute, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := newClock()
			config := c.config()
			config.Settings = func(*Run) Settings { return Settings{Stagger: time.Hour} }
			b := newBench(t, config)
			go readSSE(b, knobs+"&answer=a", "")
			waitUntil(func() bool { return b.run.Streaming() == 1 })
			if n, err := b.run.Strike("rst", 0); n != 1 || err != nil {
				t.Fatalf("Strike = %d, %v, want 1", n, err)
			}
			waitUntil(func() bool { return b.run.Streaming() == 0 })
			if test.after > 0 {
				c.move(b.run, test.after)
			}
			before := len(b.events("http.req"))
			var again sync.WaitGroup
			again.Go(func() { test.again(b, b.events("gen.start")[0].Answer) })
			waitUntil(func() bool { return len(b.events("http.req")) > before && b.run.Streaming() == 1 })
			if got := b.staggered(); got != test.want {
				t.Errorf("%d answers were staggered, want %d", got, test.want)
			}
			b.run.Strike("rst", 0)
			again.Wait()
		})
	}
}

func (b *bench) staggered() (n int) {
	for _, e := range b.events("note") {
		if strings.Contains(e.Text, "the first token") {
			n++
		}
	}
	return n
}

// A buffer holds the server's pings back, so that their client can not answer them:
// it is not given up for that. One that is silent behind it is.
func TestPingsWhileBuffered(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	conn, err := b.dial("ws?ttft=60000&ping=1000")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.NetConn().Close()
	waitUntil(func() bool { return b.run.Streaming() == 1 && b.run.Settled() })
	b.run.Buffer(true)
	c.move(b.run, 10*time.Second)
	if ends := b.events("conn.close"); len(ends) != 0 {
		t.Errorf("ends of the connection behind 10 s of a buffer = %v, want none", ends)
	}
	b.run.Buffer(false)
	go conn.Read(context.Background()) // which answers what was held
	answered := func() bool { return pings(b) > 0 && pongs(b) == pings(b) }
	waitUntil(answered)
	for n := range 4 {
		c.move(b.run, time.Second)
		waitUntil(answered) // and the server has taken note of the ones before
		if ends := b.events("conn.close"); len(ends) != 0 {
			t.Fatalf("ends of the connection %d s behind the buffer = %v, want none", n+1, ends)
		}
	}
}

// pings is how many of them have crossed, and pongs how many answers.
func pings(b *bench) int { return b.frames(wire.ToClient, websocket.OpPing) }
func pongs(b *bench) int { return b.frames(wire.ToServer, websocket.OpPong) }

// frames counts the frames of an opcode in one direction.
func (b *bench) frames(dir wire.Direction, op websocket.Opcode) (n int) {
	for _, e := range b.events("ws.frame") {
		if e.Dir == dir && e.Frame.Opcode == op {
			n++
		}
	}
	return n
}
