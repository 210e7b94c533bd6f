package websocket

import (
	"context"
	"runtime"
	"testing"
)

// TestIdleConnectionsAreSmall opens many connections and lets them be silent
// with one goroutine each, in Read. The figure has both ends in it, so it is
// more than what the server pays.
func TestIdleConnectionsAreSmall(t *testing.T) {
	const connections, limit = 1000, 6 << 10
	e := listen(t, AcceptOptions{}, nil)
	warm := shakeHands(t, e, "")
	(<-e.conns).conn.Close()
	warm.Close()

	before := heap()
	conns := make([]*Conn, connections)
	peers := make([]*rawConn, connections)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, connections)
	for i := range conns {
		peers[i] = shakeHands(t, e, string(masked(OpText, "hello")))
		peers[i].r = nil // the test's own buffer
		conns[i] = <-e.conns
		if _, err := conns[i].Read(t.Context()); err != nil {
			t.Fatal(err)
		}
		go func() {
			_, err := conns[i].Read(ctx)
			done <- err
		}()
	}
	each := (heap() - before) / connections
	t.Logf("%d bytes of heap a connection, both ends", each)
	if each > limit {
		t.Errorf("heap = %d bytes a connection, want at most %d", each, limit)
	}
	cancel()
	for range conns {
		wait(t, "the end of Read", done)
	}
	runtime.KeepAlive(peers)
}

// heap returns the bytes that are in use after garbage collection.
func heap() int64 {
	var m runtime.MemStats
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
