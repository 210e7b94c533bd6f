package trace

import (
	"io"
	"net"
	"runtime"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
)

// token is a write of about 30 bytes, as net/http makes it of one token.
var token = []byte("17\r\nid: ab12-42\ndata:  is\n\n\r\n")

// devNull is a connection that takes everything.
type devNull struct{ net.Conn }

func (devNull) Write(p []byte) (int, error) { return len(p), nil }
func (devNull) Read(p []byte) (int, error)  { return copy(p, benchRequest), nil }
func (devNull) LocalAddr() net.Addr         { return address("127.0.0.1:8081") }
func (devNull) RemoteAddr() net.Addr        { return address("127.0.0.1:50001") }
func (devNull) Close() error                { return nil }

const benchRequest = "GET /r/x/sse HTTP/1.1\r\nHost: localhost:8081\r\n\r\n"

// oneConn is a listener with one connection.
type oneConn struct{ net.Listener }

func (oneConn) Accept() (net.Conn, error) { return devNull{}, nil }

// nothing is a Sink that does nothing.
type nothing struct{}

func (nothing) Opened(uint64, net.Addr, net.Addr, time.Time) {}
func (nothing) Received(uint64, []byte, time.Time)           {}
func (nothing) Sent(uint64, []byte, time.Time)               {}
func (nothing) Faulted(uint64, string, time.Time)            {}
func (nothing) Hampered(uint64, string, time.Time)           {}
func (nothing) Mended(uint64, string, time.Time)             {}
func (nothing) Idle(uint64, time.Time)                       {}
func (nothing) Closed(uint64, string, string, time.Time)     {}
func (nothing) Gone(uint64, time.Time)                       {}

// BenchmarkToken is what a token costs beside the system call: nothing, the
// tap alone, and the tap with the recorder and its decoder.
func BenchmarkToken(b *testing.B) {
	b.Run("untapped", func(b *testing.B) { writeTokens(b, devNull{}, nil) })
	b.Run("tap", func(b *testing.B) { writeTokens(b, accept(b, nothing{}), nil) })
	b.Run("tap+recorder", func(b *testing.B) {
		log := NewLog(LogConfig{Limit: 1 << 30})
		r := NewRecorder(func(string) *Log { return log })
		c := accept(b, r)
		if _, err := c.Read(make([]byte, len(benchRequest))); err != nil {
			b.Fatal(err)
		}
		io.WriteString(c, chunkedHead)
		writeTokens(b, c, log)
	})
}

func accept(b *testing.B, sink tap.Sink) net.Conn {
	c, err := tap.Listen(oneConn{}, tap.Config{Sink: sink}).Accept()
	if err != nil {
		b.Fatal(err)
	}
	return c
}

func writeTokens(b *testing.B, w io.Writer, log *Log) {
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if n&0xfff == 0xfff && log != nil { // a run has some thousand tokens
			log.mu.Lock()
			log.records, log.streams[0].bytes[1], log.quota.size = log.records[:8], log.streams[0].bytes[1][:0], 0
			log.mu.Unlock()
		}
		w.Write(token)
	}
}

// BenchmarkIdle is the memory of a run with one connection that has got one
// token and waits: trace, recorder and tap, without net/http and goroutines.
func BenchmarkIdle(b *testing.B) {
	const streams = 1000
	var keep []any
	var log *Log
	r := NewRecorder(func(string) *Log { return log })
	before := heap()
	for range streams {
		log = NewLog(LogConfig{})
		c := accept(b, r)
		c.Read(make([]byte, len(benchRequest)))
		io.WriteString(c, chunkedHead)
		log.Append(Event{Kind: "gen.start", Answer: "ab12"})
		log.Append(Event{Kind: "gen.tok", Answer: "ab12", Seq: 1})
		c.Write(token)
		log.Append(Event{Kind: "gen.end", Answer: "ab12", Seq: 1, Text: "done"})
		keep = append(keep, c, log)
	}
	size := heap() - before
	for b.Loop() {
	}
	b.ReportMetric(float64(size)/streams, "B/stream")
	runtime.KeepAlive(keep)
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
