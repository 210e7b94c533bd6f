package demo

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/websocket"
)

// offering dials with an offer to compress.
func (b *bench) offering(path string) (*websocket.Conn, error) {
	return websocket.Dial(context.Background(), "ws"+strings.TrimPrefix(b.url(path), "http"), websocket.DialOptions{Deflate: true})
}

// TestDeflateKnob offers permessage-deflate, which is taken only where the knob
// says so, and which starts no answer.
func TestDeflateKnob(t *testing.T) {
	b := newBench(t, Config{})
	for path, want := range map[string]bool{
		"echo": false, "echo?deflate=off": false, "echo?deflate=on": true,
		"ws": false, "ws?deflate=off": false, "ws?deflate=on": true, "ws?deflate=on&tokens=1&ttft=0": true,
	} {
		conn, err := b.offering(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := conn.Deflate(); got != want {
			t.Errorf("%s: deflate %v, want %v", path, got, want)
		}
		conn.NetConn().Close()
	}
	if starts := b.events("gen.start"); len(starts) != 1 {
		t.Errorf("%d answers, want the one that tokens=1 started", len(starts))
	}
	resp, body := b.do("GET", "echo?deflate=yes", "")
	if resp.StatusCode != http.StatusBadRequest || !strings.Contains(body, "deflate must be on or off") {
		t.Errorf("deflate=yes: %d %q, want 400 naming it", resp.StatusCode, body)
	}
}

// TestEchoCountsAfterInflation has a message within the limit and one beyond it,
// both much smaller on the wire.
func TestEchoCountsAfterInflation(t *testing.T) {
	b := newBench(t, Config{})
	conn, err := b.offering("echo?deflate=on")
	if err != nil {
		t.Fatal(err)
	}
	sent := strings.Repeat("a", 65_536)
	conn.Write(t.Context(), websocket.OpText, []byte(sent))
	if m, err := conn.Read(t.Context()); err != nil || string(m.Data) != sent {
		t.Errorf("echo of %d bytes = %d, %v", len(sent), len(m.Data), err)
	}
	conn.Write(t.Context(), websocket.OpText, []byte(sent+"a"))
	if _, err := conn.Read(t.Context()); ended(err) == nil || !strings.Contains(err.Error(), "1009") {
		t.Errorf("65,537 bytes: %v, want a Close with 1009", err)
	}
	for _, f := range b.events("ws.frame") {
		if f.Frame.Opcode == websocket.OpText && (!f.Frame.Packed || f.Frame.Len() > 400) {
			t.Errorf("a frame of %d bytes, packed %v, want a compressed one", f.Frame.Len(), f.Frame.Packed)
		}
	}
}
