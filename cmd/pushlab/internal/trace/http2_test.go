package trace

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// A client2 speaks HTTP/2 over one connection.
type client2 struct {
	http.Client
	conn net.Conn
}

// over2 returns a client of the lab.
func over2(t *testing.T, l *lab) *client2 {
	t.Helper()
	conn, err := net.Dial("tcp", l.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	only := make(chan net.Conn, 1)
	only <- conn
	transport := &http.Transport{Protocols: &http.Protocols{}}
	transport.Protocols.SetUnencryptedHTTP2(true)
	transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
		select {
		case conn := <-only:
			return conn, nil
		case <-t.Context().Done(): // net/http also dials while it has not put the connection where others find it
		case <-time.After(time.Minute):
		}
		return nil, errors.New("a second connection")
	}
	return &client2{http.Client{Transport: transport}, conn}
}

func get2(t *testing.T, c *client2, url string) string {
	t.Helper()
	res, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.Proto != "HTTP/2.0" {
		t.Fatalf("%s, %v", res.Proto, err)
	}
	return string(b)
}

// textsOf lists the kinds of events but for bytes and frames of HTTP/2, which
// depend on how net/http schedules its goroutines.
func textsOf(events []Event) string {
	kinds := slices.DeleteFunc(kindsOf(events), func(kind string) bool { return kind == "bytes" || kind == "h2.frame" })
	return strings.Join(kinds, " ")
}

func TestRecordsHTTP2(t *testing.T) {
	l := newLab(t, tokens)
	c := over2(t, l)
	if got := get2(t, c, "http://"+l.addr+"/r/run1/sse?e=a"); !strings.Contains(got, "token 2") {
		t.Fatalf("got %q", got)
	}
	c.conn.Close()
	events, log := l.wait(t, "run1", "conn.close"), l.log("run1")
	if got, want := textsOf(events), "conn.open http.req http.resp sse.event sse.event sse.event http.end conn.close"; got != want {
		t.Errorf("events:\n%s\nwant:\n%s", got, want)
	}
	if !log.IsHTTP2(1) || log.IsHTTP2(0) || log.IsHTTP2(2) {
		t.Error("IsHTTP2 is not true for connection 1 alone")
	}
	if got := log.Stream(1, wire.ToServer); !strings.HasPrefix(string(got), wire.HTTP2Preface) {
		t.Errorf("the stream begins with %q, want the preface", got)
	}
	req, res := log.Head(only(t, log, "http.req")[0]), log.Head(only(t, log, "http.resp")[0])
	if req.Method != "GET" || req.Target != "/r/run1/sse?e=a" || req.Proto != "HTTP/2.0" || req.Get(":scheme") != "http" {
		t.Errorf("request %+v", req)
	}
	if res.Status != 200 || res.Get("Content-Type") != "text/event-stream" {
		t.Errorf("response %+v", res)
	}
	end := only(t, log, "http.end")[0]
	if end.Text != "end-stream" || end.Exchange != 1 || end.Dir != wire.ToClient {
		t.Errorf("the exchange ended by %+v, want end-stream of exchange 1", end)
	}
	if got := l.recorder.OpenExchanges(); got != 0 {
		t.Errorf("%d open exchanges, want 0", got)
	}
	checkTiles(t, log)
}

// checkTiles checks that the lowest layer tiles each stream, and that each byte
// of each frame has a name.
func checkTiles(t *testing.T, l *Log) {
	t.Helper()
	at := map[[2]int]int64{}
	for _, e := range l.Events(0) {
		if !e.IsFrame() {
			continue
		}
		if side := [2]int{e.Conn, int(e.Dir)}; e.Frame.Layer == wire.HTTP2 {
			if e.Frame.Start != at[side] {
				t.Errorf("%s of connection %d begins at %d, want %d", e.Kind, e.Conn, e.Frame.Start, at[side])
			}
			at[side] = e.Frame.End
		}
		checkNamed(t, l.Dump(e))
	}
	for side, end := range at {
		if got := int64(len(l.Stream(side[0], wire.Direction(side[1])))); got != end {
			t.Errorf("connection %d %s: %d bytes, frames end at %d", side[0], wire.Direction(side[1]), got, end)
		}
	}
}

// checkNamed checks that every byte of a dump is in a field.
func checkNamed(t *testing.T, d Dump) {
	t.Helper()
	named := make([]bool, len(d.Bytes))
	for _, f := range d.Fields {
		for i := f.Offset; !f.Decoded && i < f.Offset+f.Length && i < len(named); i++ {
			named[i] = true
		}
	}
	if i := slices.Index(named, false); i >= 0 {
		t.Errorf("byte %d of %q has no name", i, d.Bytes)
	}
}

// Two runs share a connection, and their streams interleave: each has its own
// bytes only, and what is the connection's.
func TestRunsShareAConnection(t *testing.T) {
	const rounds = 20
	l := newLab(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "text/event-stream")
		for range rounds {
			fmt.Fprintf(w, "data: %s\n\n", body)
			http.NewResponseController(w).Flush()
		}
	})
	c := over2(t, l)
	get2(t, c, "http://"+l.addr+"/nobody") // so that there is one connection
	var wait sync.WaitGroup
	for _, run := range []string{"run1", "run2"} {
		for range 4 {
			wait.Go(func() {
				res, err := c.Post("http://"+l.addr+"/r/"+run+"/x", "text/plain", strings.NewReader("says "+run))
				if err != nil {
					t.Error(err)
					return
				}
				io.Copy(io.Discard, res.Body)
				res.Body.Close()
			})
		}
	}
	wait.Wait()
	c.conn.Close()
	for run, other := range map[string]string{"run1": "run2", "run2": "run1"} {
		events, log := l.wait(t, run, "conn.close"), l.log(run)
		if got := len(only(t, log, "sse.event")); got != 4*rounds {
			t.Errorf("%s has %d events, want %d", run, got, 4*rounds)
		}
		if got := len(only(t, log, "http.end")); got != 4 || events[0].Kind != "conn.open" {
			t.Errorf("%s: %d exchanges ended, want 4", run, got)
		}
		for _, dir := range []wire.Direction{wire.ToServer, wire.ToClient} {
			if bytes.Contains(log.Stream(1, dir), []byte(other)) {
				t.Errorf("%s has bytes of %s", run, other)
			}
		}
		for _, e := range only(t, log, "http.req") {
			if got := log.Head(e).Target; got != "/r/"+run+"/x" {
				t.Errorf("%s has a request for %s", run, got)
			}
		}
		for _, e := range only(t, log, "sse.event") {
			if got := string(log.Bytes(e)); got != "data: says "+run+"\n\n" {
				t.Errorf("%s: event %q", run, got)
			}
		}
		checkTiles(t, log)
		checkRoundTrip(t, log)
	}
	if got := l.recorder.OpenExchanges(); got != 0 {
		t.Errorf("%d open exchanges, want 0", got)
	}
}

// checkRoundTrip writes a trace and reads it again.
func checkRoundTrip(t *testing.T, l *Log) {
	t.Helper()
	text := written(t, l)
	again, err := ReadJSONL(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v, in:\n%s", err, text)
	}
	if got := written(t, again); got != text {
		t.Errorf("written again:\n%s\nwant:\n%s", got, text)
	}
	got, want := again.Events(0), l.Events(0)
	got = slices.DeleteFunc(got, func(e Event) bool { return e.Kind == "bytes" })
	want = slices.DeleteFunc(want, func(e Event) bool { return e.Kind == "bytes" })
	for i := range min(len(got), len(want)) {
		g, w := got[i], want[i]
		if l.head(w, httpResp).Status == 0 { // a body without a head: nobody can say how it is framed
			g.Frame.Parent, got[i].Frame.Parent = w.Frame.Parent, w.Frame.Parent
		}
		g.N, w.N, w.At = 0, 0, w.At.Truncate(time.Microsecond)
		if fmt.Sprint(g) != fmt.Sprint(w) {
			t.Errorf("event %d read again: %+v, want %+v", i, g, w)
		}
		if g.IsFrame() && !reflect.DeepEqual(again.Dissect(got[i]), l.Dissect(want[i])) {
			t.Errorf("event %d, %s, is dissected in another way when it was read again", i, g.Kind)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d events, want %d", len(got), len(want))
	}
}

// Secrets are in no byte and in no list, whatever HPACK made of them, and in
// trailers too.
func TestRedactionOverHTTP2(t *testing.T) {
	l := newLab(t, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		if r.Header.Get("Cookie") != "id=hush" || r.Trailer.Get("Api-Key") != "hush" {
			t.Errorf("the server got %v and %v, want it unchanged", r.Header, r.Trailer)
		}
		w.Header().Set("Trailer", "X-Api-Key")
		w.Header().Set("Set-Cookie", "id=hush")
		io.WriteString(w, "body")
		w.Header().Set("X-Api-Key", "hush")
	})
	c := over2(t, l)
	for range 2 { // the second time HPACK has it in its table
		req, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+l.addr+"/r/run1/x", io.MultiReader(strings.NewReader("a body")))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Cookie", "id=hush")
		req.Trailer = http.Header{"Api-Key": {"hush"}}
		res, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		res.Body.Close()
	}
	c.conn.Close()
	l.wait(t, "run1", "conn.close")
	log := l.log("run1")
	hidden := 0
	for _, kind := range []string{"http.req", "http.resp", "http.trailers"} {
		for _, e := range only(t, log, kind) {
			for _, line := range log.Head(e).Header {
				if strings.Contains(line.Value, "hush") {
					t.Errorf("%s has %s: %s", kind, line.Name, line.Value)
				}
				if isSecretField(line.Name) && strings.Trim(line.Value, "*") == "" {
					hidden++
				}
			}
			b := log.Bytes(e)
			if got := string(b[wire.HTTP2HeaderSize:]); kind != "http.trailers" && strings.Trim(got, "*") != "" {
				t.Errorf("%s keeps the block %q", kind, got)
			}
		}
	}
	if hidden != 8 {
		t.Errorf("%d values are overwritten, want 8", hidden)
	}
	if strings.Contains(written(t, log), "hush") {
		t.Error("a secret is written")
	}
	checkRoundTrip(t, log)
}
