package demo

import (
	"context"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// next reads one message.
func next(t *testing.T, conn *websocket.Conn) string {
	t.Helper()
	m, err := conn.Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return string(m.Data)
}

func tell(t *testing.T, conn *websocket.Conn, message string) {
	t.Helper()
	if err := conn.Write(context.Background(), websocket.OpText, []byte(message)); err != nil {
		t.Fatal(err)
	}
}

// A message that can not be obeyed is answered with a sentence, and the
// connection goes on.
func TestSocketComplains(t *testing.T) {
	b := newBench(t, Config{})
	conn, err := b.dial("ws")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.NetConn().Close()
	for message, want := range map[string]string{
		`hello`:                         `A message must be one JSON object such as {\"op\":\"start\"}; \"hello\" was sent.`,
		`{}`:                            `op must be start, resume or stop; \"\" was sent.`,
		`{"op":"go"}`:                   `op must be start, resume or stop; \"go\" was sent.`,
		`{"op":"resume"}`:               `A resume needs after, the id of the last message that was read; none was sent.`,
		`{"op":"start","tokens":0}`:     `tokens must be a whole number from 1 to 1024; \"0\" was sent.`,
		`{"op":"start","check":"EX01"}`: `check is for another address: EX01 begins at sse or chat; \"EX01\" was sent.`,
	} {
		tell(t, conn, message)
		if got := next(t, conn); got != `{"type":"error","error":"`+want+`"}` {
			t.Errorf("%s is answered with %s, want %s", message, got, want)
		}
	}
	tell(t, conn, `{"op":"stop"}`) // nothing to stop
	tell(t, conn, `{"op":"start","tokens":1,"ttft":0}`)
	if got := next(t, conn); !strings.Contains(got, `"token":`) {
		t.Errorf("after the complaints: %s, want a token", got)
	}
}

func TestSocketTakesText(t *testing.T) {
	b := newBench(t, Config{})
	conn, err := b.dial("ws")
	if err != nil {
		t.Fatal(err)
	}
	conn.Write(context.Background(), websocket.OpBinary, []byte(`{"op":"start"}`))
	if _, err := conn.Read(context.Background()); err == nil || !strings.Contains(err.Error(), "1003") {
		t.Errorf("a binary message: %v, want a Close with 1003", err)
	}
}

// The newest start takes the place of the one before; stop leaves the
// connection open and the answer to itself.
func TestSocketStartsAgain(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	conn, err := b.dial("ws?ttft=0&tps=1&tokens=5")
	if err != nil {
		t.Fatal(err)
	}
	first := next(t, conn)
	tell(t, conn, `{"op":"start","ttft":0,"tps":1,"tokens":5}`)
	second := next(t, conn)
	if first[:12] == second[:12] || !strings.Contains(second, `-1","token"`) {
		t.Errorf("after a second start: %s, want token 1 of another answer than %s", second, first)
	}
	tell(t, conn, `{"op":"stop"}`)
	waitUntil(func() bool { return b.readers() == 0 })
	tell(t, conn, `{"op":"start","ttft":0,"tps":1,"tokens":1}`)
	if third := next(t, conn); !strings.Contains(third, `-1","token"`) || third[:12] == second[:12] {
		t.Errorf("after stop and start: %s, want token 1 of a third answer", third)
	}
	if got := next(t, conn); !strings.HasPrefix(got, `{"type":"done","id":"`) {
		t.Errorf("then %s, want done", got)
	}
	if _, err := conn.Read(context.Background()); ended(err) != nil {
		t.Errorf("then %v, want a Close with 1000", err)
	}
}

func TestSubprotocol(t *testing.T) {
	b := newBench(t, Config{})
	conn, err := websocket.Dial(context.Background(), "ws"+strings.TrimPrefix(b.url("ws"), "http"), websocket.DialOptions{Subprotocols: []string{"x", "pushlab.v1"}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.NetConn().Close()
	if got := conn.Subprotocol(); got != "pushlab.v1" {
		t.Errorf("subprotocol = %q, want pushlab.v1", got)
	}
}

// The messages, byte for byte.
func TestMessages(t *testing.T) {
	for _, row := range []struct {
		event event
		want  string
	}{
		{event{kind: eventToken, id: "e7-1", data: `"<é>` + "\n\n"}, `{"id":"e7-1","token":"\"<é>\n\n"}`},
		{event{kind: eventToken, data: " wire"}, `{"token":" wire"}`},
		{event{kind: eventReset, id: "e7-0", data: `{"why":"old"}`}, `{"type":"reset","id":"e7-0","why":"old"}`},
		{event{kind: eventDone, data: `{"tokens":1}`}, `{"type":"done","tokens":1}`},
	} {
		if got := string(row.event.json()); got != row.want {
			t.Errorf("message = %s, want %s", got, row.want)
		}
	}
}

// A fault that was armed for one answer does not hit the next one on the same
// socket. It is still to come for its own.
func TestSocketFaultStaysWithItsAnswer(t *testing.T) {
	c := newClock()
	b := newBench(t, c.config())
	conn, err := b.dial("ws")
	if err != nil {
		t.Fatal(err)
	}
	tell(t, conn, `{"op":"start","ttft":0,"tps":10,"tokens":40,"fault":"rst@b500","answer":"F"}`)
	first, _ := parseMessage([]byte(next(t, conn)))
	tell(t, conn, `{"op":"start","ttft":0,"tps":10,"tokens":40}`)
	next(t, conn)
	go c.move(b.run, 6*time.Second)
	if _, events, err := readMessages(conn); summary(events) != "2-40 done" || err != nil {
		t.Errorf("the answer without a fault: %q, %v, want 2-40 done", summary(events), err)
	}
	for _, want := range []string{"", "2-40 done"} {
		_, events, err := readWS(b, "", first.id)
		if got := summary(events); (got == "2-40 done") != (want != "") || (err == nil) != (want != "") {
			t.Errorf("resumed: %q, %v, want to be whole: %v", got, err, want != "")
		}
	}
	if faults := b.events("fault"); len(faults) != 1 {
		t.Errorf("faults = %v, want one", faults)
	}
}

func TestSocketTextKnobs(t *testing.T) {
	b := newBench(t, Config{})
	conn, err := b.dial("ws")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.NetConn().Close()
	tell(t, conn, `{"op":"start","answer":12}`)
	if got, want := next(t, conn), `{"type":"error","error":"answer must be a JSON string; \"12\" was sent."}`; got != want {
		t.Errorf("answered %s, want %s", got, want)
	}
}
