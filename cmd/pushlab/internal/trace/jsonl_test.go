package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// story is a trace with everything in it.
func story() *script {
	s := newScript()
	s.log.Append(Event{Kind: "note", At: 1, Text: "a sentence, with <b> & é"})
	s.in(getEvents)
	s.log.Append(Event{Kind: "attempt.start", At: 2 * time.Millisecond, Text: "EX01", Answer: "q9"})
	s.log.Append(Event{Kind: "gen.start", Answer: "q9", At: 2 * time.Millisecond})
	s.log.Append(Event{Kind: "gen.tok", Answer: "q9", Seq: 1, At: 2 * time.Millisecond})
	s.out(chunkedHead)
	s.out(chunk("id: q9-1\ndata: to<ken\n\n"))
	s.out(chunk(": beat\n") + chunk("retry: 500\r\n\r") + chunk("\n"))
	s.log.Append(Event{Kind: "gen.end", Answer: "q9", Seq: 1, At: s.now.Sub(s.log.Began()), Text: "done 0123ab"})
	s.log.Append(Event{Kind: "challenge", Answer: "q9", At: s.now.Sub(s.log.Began()), Text: "K7Q2"})
	s.out("0\r\n\r\n")
	s.r.Idle(1, s.tick())
	s.in("GET /r/x/ws?a=b HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n")
	s.in(hello[:4]) // before the answer
	s.out("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: y\r\n\r\n")
	s.in(hello[4:] + inTwo)
	s.out("\x82\x02\xff\x00\x88\x05\x03\xe8bye")
	s.in("\x88\x80\x01\x02\x03\x04")
	s.in("\x81\x85\x37") // and never the rest
	s.r.Faulted(1, "rst@7", s.tick())
	s.r.Closed(1, "lab", "rst", s.now)
	s.r.Gone(1, s.now)
	return s
}

func written(t *testing.T, l *Log) string {
	t.Helper()
	var b bytes.Buffer
	if err := l.WriteJSONL(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestJSONLRoundTrip(t *testing.T) {
	s := story()
	text := written(t, s.log)
	again, err := ReadJSONL(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v, in:\n%s", err, text)
	}
	if got := written(t, again); got != text {
		t.Errorf("written again:\n%s\nwant:\n%s", got, text)
	}
	want := strings.ReplaceAll(fmt.Sprint(s.log.Events(0)), "1ns", "0s") // times are kept in microseconds
	if got := fmt.Sprint(again.Events(0)); got != want {
		t.Errorf("events:\n%s\nwant:\n%s", got, want)
	}
	for conn := 1; conn <= 1; conn++ {
		for _, dir := range []wire.Direction{wire.ToServer, wire.ToClient} {
			if got, want := again.Stream(conn, dir), s.log.Stream(conn, dir); !bytes.Equal(got, want) {
				t.Errorf("stream %s: %q, want %q", dir, got, want)
			}
		}
	}
	checkDecodedAgain(t, again)
}

func TestJSONLIsForPeople(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(written(t, story().log)), "\n")
	for _, line := range lines {
		var o struct {
			Kind string
			T    *float64
		}
		if err := json.Unmarshal([]byte(line), &o); err != nil || o.Kind == "" || o.T == nil {
			t.Errorf("line %q: %v, want at least kind and t", line, err)
		}
	}
	all := strings.Join(lines, "\n")
	for _, want := range []string{
		`{"kind":"conn.open","t":0,"c":1,"remote":"127.0.0.1:50001"}`,
		`"kind":"http.req","t":1,"c":1,"r":1,"dir":"in","off":0,"n":54,"method":"GET","path":"/r/x/sse","proto":"HTTP/1.1","h":{"Host":"h","Last-Event-ID":"a-7"}}`,
		`"id":"q9-1","type":"message","data":"to<ken"}`,
		`{"kind":"gen.tok","t":2,"g":"q9","i":1}`,
		`"g":"q9","i":1,"why":"done","sha256":"0123ab"}`,
		`{"kind":"http.end","t":5,"c":1,"r":1,"how":"last-chunk"}`,
		`"status":101,"key":"k","accept":"y"}`,
		`"fin":true,"rsv":0,"op":1,"masked":true,"mkey":"37fa213d","size":5,"text":"Hello"}`,
		`"op":2,"masked":false,"size":2,"payload":"ff00"}`,
		`"code":1000,"reason":"bye"}`,
		`"spec":"RFC 6455 §5.5.1"}`,
		`"fault":"rst@7"}`,
		`"by":"lab","how":"rst"}`,
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no line has %s, in:\n%s", want, all)
		}
	}
}

// Where reads end is chance, and does not show when the time is the same.
func TestJSONLJoinsReads(t *testing.T) {
	feed := func(pieces ...string) string {
		s := newScript()
		s.in(getEvents)
		for _, p := range pieces {
			s.r.Received(1, []byte(p), s.now.Add(time.Millisecond))
		}
		return written(t, s.finish())
	}
	const request = "GET /r/x/y HTTP/1.1\r\nHost: h\r\n\r\n"
	want := feed(request)
	for i := 1; i < len(request); i++ {
		if got := feed(request[:1], request[1:i+1], request[i+1:]); got != want {
			t.Errorf("read as 1, %d and the rest:\n%s\nwant:\n%s", i, got, want)
		}
	}
}

func TestReadJSONLRefuses(t *testing.T) {
	tests := map[string]string{
		"no JSON":         "{",
		"unknown kind":    `{"kind":"tcp.syn","t":0}`,
		"no connection":   `{"kind":"bytes","t":0,"c":1,"dir":"in","off":0,"hex":"00"}`,
		"connection 0":    `{"kind":"bytes","t":0,"dir":"in","off":0,"hex":"00"}`,
		"wrong number":    `{"kind":"conn.open","t":0,"c":2}`,
		"negative number": `{"kind":"conn.close","t":0,"c":-1}`,
		"gap":             "{\"kind\":\"conn.open\",\"t\":0,\"c\":1}\n" + `{"kind":"bytes","t":0,"c":1,"dir":"in","off":5,"hex":"00"}`,
		"no hexadecimal":  "{\"kind\":\"conn.open\",\"t\":0,\"c\":1}\n" + `{"kind":"bytes","t":0,"c":1,"dir":"in","off":0,"hex":"zz"}`,
		"no such frame":   "{\"kind\":\"conn.open\",\"t\":0,\"c\":1}\n" + `{"kind":"ws.frame","t":0,"c":1,"dir":"in","off":0,"n":2}`,
	}
	for name, text := range tests {
		if _, err := ReadJSONL(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "line ") {
			t.Errorf("%s: %v, want an error that names the line", name, err)
		}
	}
	if l, err := ReadJSONL(strings.NewReader("\n\n")); err != nil || l.Len() != 0 {
		t.Errorf("nothing: %v, want an empty trace", err)
	}
}

// A file that lost a line, or has one twice, is refused or read, and no more.
func TestReadJSONLWithoutALine(t *testing.T) {
	lines := strings.SplitAfter(written(t, story().log), "\n")
	for i := range lines {
		less := strings.Join(lines[:i], "") + strings.Join(lines[i+1:], "")
		twice := strings.Join(lines[:i+1], "") + strings.Join(lines[i:], "")
		for _, text := range []string{less, twice} {
			if l, err := ReadJSONL(strings.NewReader(text)); err == nil {
				written(t, l)
			}
		}
	}
}
