package demo

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// postFrames posts frames and reads the answer into v.
func (b *bench) postFrames(query string, raw string, v any) {
	b.t.Helper()
	resp, text := b.do("POST", "d/frames?"+query, hex.EncodeToString([]byte(raw)))
	if err := json.Unmarshal([]byte(text), v); err != nil || resp.StatusCode != 200 {
		b.t.Fatalf("POST d/frames?%s: %d %s", query, resp.StatusCode, text)
	}
}

// crossed is what crossed the run's newest WebSocket in one direction so far,
// behind the handshake, from the trace.
func (b *bench) crossed(dir wire.Direction) string {
	opened := b.events("ws.open")
	if len(opened) == 0 {
		return ""
	}
	var all strings.Builder
	for _, e := range b.events("bytes") {
		if e.Dir == dir && e.Conn == opened[len(opened)-1].Conn {
			all.Write(b.run.Log.Bytes(e))
		}
	}
	_, frames, _ := strings.Cut(all.String(), "\r\n\r\n")
	return frames
}

// hungUp says that the run's newest WebSocket is over.
func (b *bench) hungUp() bool {
	opened := b.events("ws.open")
	return len(opened) > 0 && slices.ContainsFunc(b.events("conn.close"), func(e trace.Event) bool {
		return e.Conn == opened[len(opened)-1].Conn
	})
}

// Raw frames reach the lab's echo as they are, and its reaction comes back.
func TestFramesToServer(t *testing.T) {
	b := newBenchWith(t, Config{}, Options{echoSilence: 3 * time.Second})
	for _, p := range FramesPresets {
		if p.To != "server" {
			continue
		}
		for _, query := range []string{"", "&n=3&gap=1"} {
			if query != "" && len(p.Body) > 1000 {
				continue
			}
			b.run = b.runs.New()
			var said fromEcho
			b.postFrames("to=server"+query, p.Body, &said)
			var messages []string
			code := 0
			for _, f := range said.Frames {
				if f.Code > 0 {
					code = f.Code
				} else {
					messages = append(messages, f.Text)
				}
			}
			if !slices.Equal(messages, p.Reaction.Messages) || code != p.Reaction.Sent {
				t.Errorf("%s%s: %q and code %d, want %q and %d", p.Slug, query, messages, code, p.Reaction.Messages, p.Reaction.Sent)
			}
			if query == "" { // the echo drops what comes behind its Close, and that crosses too
				waitUntil(func() bool { return len(b.crossed(wire.ToServer)) >= len(p.Body) })
			}
			got := b.crossed(wire.ToServer)
			refused := query != "" && strings.HasPrefix(p.Body, got) // before the last slice
			if !strings.HasPrefix(got, p.Body) && !refused {
				t.Errorf("%s%s: the trace has % x, want % x first", p.Slug, query, cutTo(got), cutTo(p.Body))
			}
			if want := map[bool]string{true: "fin", false: "open"}[p.Reaction.Sent > 0]; said.TCP != want {
				t.Errorf("%s%s: TCP %s, want %s (%s)", p.Slug, query, said.TCP, want, said.Sentence)
			}
		}
	}
}

func cutTo(s string) string { return s[:min(len(s), 40)] }

// The workbench leaves a connection that the echo keeps: with a Close at the
// border of a frame, else in the middle of it.
func TestFramesLeave(t *testing.T) {
	b := newBench(t, Config{})
	for raw, want := range map[string]string{
		helloMasked:     "The echo kept the connection open; the workbench closed it with 1000.",
		helloMasked[:7]: "The echo waits for the rest of a frame; the workbench ended TCP in the middle of it.",
	} {
		var said fromEcho
		b.postFrames("to=server", raw, &said)
		if said.TCP != "open" || said.Sentence != want {
			t.Errorf("% x: %s %q, want open and %q", raw, said.TCP, said.Sentence, want)
		}
	}
}

// Raw frames are written behind the 101 as they are.
func TestFramesToBrowser(t *testing.T) {
	b := newBench(t, Config{})
	for _, p := range FramesPresets {
		if p.To != "browser" {
			continue
		}
		b.run = b.runs.New()
		var s forBrowser
		b.postFrames("to=browser&n=5&writers=2", "\x81\x05Hello", &s)
		if want := []int{5, 5, 2, 2}; !slices.Equal(s.Writes, want) {
			t.Errorf("writes of two writers = %v, want %v", s.Writes, want)
		}
		b.postFrames("to=browser", p.Body, &s)
		if want := "ws" + strings.TrimPrefix(b.url("d/frames?id=f2"), "http"); s.URL != want {
			t.Errorf("url = %s, want %s", s.URL, want)
		}
		conn, err := b.dial("d/frames?id=" + s.ID)
		if err != nil {
			t.Fatal(err)
		}
		waitUntil(func() bool { return len(b.crossed(wire.ToClient)) >= len(p.Body) })
		if got := b.crossed(wire.ToClient); got != p.Body {
			t.Errorf("%s: the trace has % x, want % x", p.Slug, cutTo(got), cutTo(p.Body))
		}
		conn.NetConn().Close()
	}
}

// The lab takes part in a closing handshake that the browser begins. A browser
// that closes before the frames are written would get none of them.
func TestFramesClose(t *testing.T) {
	b := newBench(t, Config{})
	for raw, want := range map[string]int{"\x81\x02hi": 1000, "\x81\x05hi": 1006, "\x88\x02\x03\xe9": 1001} {
		b.run = b.runs.New()
		var s forBrowser
		b.postFrames("to=browser", raw, &s)
		conn, err := b.dial("d/frames?id=" + s.ID)
		if err != nil {
			t.Fatal(err)
		}
		waitUntil(func() bool { return strings.HasPrefix(b.crossed(wire.ToClient), raw) })
		if raw[0] == 0x81 {
			mask := []byte{0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8}
			if err := conn.WriteRaw(mask); err != nil {
				t.Fatal(err)
			}
		}
		var closed websocket.CloseError
		for err == nil {
			_, err = conn.Read(context.Background())
		}
		if !errors.As(err, &closed) || closed.Code != want {
			t.Errorf("after % x: %v, want a close with %d", raw, err, want)
		}
	}
}

func TestFramesRefusals(t *testing.T) {
	b := newBench(t, Config{})
	for _, row := range []struct{ path, body, want string }{
		{"to=nobody", "81", "to must be browser or server; \"nobody\" was sent.\n"},
		{"to=server", "8", "The body must be bytes in hexadecimal, two digits each, such as 81 05 48 65 6c 6c 6f; \"8\" was sent.\n"},
		{"to=server", "", "The body must have 1 to 80000 bytes; 0 were sent.\n"},
		{"to=server", strings.Repeat("00", maxFrames+1), "The body must have 1 to 80000 bytes; 80001 were sent.\n"},
		{"to=server&writers=3", "81", "writers must be a whole number from 1 to 2; \"3\" was sent.\n"},
		{"to=server&n=1&gap=1000&writers=2", strings.Repeat("00", 31), "62 slices with a gap of 1000 ms take 61 s, and 60 s are allowed: make the gap or the number of slices smaller.\n"},
	} {
		if resp, got := b.do("POST", "d/frames?"+row.path, row.body); resp.StatusCode != 400 || got != row.want {
			t.Errorf("%s %.20s: got %d %s, want 400 %s", row.path, row.body, resp.StatusCode, got, row.want)
		}
	}
	if resp, got := b.do("POST", "d/frames?to=server", strings.Repeat(" ", maxFramesHex+1)); resp.StatusCode != 413 {
		t.Errorf("a body over the limit: got %d %s, want 413", resp.StatusCode, got)
	}
	if resp, got := b.do("GET", "d/frames?id=f7", ""); resp.StatusCode != 404 || !strings.Contains(got, `"f7" was sent`) {
		t.Errorf("no such frames: got %d %s, want 404", resp.StatusCode, got)
	}
	if resp, _ := b.do("DELETE", "d/frames", ""); resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("DELETE = %d, want 405", resp.StatusCode)
	}
	if got := b.run.streams.Load(); got != 0 {
		t.Errorf("%d live streams are left, want 0", got)
	}
}

// The newest eight submissions are kept.
func TestFramesForget(t *testing.T) {
	b := newBench(t, Config{})
	var s forBrowser
	for range maxKept + 1 {
		b.postFrames("to=browser", "\x81\x00", &s)
	}
	if _, err := b.run.submissions.find("f1"); err == nil {
		t.Error("the first of nine is kept")
	}
	if _, err := b.run.submissions.find(s.ID); err != nil {
		t.Error(err)
	}
}

// A slow pair of writers is what the trace shows, write by write.
func TestFramesTakeTurns(t *testing.T) {
	b := newBench(t, Config{})
	var s forBrowser
	b.postFrames("to=browser&n=4&writers=2", "\x81\x05Hello", &s)
	conn, err := b.dial("d/frames?id=" + s.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.NetConn().Close() // who reads closes at once: 81 is no text
	want := "\x81\x05He\x81\x05He" + "llollo"
	waitUntil(func() bool { return len(b.crossed(wire.ToClient)) >= len(want) })
	if got := b.crossed(wire.ToClient); got != want {
		t.Errorf("the wire has % x, want % x", got, want)
	}
}
