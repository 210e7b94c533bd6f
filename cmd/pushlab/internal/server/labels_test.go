package server

import (
	"testing"

	"pushlab/cmd/pushlab/internal/trace"
)

// Each kind of fault is said in words, and whose it is.
func TestFaultLabels(t *testing.T) {
	t.Parallel()
	const lab, edge = 1, 2
	l := &ladder{places: map[int]string{edge: "edge"}}
	for _, row := range []struct {
		conn       int
		text, want string
	}{
		{lab, "end@3", "clean end: the lab ends the answer early"},
		{lab, "fin@3+5", "FIN: the lab ends TCP without a word"},
		{lab, "rst@now", "RST: the lab resets the connection"},
		{lab, "h2reset@3", "RST_STREAM: the lab resets the stream"},
		{lab, "blackhole@b300", "blackhole: from here on the lab loses what both sides say"},
		{lab, "half@3", "half-open: from here on the lab loses what the server says"},
		{lab, "stall@3", "stall: the lab holds the answer up"},
		{lab, "throttle@now", "throttle: the lab lets the answer pass slowly"},
		{lab, "refuse@b0", "RST: the lab resets the connection in the answer's place"},
		{lab, "restart@3", "restart: the lab breaks the answer off, and says 502 until the server is back"},
		{lab, "another@3", "another@3"},
		{edge, "fin@b9", "FIN: the edge ends TCP in mid-answer"},
		{edge, "fin@idle 300 ms", "FIN: the edge ends TCP in mid-answer, after 300 ms without a byte"},
		{edge, "fin@restart b9", "FIN: the edge ends TCP in mid-answer, and the server starts again"},
		{edge, "502@restart", "502: the edge answers while the server starts again"},
		{edge, "504@idle 300 ms", "504: the edge answers in the server's place, after 300 ms without a byte"},
		{edge, "rst@b9", "RST: the edge resets the connection"},
		{edge, "rst@refuse", "RST: the edge resets the connection in answer to the request"},
		{edge, "rst@half is over after 500 ms", "RST: the edge resets the connection: half is over after 500 ms"},
		{edge, "blackhole@b9", "blackhole: from here on the edge loses what both sides say"},
		{edge, "half@b9", "half-open: from here on the edge loses what the server says"},
		{edge, "stall@b9", "stall: the edge holds the answer up"},
		{edge, "throttle@2000 bytes a second", "throttle: the edge lets the answer pass 2000 bytes a second"},
		{edge, "latency@100 ms ± 20 ms", "jitter: the way through the edge takes 100 ms ± 20 ms"},
		{edge, "strip", "strip: the edge takes Upgrade off the request"},
		{edge, "http10", "HTTP/1.0: the edge asks the server in the old version"},
		{edge, "nagle", "Nagle: the edge's small writes wait for an ACK"},
		{edge, "another@b9", "another@b9"},
	} {
		if got := l.faultLabel(trace.Event{Conn: row.conn, Text: row.text}); got != row.want {
			t.Errorf("%s = %q, want %q", row.text, got, row.want)
		}
	}
}
