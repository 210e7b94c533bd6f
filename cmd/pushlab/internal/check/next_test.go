package check

import (
	"net"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// Who waits for an attempt that may be decided by time is told when to look. When
// another attempt has ended it there is nothing more to look for.
func TestNext(t *testing.T) {
	s := newScript()
	stream := "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9\r\n\r\ndata: a\n\n"
	for i, answer := range []string{stream, stream, "HTTP/1.1 204 No Content\r\n\r\n"} {
		conn, ms := uint64(i+1), 3000*i
		s.recorder.Opened(conn, nil, &net.TCPAddr{Port: 50000}, s.at(ms))
		s.recorder.Received(conn, []byte("GET /r/run/d/theatre?page=P HTTP/1.1\r\nHost: h\r\nAccept: text/event-stream\r\n\r\n"), s.at(ms))
		if i == 0 {
			s.log.Append(trace.Event{Kind: "attempt.start", Text: "EX04"})
		}
		s.recorder.Sent(conn, []byte(answer), s.at(ms))
		s.recorder.Idle(conn, s.at(ms))
	}
	at := 8 * time.Second
	if v := EvaluateAt("EX04", s.log, at); v.Over || v.Next != 6*time.Second+quietTime {
		t.Errorf("over = %v, look again at %v, want not over and %v\n%s", v.Over, v.Next, 6*time.Second+quietTime, v)
	}
	s.log.Append(trace.Event{Kind: "attempt.end", Text: "EX04, another attempt began"})
	for _, at := range []time.Duration{at, time.Minute} {
		if v := EvaluateAt("EX04", s.log, at); !v.Over || v.Passed || v.Next != 0 {
			t.Errorf("at %v: over = %v, passed = %v, look again at %v, want over, and not again", at, v.Over, v.Passed, v.Next)
		}
	}
}
