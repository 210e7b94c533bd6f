package edge

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Under a key what breaks acts in one exchange of a run, with all its hops.
func TestOnce(t *testing.T) {
	long := strings.Repeat("x", 1024)
	for _, hops := range []string{"cut:fin@b300", "cut:rst@b0", "refuse", "cut:blackhole@b300:20", "cut:half@b300:20", "cut:restart@b300,down:1", "stall:20@b100,cut:fin@b300"} {
		b := newBed(t, text(long))
		ask := func(run, query string) bool {
			return strings.HasSuffix(b.askRaw(strings.Replace(get(query, "Connection: close"), "/r/x/", "/r/"+run+"/", 1)), long)
		}
		for i, test := range []struct {
			run, once string
			whole     bool
		}{
			{"x", "&edgeonce=A", false}, {"x", "&edgeonce=A", true}, {"x", "&edgeonce=A", true},
			{"x", "&edgeonce=a", false}, {"x", "&edgeonce=a", true}, {"y", "&edgeonce=A", false}, {"y", "&edgeonce=A", true},
			{"x", "", false}, {"x", "", false},
		} {
			for strings.Contains(hops, "down") && b.proxy.memory.isDown(test.run) { // for a millisecond
			}
			if got := ask(test.run, "?edge="+hops+test.once); got != test.whole {
				t.Errorf("%s, request %d: whole: %v, want %v", hops, i+1, got, test.whole)
			}
		}
	}
}

// A stall is once too. A fault that was not reached has not acted.
func TestOnceIsWhenItActs(t *testing.T) {
	b := newBed(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, strings.Repeat("x", map[bool]int{true: 1024, false: 10}[r.URL.Query().Has("long")]))
	})
	for range 2 {
		b.ask("?edge=cut:fin@b900", "X-Pushlab-Edgeonce: key")
	}
	if got := b.texts("fault"); len(got) > 0 {
		t.Errorf("a short response met %q", got)
	}
	for range 3 {
		b.ask("?long&edge=cut:fin@b900", "X-Pushlab-Edgeonce: key")
		b.ask("?long&edge=stall:1@b50&edgeonce=other")
	}
	if got := fmt.Sprint(b.texts("fault")); got != "[fin@b900 stall@b50]" {
		t.Errorf("faults = %s, want each once", got)
	}
}

// What is remembered is bounded, in runs and in keys; the newest is kept.
func TestMemoryIsBounded(t *testing.T) {
	m := memory{runs: map[string]*remembered{}}
	for i := range 3 * maxRemembered {
		m.claim(fmt.Sprint("run", i), "k", m.number())
		m.claim("used", fmt.Sprint(i), m.number())
	}
	last := fmt.Sprint(3*maxRemembered - 1)
	if len(m.runs) != maxRemembered || m.claim("run"+last, "k", 0) || !m.claim("run0", "k", 0) {
		t.Errorf("%d runs are kept, want the newest %d", len(m.runs), maxRemembered)
	}
	if m.takeDown("", time.Minute); m.isDown("") {
		t.Error("what is asked for outside of runs gets 502")
	}
	if r := m.runs["used"]; len(r.acted) != maxKeys || len(r.keys) != maxKeys || m.claim("used", last, 0) {
		t.Errorf("%d keys are kept, want the newest %d", len(r.acted), maxKeys)
	}
}

// A fault that is not reached, or is over, is not one of the next exchange on
// the connection.
func TestFaultEndsWithItsExchange(t *testing.T) {
	b := newBed(t, text("hello"))
	c := b.dial()
	r := bufio.NewReader(c)
	for _, hops := range []string{"cut:fin@b100000", "cut:rst@b100000", "cut:blackhole@b100000", "cut:half@b100000", "cut:restart@b100000", "stall:1@b5", "stall:60000@b100000",
		"throttle:1000000", "latency:4~4", "nagle", "strip", "http10", "latency:2~1,nagle,http10,strip,throttle:100000,stall:1@b9,cut:fin@b9000"} {
		for _, query := range []string{"?edge=" + hops, ""} {
			mustWrite(t, c, get(query, "Upgrade: x"))
			if got := readBody(t, r); got != "hello" {
				t.Errorf("%q: read %q", query, got)
			}
		}
	}
	if n := len(b.texts("conn.open")); n != 1 {
		t.Errorf("%d connections, want 1", n)
	}
}
