package trace

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/wire"
)

// http2Lab serves two events with large headers over HTTP/2 without TLS, and
// lets two runs ask on one connection. It returns their traces.
func http2Lab(t *testing.T) [2]*Log {
	t.Helper()
	raw, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	logs := [2]*Log{NewLog(LogConfig{}), NewLog(LogConfig{})}
	recorder := NewRecorder(func(run string) *Log { return logs[run[len(run)-1]-'1'] })
	server := &http.Server{Handler: http.HandlerFunc(twoEvents), ConnContext: tap.ConnContext, Protocols: new(http.Protocols)}
	server.Protocols.SetUnencryptedHTTP2(true)
	done := make(chan error, 1)
	go func() { done <- server.Serve(tap.Listen(raw, tap.Config{Sink: recorder, ReplyWait: time.Minute})) }()
	client := &http.Transport{Protocols: server.Protocols}
	for _, run := range []string{"run1", "run2", "run2", "run1"} {
		askHTTP2(t, client, "http://"+raw.Addr().String()+"/r/"+run+"/sse")
	}
	server.Close() // the connection may not be idle yet in the client's eyes
	<-done
	for _, log := range logs {
		for e := range log.Follow(t.Context(), 0) {
			if e.Kind == "conn.close" {
				break
			}
		}
	}
	return logs
}

func twoEvents(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Large", strings.Repeat("sixteen-letters-", 2000)) // more than a frame holds
	w.Header().Set("Trailer", "X-Sum")
	for _, event := range []string{"data: 1\n\n", "data: 2\n\n"} {
		io.WriteString(w, event)
		http.NewResponseController(w).Flush()
	}
	w.Header().Set("X-Sum", "3")
}

func askHTTP2(t *testing.T, client *http.Transport, url string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Same", "in each request, and so in the dynamic table")
	r.Header.Set("Cookie", "pl_learner=secret")
	resp, err := client.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if b, err := io.ReadAll(resp.Body); err != nil || string(b) != "data: 1\n\ndata: 2\n\n" {
		t.Fatalf("read %q, %v", b, err)
	}
}

// A reader that has nothing but the file of one run reads every block, though
// two runs share the connection and its tables.
func TestPcapngOfHTTP2(t *testing.T) {
	for n, l := range http2Lab(t) {
		var sent [2][]byte
		packets := capture(t, l)
		for _, p := range packets {
			dir := wire.ToServer
			if p.from == packets[1].from { // SYN+ACK
				dir = wire.ToClient
			}
			sent[dir] = append(sent[dir], p.payload...)
		}
		for dir, got := range framesOf(t, sent) {
			if want := framesIn(l, wire.Direction(dir)); got != want {
				t.Errorf("run %d %s:\n%s\nwant:\n%s", n+1, wire.Direction(dir), got, want)
			}
			if dir == int(wire.ToServer) && strings.Count(got, "cookie: "+strings.Repeat("*", 17)) != 2 {
				t.Errorf("run %d: the secret is not overwritten in both requests:\n%s", n+1, got)
			}
		}
	}
}

// framesOf reads both directions of a connection as if nothing had been before.
func framesOf(t *testing.T, sent [2][]byte) (frames [2]string) {
	t.Helper()
	split := wire.NewHTTP2Splitter()
	for dir, p := range sent {
		var b strings.Builder
		for len(p) > 0 {
			n, u, ok := split.Next(wire.Direction(dir), p)
			if p = p[n:]; !ok || u.Err != 0 {
				t.Fatalf("%s: %v after\n%s", wire.Direction(dir), u.Err, &b)
			}
			writeUnit(&b, u)
		}
		frames[dir] = b.String()
	}
	return frames
}

func writeUnit(b *strings.Builder, u wire.HTTP2Unit) {
	switch {
	case u.Kind == wire.KindPreface:
	case u.Type == wire.HTTP2Data:
		fmt.Fprintf(b, "DATA %d %s%s\n", u.Stream, u.Bytes[wire.HTTP2HeaderSize:], endText(u.EndsStream()))
	case u.Head != nil:
		for _, line := range u.Head.Header {
			fmt.Fprintf(b, "%d %s: %s\n", u.Stream, line.Name, line.Value)
		}
		fmt.Fprintf(b, "HEADERS %d %s\n", u.Stream, endText(u.EndsStream()))
	case u.Type != wire.HTTP2Headers && u.Type != wire.HTTP2Continuation:
		fmt.Fprintf(b, "%s %d \n", wire.HTTP2FrameName(u.Type), u.Stream)
	}
}

func endText(ended bool) string {
	if ended {
		return "END_STREAM"
	}
	return ""
}

// framesIn writes what the trace has of a direction in the same form.
func framesIn(l *Log, dir wire.Direction) string {
	var b strings.Builder
	for _, e := range l.Events(0) {
		switch f := e.Frame; {
		case !e.IsFrame() || e.Dir != dir:
		case f.Layer == wire.Header:
			for _, line := range l.Head(e).Header {
				fmt.Fprintf(&b, "%d %s: %s\n", f.Stream, line.Name, line.Value)
			}
			fmt.Fprintf(&b, "HEADERS %d %s\n", f.Stream, endText(f.Fin))
		case f.Layer != wire.HTTP2, f.Kind != wire.KindHTTP2, f.Opcode == wire.HTTP2Headers, f.Opcode == wire.HTTP2Continuation:
		case f.Opcode == wire.HTTP2Data:
			data := l.Bytes(e)[f.Head:]
			fmt.Fprintf(&b, "DATA %d %s%s\n", f.Stream, data, endText(f.Fin))
		default:
			fmt.Fprintf(&b, "%s %d \n", wire.HTTP2FrameName(f.Opcode), f.Stream)
		}
	}
	return b.String()
}
