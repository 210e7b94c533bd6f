package wire

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// A wireTap records what crosses the connections of a listener.
type wireTap struct {
	net.Listener
	mu    sync.Mutex
	steps []step
}

type tappedConn struct {
	net.Conn
	tap *wireTap
}

func (l *wireTap) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return tappedConn{c, l}, err
}

func (l *wireTap) record(dir Direction, p []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(p) > 0 {
		l.steps = append(l.steps, step{dir, bytes.Clone(p)})
	}
}

func (c tappedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.tap.record(ToServer, p[:n])
	return n, err
}

func (c tappedConn) Write(p []byte) (int, error) {
	c.tap.record(ToClient, p)
	return c.Conn.Write(p)
}

// netCapture is what crosses a connection between net/http and itself: an event
// stream, a Connect stream with envelopes both ways, and a large header.
func netCapture(t *testing.T) capture {
	tap := &wireTap{}
	server := httptest.NewUnstartedServer(netHandler())
	tap.Listener, server.Listener = server.Listener, tap
	protocols := new(http.Protocols)
	protocols.SetUnencryptedHTTP2(true)
	server.Config.Protocols = protocols
	server.Start()
	client := &http.Client{Transport: &http.Transport{Protocols: protocols}}
	get(t, client, server.URL+"/sse", "", "")
	get(t, client, server.URL+"/sse", "", "")
	get(t, client, server.URL+"/rpc", "application/connect+json", "\x00\x00\x00\x00\x02{}")
	get(t, client, server.URL+"/large", "", "")
	client.CloseIdleConnections()
	server.Close()
	return capture{"net", "http2-both", tap.steps}
}

func netHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sse", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("Trailer", "X-Sum")
		for _, piece := range []string{"id: 1\ndata: one\n\nda", "ta: two\r", "\n\r", "\n: hb\n\n", "data: cut"} {
			_, _ = io.WriteString(w, piece)
			_ = http.NewResponseController(w).Flush()
		}
		w.Header().Set("X-Sum", "5")
	})
	mux.HandleFunc("POST /rpc", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", r.Header.Get("Content-Type"))
		_, _ = w.Write(body[:3])
		_ = http.NewResponseController(w).Flush()
		_, _ = w.Write(append(body[3:], "\x02\x00\x00\x00\x02{}"...))
	})
	mux.HandleFunc("GET /large", func(w http.ResponseWriter, r *http.Request) {
		for i := range 40 {
			w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("ab", 500))
		}
	})
	return mux
}

func get(t *testing.T, client *http.Client, url, contentType, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil)
	if contentType != "" {
		r, err = http.NewRequest(http.MethodPost, url, strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
	}
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(response.Body); err != nil || response.ProtoMajor != 2 {
		t.Fatalf("%s answered %s: %v", url, response.Proto, err)
	}
	_ = response.Body.Close()
}

// TestNet decodes a real connection, whole and byte by byte.
func TestNet(t *testing.T) {
	c := netCapture(t)
	frames := c.decode(t, whole)
	if got := c.decode(t, byteByByte); !reflect.DeepEqual(got, frames) {
		t.Errorf("byte by byte:\n%s\nwhole:\n%s", list(got), list(frames))
	}
	for _, dir := range []Direction{ToServer, ToClient} {
		checkTiling(t, c.stream(dir), frames[dir])
		checkFields(t, c.stream(dir), dir, frames[dir])
		for _, f := range frames[dir] {
			if f.Err != 0 && f.Err != RuleEventCut {
				t.Errorf("%s breaks a rule", describe(f))
			}
		}
	}
	checkNetLayers(t, c, frames)
	checkNetHeads(t, c)
}

// checkNetLayers looks at what the higher layers found.
func checkNetLayers(t *testing.T, c capture, frames [2][]Frame) {
	t.Helper()
	want := map[Direction][]string{
		ToServer: {`0+5 "{}"`},
		ToClient: {
			"event one", "event two", "comment", "block", "block", "event one", "event two", "comment", "block", "block",
			`0+5 "{}"`, `2+5 "{}"`,
		},
	}
	for dir, want := range want {
		var got []string
		for _, f := range frames[dir] {
			b := joined(c.stream(dir), f, frames[dir])
			switch f.Kind {
			case KindEvent:
				got = append(got, "event "+ParseBlock(b[f.Head:], "").Dispatch.Data)
			case KindBlock, KindComment:
				got = append(got, f.Kind.String())
			case KindEnvelope:
				got = append(got, fmt.Sprintf("%x+%d %q", f.Opcode, f.Head, b[f.Head:]))
			}
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, want %q", dir, got, want)
		}
	}
}

// checkNetHeads looks at the headers, and at their fields with HPACK's names.
func checkNetHeads(t *testing.T, c capture) {
	t.Helper()
	split, layers, got := NewHTTP2Splitter(), NewHTTP2Layers(), []string{}
	for _, s := range c.steps {
		for p := s.bytes; len(p) > 0; {
			n, u, ok := split.Next(s.dir, p)
			if p = p[n:]; !ok {
				continue
			}
			for _, f := range layers.Add(s.dir, u) {
				if f.Layer == Header {
					got = append(got, strings.TrimLeft(fmt.Sprintf("%s%s %d", u.Head.Method, u.Head.Target, u.Head.Status), " "))
					checkHeadFields(t, f, s.dir, c.stream(s.dir)[f.Start:f.End], *u.Head)
				}
			}
		}
	}
	want := "GET/sse 0, 200, 0, GET/sse 0, 200, 0, POST/rpc 0, 200, GET/large 0, 200"
	if text := strings.Join(got, ", "); text != want {
		t.Errorf("headers = %s, want %s", text, want)
	}
}

// checkHeadFields checks that the fields of a field block say every line.
func checkHeadFields(t *testing.T, f Frame, dir Direction, b []byte, h Head) {
	t.Helper()
	f = DissectHeaders(f, dir, b, h)
	checkCover(t, f, len(b))
	var values []string
	for _, field := range f.Fields {
		values = append(values, field.Value)
	}
	text := strings.Join(values, "\n")
	for _, line := range h.Header {
		if !strings.Contains(text, line.Value) {
			t.Errorf("no field says %q: %q", line, text)
		}
	}
}
