package demo

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// At the end of the server every live stream hears of it, and all of ours ends.
func TestGoodbye(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	resp, err := getSSE(b, "ttft=0&tps=1", "")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var sockets []*websocket.Conn
	for _, path := range []string{"ws", "ws?ttft=0&tps=1", "echo"} {
		conn, err := b.dial(path)
		if err != nil {
			t.Fatal(err)
		}
		sockets = append(sockets, conn)
	}
	settle(b.run)
	b.runs.Goodbye()
	body, err := io.ReadAll(resp.Body)
	checkGoodbye(t, body, err)
	for _, conn := range sockets {
		_, _, err := readMessages(conn)
		var closed websocket.CloseError
		if !errors.As(err, &closed) || closed.Code != 1001 {
			t.Errorf("WebSocket closed with %v, want 1001", err)
		}
	}
	b.runs.Wait(context.Background())
	if got := b.runs.Stats(); got.Streams != 0 {
		t.Errorf("%d streams after Wait, want 0", got.Streams)
	}
	b.checkRefusedAfterGoodbye(t)
}

// checkGoodbye wants an event without id that says when to come back, and a
// proper end.
func checkGoodbye(t *testing.T, body []byte, err error) {
	t.Helper()
	stream := wire.NewEventStream()
	stream.Feed(body)
	blocks := strings.Split(strings.TrimSpace(string(body)), "\n\n")
	if last := blocks[len(blocks)-1]; err != nil || !strings.HasPrefix(last, "event: goodbye\ndata: ") {
		t.Errorf("last event = %q, %v, want goodbye without an id", last, err)
	}
	if stream.Retry < 500 || stream.Retry >= 3000 {
		t.Errorf("retry = %d, want 500 to 2,999", stream.Retry)
	}
}

// An EventSource that comes back too early must live on: any other status than
// 200 would end it.
func (b *bench) checkRefusedAfterGoodbye(t *testing.T) {
	t.Helper()
	resp, err := getSSE(b, "", "k3x9-4")
	if err != nil || resp.StatusCode != 200 {
		t.Fatalf("sse after goodbye: %v, %v, want 200", resp, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	checkGoodbye(t, body, err)
	for path, method := range map[string]string{"chat": "POST", "ndjson": "POST", "poll": "GET", "longpoll": "GET"} {
		if resp, _ := b.do(method, path, ""); resp.StatusCode != 503 || resp.Header.Get("Retry-After") != "1" {
			t.Errorf("%s after goodbye: %d, want 503", path, resp.StatusCode)
		}
	}
	_, err = b.dial("ws")
	if refused, ok := err.(*websocket.HandshakeError); !ok || refused.Status != 503 {
		t.Errorf("ws after goodbye: %v, want 503", err)
	}
}
