package edge

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// Each slice is a write of its own, and a chunk of its own when the body has
// chunks.
func TestSlices(t *testing.T) {
	long := strings.Repeat("ab", 40)
	tests := []struct {
		hops, body string
		want       []string
	}{
		{"slice:3", "abcdefgh", []string{"abc", "def", "gh"}},
		{"slice:65536", "abc", []string{"abc"}},
		{"slice:cr", "a\r\nb\r\n\r\n", []string{"a\r", "\nb\r", "\n\r", "\n"}},
		{"slice:cr", "a\nb\n", []string{"a\nb\n"}},
		{"slice:utf8", "aé你🌍b", []string{"a\xc3", "\xa9\xe4", "\xbd\xa0\xf0", "\x9f\x8c\x8db"}},
		{"slice:random", long, []string{long[:47], long[47:48], long[48:]}},
		{"slice:random&edgeseed=7", long, []string{long[:47], long[47:48], long[48:]}},
		{"slice:random&edgeseed=8", long, []string{long[:3], long[3:16], long[16:52], long[52:]}},
		{"slice:2,slice:3", "abcdef", []string{"ab", "c", "de", "f"}},
	}
	for _, test := range tests {
		for _, chunked := range []bool{false, true} {
			b := newBed(t, func(w http.ResponseWriter, r *http.Request) {
				io.WriteString(w, test.body)
				if chunked {
					http.NewResponseController(w).Flush()
				}
			})
			if got := content(t, b.ask("?edge="+test.hops)); got != test.body {
				t.Errorf("%s: the client has %q, want %q", test.hops, got, test.body)
			}
			want := append([]string(nil), test.want...)
			for i := range want {
				if chunked {
					want[i] = fmt.Sprintf("%x\r\n%s\r\n", len(want[i]), want[i])
				}
			}
			if chunked {
				want = append(want, lastChunk)
			}
			if got := b.writes()[1:]; !reflect.DeepEqual(got, want) {
				t.Errorf("%s, chunked %v: writes behind the head = %q, want %q", test.hops, chunked, got, want)
			}
		}
	}
}

// A merge waits for the end and is one write, the head with it. The trace says
// what was held.
func TestMerge(t *testing.T) {
	b := newBed(t, events(5, 5*time.Millisecond))
	got := b.ask("?edge=merge")
	if want := "data: 1\n\ndata: 2\n\ndata: 3\n\ndata: 4\n\ndata: 5\n\n"; content(t, got) != want {
		t.Errorf("read %q, want %q", got, want)
	}
	writes := b.writes()
	if len(writes) != 1 || !strings.HasSuffix(writes[0], "\r\n\r\n2d\r\ndata: 1\n\ndata: 2\n\ndata: 3\n\ndata: 4\n\ndata: 5\n\n\r\n0\r\n\r\n") {
		t.Errorf("writes = %q, want one", writes)
	}
	n, _ := b.of("edge", "edge.hold", 1)[0].Held() // for how long: TestHoldInTime
	if head, _, _ := strings.Cut(writes[0], "\r\n\r\n"); n != int64(len(head)+4+45) {
		t.Errorf("held %d bytes, want %d", n, len(head)+4+45)
	}
}

// A hold lets go when it has enough, or when it is time. The server goes on when
// the client has what was let go: what it says at once may come at once.
func TestHold(t *testing.T) {
	for _, row := range []struct {
		hops        string
		first, then int // events that the server sends, and waits between
	}{{"hold:20", 3, 2}, {"hold:20ms", 1, 1}} {
		read := make(chan bool, 1)
		b := newBed(t, func(w http.ResponseWriter, r *http.Request) {
			events(row.first, 0)(w, r)
			<-read
			events(row.then, 0)(w, r)
		})
		t.Cleanup(func() { close(read) })
		c := b.dial()
		mustWrite(t, c, get("?edge="+row.hops))
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		const all = "data: 1\n\ndata: 2\n\ndata: 3\n\n"
		mustRead(t, res.Body, all[:9*row.first])
		read <- true
		mustRead(t, res.Body, all[:9*row.then])
		var sizes []int
		for _, w := range b.writes() {
			if n := strings.Count(w, "data: "); n > 0 {
				sizes = append(sizes, n)
			}
		}
		if want := []int{row.first, row.then}; !reflect.DeepEqual(sizes, want) { // besides those of a head or an end alone
			t.Errorf("%s: events in the writes = %v, want %v", row.hops, sizes, want)
		}
	}
}

// What a hold keeps it keeps for its time, or to the end: the head waits with the
// body, and the trace says how much it was and for how long.
func TestHoldInTime(t *testing.T) {
	for _, row := range []struct {
		hop        hold
		came, told string
	}{
		{hold{time: 20 * time.Millisecond}, "[20ms HEADone 300ms two 600ms]", "[7 20 3 20]"},
		{hold{}, "[600ms HEADonetwo]", "[10 600]"},
	} {
		synctest.Test(t, func(t *testing.T) {
			var group sync.WaitGroup
			var came, told []string
			l := line{ctx: t.Context(), group: &group, tell: func(_, text string) { told = append(told, text) }}
			in, out := l.start([]Hop{row.hop})
			group.Go(func() {
				l.give(in, piece{head: []byte("HEAD")})
				time.Sleep(5 * time.Millisecond)
				l.give(in, piece{body: []byte("one")})
				time.Sleep(275 * time.Millisecond)
				l.give(in, piece{body: []byte("two")})
				time.Sleep(320 * time.Millisecond)
				l.give(in, piece{end: whole})
			})
			began := time.Now()
			for p := (piece{}); p.end == goesOn; {
				p, _ = l.take(out)
				came = append(came, strings.TrimSpace(fmt.Sprintf("%v %s%s", time.Since(began), p.head, p.body)))
			}
			group.Wait()
			if fmt.Sprint(came) != row.came || fmt.Sprint(told) != row.told {
				t.Errorf("%+v: %v came and %v was told, want %s and %s", row.hop, came, told, row.came, row.told)
			}
		})
	}
}

// Over a way of so long a round trip nothing comes sooner than that, and what
// is on its way at the same time arrives at the same time.
func TestLatency(t *testing.T) {
	const roundTrip = 80 * time.Millisecond
	var b *bed
	b = newBed(t, func(w http.ResponseWriter, r *http.Request) { // a write is recorded behind it, when the edge may have it
		b.log.Append(trace.Event{Kind: "note", Text: "the response"})
		events(10, 0)(w, r)
		b.log.Append(trace.Event{Kind: "note", Text: "the end"})
	})
	began := time.Now()
	if got := content(t, b.ask("?edge=latency:80")); len(got) != 10*9-0+1 {
		t.Errorf("read %q", got)
	}
	if took := time.Since(began); took < roundTrip {
		t.Errorf("took %v, want %v at least", took, roundTrip)
	}
	at, back := b.of("edge", "http.req", 1)[0].At, b.of("edge", "http.resp", 1)[0].At
	there, sent := b.of("lab", "http.req", 1)[0].At, b.of("", "note", 1)[0].At
	if there-at < roundTrip/2 || back-sent < roundTrip/2 {
		t.Errorf("the request took %v, the response %v, want %v at least", there-at, back-sent, roundTrip/2)
	}
	end, sentEnd := b.of("edge", "http.end", 1)[0].At, b.of("", "note", 2)[1].At
	if end-sentEnd < roundTrip/2 {
		t.Errorf("the end took %v, want %v at least", end-sentEnd, roundTrip/2)
	}
}

// Before the head an idle proxy answers 504, which a page may read; behind it
// there is only FIN. Its patience is that of two seconds, in which any server has
// the request.
func TestIdle(t *testing.T) {
	for name, row := range map[string]struct {
		query, field string
		want         []string
		end          string // of all that comes
		fault, close string
	}{
		"text":            {"?edge=idle:2000", "Origin: http://page", []string{"HTTP/1.1 504 Gateway Timeout\r\n", "Access-Control-Allow-Origin: http://page\r\n", "Connection: close\r\n", "for 2000 ms"}, "", "504@idle 2000 ms", "server fin"},
		"JSON":            {"?edge=latency:2,idle:2000", "Content-Type: application/json", []string{`{"error":"The edge has waited`}, "", "504@idle 2000 ms", "server fin"},
		"behind the head": {"?head&edge=idle:2000", "X: y", nil, "data: 1\n\n\r\n", "fin@idle 2000 ms", "edge fin"}, // no last chunk
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBed(t, silent)
			got := b.ask(row.query, row.field)
			for _, want := range row.want {
				if !strings.Contains(got, want) {
					t.Errorf("read %q, want %q in it", got, want)
				}
			}
			if !strings.HasSuffix(got, row.end) {
				t.Errorf("read %q, want %q at its end", got, row.end)
			}
			if fault := b.of("edge", "fault", 1)[0].Text; fault != row.fault {
				t.Errorf("fault = %q, want %q", fault, row.fault)
			}
			if e := b.of("edge", "conn.close", 1)[0]; e.Text != row.close {
				t.Errorf("closed by %q, want %q", e.Text, row.close)
			}
			b.of("lab", "conn.close", 1) // the server hears of it
		})
	}
}

// silent sends an event, where it is asked for a head, and nothing more.
func silent(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Has("head") {
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, "data: 1\n\n")
		http.NewResponseController(w).Flush()
	}
	<-r.Context().Done()
}

// An idle proxy does not mind a slow answer that goes on.
func TestIdleIsNoCap(t *testing.T) {
	b := newBed(t, events(8, 60*time.Millisecond))
	if got := content(t, b.ask("?edge=idle:5000")); strings.Count(got, "data: ") != 8 {
		t.Errorf("read %q", got)
	}
	if closed := b.of("edge", "conn.close", 1)[0]; closed.Text == "edge fin" {
		t.Error("the edge gave up")
	}
}

// A cut is at its byte: of the head, of the body, behind other hops too.
func TestCut(t *testing.T) {
	tests := []struct {
		hops string
		n    int // bytes that come
		err  error
	}{
		{"cut:fin@b0", 0, nil},
		{"cut:fin@b9", 9, nil},
		{"cut:fin@b130", 130, nil},
		{"cut:rst@b0", 0, syscall.ECONNRESET},
		{"latency:2,cut:fin@b130", 130, nil},
		{"cut:fin@b130,slice:10", 130, nil},
		{"merge,cut:fin@b130", 130, nil},
	}
	for _, test := range tests {
		b := newBed(t, text(strings.Repeat("x", 1024))) // of a length: chunks of the edge's own would not count
		c := b.dial()
		mustWrite(t, c, get("?edge="+test.hops))
		got, err := io.ReadAll(c)
		if len(got) != test.n || !errors.Is(err, test.err) {
			t.Errorf("%s: %d bytes, %v, want %d, %v", test.hops, len(got), err, test.n, test.err)
		}
		if got, want := b.of("edge", "fault", 1)[0].Text, test.hops[strings.Index(test.hops, "cut:")+4:]; !strings.HasPrefix(want, got) {
			t.Errorf("%s: fault %q", test.hops, got)
		}
	}
}

// Hops stand in the order in which they are named: a merge next to the client
// undoes a slice behind it, and not the other way round.
func TestOrder(t *testing.T) {
	for hops, want := range map[string]int{"merge,slice:1": 1, "slice:1,merge": 9} {
		b := newBed(t, text("123456789"))
		b.ask("?edge=" + hops)
		if got := len(b.writes()); got != want {
			t.Errorf("%s: %d writes, want %d", hops, got, want)
		}
	}
}

// Values that are none are refused with a sentence, and nothing of the request
// gets to the server.
func TestBadHops(t *testing.T) {
	b := newBed(t, func(http.ResponseWriter, *http.Request) { t.Error("a request came through") })
	tests := map[string]string{
		"edge=latency:-1":                  `latency must be a whole number from 0 to 8000 ms; "latency:-1" was sent.`,
		"edge=latency:8001":                "latency must be",
		"edge=latency:8000,latency:1":      "latency may be 8000 ms in all; 8001 ms were sent.",
		"edge=latency":                     "latency must be",
		"edge=idle:0":                      "idle must be a whole number from 1 to 60000 ms",
		"edge=slice:0":                     "slice must be a whole number from 1 to 65536 bytes, or cr, utf8 or random",
		"edge=merge:1":                     "merge stands alone",
		"edge=hold:":                       "hold must be a whole number",
		"edge=hold:0ms":                    "hold must be a whole number from 1 to 60000 ms",
		"edge=latency:9~10":                "the jitter of latency must be a whole number from 0 to 9 ms",
		"edge=latency:9~":                  "the jitter of latency must be",
		"edge=latency:4001~4000":           "latency may be 8000 ms in all; 8001 ms were sent.",
		"edge=stall:0@b1":                  "stall must be a whole number from 1 to 60000 ms",
		"edge=stall:5":                     "stall's N in stall:MS@bN must be",
		"edge=throttle:0":                  "throttle must be a whole number from 1 to 1000000 bytes a second",
		"edge=refuse:1":                    "refuse stands alone",
		"edge=strip:1":                     "strip stands alone",
		"edge=down:2000":                   "down says how long a cut:restart@bN takes, and there is none.",
		"edge=cut:restart@b3,down:0":       "down must be a whole number from 1 to 60000 ms",
		"edge=cut:fin":                     "cut must be fin@bN, rst@bN, restart@bN, blackhole@bN or half@bN",
		"edge=cut:end@b3":                  "cut must be fin@bN",
		"edge=cut:fin@b3:5":                "cut must be fin@bN",
		"edge=cut:half@b3:":                "the time of half must be a whole number from 1 to 60000 ms",
		"edge=cut:blackhole@b3:60001":      "the time of blackhole must be",
		"edge=merge&edgeonce=a_b":          "edgeonce must be 1 to 32 letters and digits; \"a_b\" was sent.",
		"edge=merge&edgeonce=a&edgeonce=b": "edgeonce must be sent once",
		"edge=wobble":                      "a hop is latency:MS",
		"edge=latency:1,":                  "a hop is latency:MS",
		"edge=merge&edge=merge":            "edge must be sent once",
		"edge=slice:random&edgeseed=x":     "edgeseed must be a whole number",
		"edge=slice:1&edgegap=101":         "edgegap must be a whole number from 0 to 100; \"101\" was sent.",
		"edge=" + strings.Repeat("merge,", 8) + "merge": "at most 8 hops; 9 were sent",
	}
	for query, want := range tests {
		got := b.ask("?" + query)
		if !strings.HasPrefix(got, "HTTP/1.1 400 Bad Request\r\n") || !strings.Contains(content(t, got), want) {
			t.Errorf("%s: read %q, want 400 and %q", query, got, want)
		}
	}
	if got := b.ask("", "X-Pushlab-Edge: slice"); !strings.Contains(got, "slice must be") {
		t.Errorf("as a header: %q", got)
	}
}

// Hops come from the query, from a header, or from the place.
func TestWhereHopsComeFrom(t *testing.T) {
	b := newBed(t, text("hello"))
	for i, ask := range []func() string{
		func() string { return b.ask("?edge=slice:random&edgeseed=3") },
		func() string { return b.ask("", "x-pushlab-edge: slice:random", "X-PUSHLAB-edgeseed: 3") },
		func() string { return b.ask("?default=slice:1") },
		func() string { return b.ask("?default=slice:1&edge=slice:5") },
	} {
		ask()
		end := b.of("edge", "http.end", i+1)[i]
		got := 0
		for _, e := range b.log.Events(0) {
			if e.Kind == "bytes" && e.Conn == end.Conn && e.Dir == end.Dir {
				got++
			}
		}
		if want := []int{2, 2, 6, 2}[i]; got != want {
			t.Errorf("request %d: %d writes, want %d", i+1, got, want)
		}
	}
}

// A preflight is as far as the request behind it, but nothing happens to it.
func TestPreflight(t *testing.T) {
	b := newBed(t, text("hello"))
	for _, hops := range []string{"cut:fin@b3", "merge", "idle:1,latency:50", "wobble"} {
		c := b.dial()
		began := time.Now()
		mustWrite(t, c, strings.Replace(get("?edge="+hops), "GET", "OPTIONS", 1))
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || res.StatusCode != 200 {
			t.Fatalf("%s: %v, %v", hops, res, err)
		}
		if took := time.Since(began); strings.Contains(hops, "latency") && took < 50*time.Millisecond {
			t.Errorf("%s: took %v", hops, took)
		}
	}
}

// Who leaves is gone on the other side too, in mid-stream and over a long way.
func TestAborts(t *testing.T) {
	for _, hops := range []string{"", "?edge=latency:10", "?edge=merge", "?edge=slice:1"} {
		b := newBed(t, func(w http.ResponseWriter, r *http.Request) {
			events(1, 0)(w, r)
			<-r.Context().Done()
		})
		for i, how := range []string{"client fin", "client rst"} {
			c := b.dial()
			mustWrite(t, c, get(hops))
			b.of("lab", "sse.event", i+1)
			if !strings.Contains(hops, "merge") { // what is not read would make an RST of a FIN
				res, err := http.ReadResponse(bufio.NewReader(c), nil)
				if err != nil {
					t.Fatal(err)
				}
				mustRead(t, res.Body, "data: 1\n\n")
			}
			if how == "client rst" {
				c.SetLinger(0)
			}
			c.Close()
			for _, place := range []string{"edge", "lab"} {
				if got := b.of(place, "conn.close", i+1)[i].Text; got != how {
					t.Errorf("%s: the %s hears %q, want %q", hops, place, got, how)
				}
			}
		}
	}
}

// A server that breaks off is passed on as it did it, behind what it had said.
func TestServerAborts(t *testing.T) {
	for how, want := range map[string]error{"fin": nil, "rst": syscall.ECONNRESET} {
		for _, hops := range []string{"", "?edge=latency:10", "?edge=slice:4"} {
			read := make(chan bool)
			b := newBed(t, func(w http.ResponseWriter, r *http.Request) {
				events(2, 0)(w, r)
				c, _, _ := http.NewResponseController(w).Hijack()
				if <-read; how == "rst" { // which overtakes what was not read
					c.(interface{ SetLinger(int) error }).SetLinger(0)
				}
				c.Close()
			})
			c := b.dial()
			mustWrite(t, c, get(hops))
			r := bufio.NewReader(c)
			res, err := http.ReadResponse(r, nil)
			if err != nil {
				t.Fatal(err)
			}
			mustRead(t, res.Body, "data: 1\n\ndata: 2\n\n")
			read <- true
			if got, err := io.ReadAll(r); !errors.Is(err, want) || strings.Contains(string(got), lastChunk) {
				t.Errorf("%s%s: behind the events came %q, %v, want %v", how, hops, got, err, want)
			}
			if e := b.of("edge", "conn.close", 1)[0]; e.Text != "server "+how {
				t.Errorf("%s%s: closed by %q", how, hops, e.Text)
			}
		}
	}
}

// A client that does not read stops the server, and when it leaves nothing is
// left of its exchange.
func TestNobodyReads(t *testing.T) {
	wrote := make(chan int, 1)
	b := newBed(t, func(w http.ResponseWriter, r *http.Request) {
		n := 0
		for ; n < 1<<15; n++ {
			if _, err := w.Write(make([]byte, 4096)); err != nil {
				break
			}
		}
		wrote <- n
	})
	c := b.dial()
	c.SetReadBuffer(4096)
	mustWrite(t, c, get("?edge=latency:2,slice:1000"))
	select {
	case n := <-wrote:
		t.Errorf("%d times 4 KiB were taken while nobody read", n)
	case <-time.After(300 * time.Millisecond):
	}
	c.Close()
	if n := <-wrote; n == 1<<15 {
		t.Error("the server wrote all of it")
	}
}

// Nothing is left of exchanges, whichever way they ended.
func TestNothingLeaks(t *testing.T) {
	b := newBed(t, events(3, time.Millisecond))
	before := runtime.NumGoroutine() // without a connection
	for _, hops := range []string{"?edge=cut:blackhole@b150", "?edge=cut:half@b150:1,nagle", "?edge=cut:restart@b150,down:1", "?edge=refuse", "?edge=stall:1@b9,throttle:1000000,latency:2~2", "?edge=http10,strip", "?edge=http10,cut:fin@b99&edgeonce=a", "", "?edge=latency:2,idle:60000,slice:1,hold:9,merge", "?edge=cut:fin@b200", "?edge=cut:rst@b1,latency:1", "?edge=wobble", "?edge=hold:60000ms"} {
		for range 5 {
			if !strings.Contains(hops, "blackhole") { // whose 30 s nobody waits for
				b.ask(hops)
			}
			c := b.dial()
			mustWrite(t, c, get(hops))
			c.SetLinger(0)
			c.Close()
		}
	}
	if after := settled(before); after > before {
		stacks := make([]byte, 1<<20)
		t.Errorf("%d goroutines before, %d after:\n%s", before, after, stacks[:runtime.Stack(stacks, true)])
	}
}

// settled waits until there are no more goroutines than that, or long enough.
func settled(most int) (n int) {
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		if n = runtime.NumGoroutine(); n <= most || time.Now().After(end) {
			return n
		}
	}
}

// Pieces that are on their way at the same time do not wait for each other. That
// a request has ended is no message, and needs no time: the next one on the
// connection is not held up.
func TestLatencyIsNoQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var group sync.WaitGroup
		l := line{ctx: t.Context(), group: &group}
		in, out := l.start([]Hop{latency{roundTrip: 200 * time.Millisecond}})
		began := time.Now()
		for i := range 5 {
			l.give(in, piece{body: []byte{byte(i)}})
			time.Sleep(10 * time.Millisecond)
		}
		for i := range 5 {
			p, _ := l.take(out)
			if took := time.Since(began); took != time.Duration(100+10*i)*time.Millisecond || p.body[0] != byte(i) {
				t.Errorf("piece %d is %v, after %v", i, p.body, took)
			}
		}
		began = time.Now()
		l.give(in, piece{end: free})
		if p, _ := l.take(out); p.end != free || time.Since(began) != 0 {
			t.Errorf("the end of the request took %v", time.Since(began))
		}
		group.Wait()
	})
}
