package demo

import (
	"context"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

// A hole at each of many bytes lets exactly so many cross, on each transport.
func TestHoleAtByte(t *testing.T) {
	for _, tr := range everyTransport {
		t.Run(tr.name, func(t *testing.T) {
			t.Parallel()
			var places sync.WaitGroup
			for _, place := range []int64{1, 128, 333} {
				places.Go(func() { holeAt(t, tr, place) })
			}
			places.Wait()
		})
	}
}

func holeAt(t *testing.T, tr transport, place int64) {
	b := newBench(t, Config{})
	fault := Fault{Kind: faultBlackhole, Byte: place}.String()
	tr.read(b, short+fault, "")
	waitUntil(func() bool { return len(b.events("conn.close")) > 0 })
	crossed := int64(0)
	for _, e := range b.events("bytes") {
		if e.Dir == wire.ToClient {
			crossed = e.Frame.End
		}
	}
	if strings.HasPrefix(tr.name, "ws") {
		place = max(place, 129) // the 101 had crossed before the knobs came
	}
	if d := crossed - place; d < 0 || d > 0 && !strings.HasPrefix(tr.name, "ws") || d > 120 {
		t.Errorf("%s: %d bytes crossed, want %d", fault, crossed, place)
	}
}

// A client that leaves a hole ends it, long before its time, and nothing of it
// stays behind.
func TestHoleIsLeft(t *testing.T) {
	for _, path := range []string{"sse?", "ws?"} {
		for _, kind := range []string{"blackhole", "half"} {
			b := newBench(t, Config{})
			before := runtime.NumGoroutine()
			ctx, leave := context.WithCancel(t.Context())
			knobs := quick + "&tokens=1000&fault=" + kind + "@3"
			go b.hear(ctx, path+knobs)
			waitUntil(func() bool { return len(b.events("fault")) == 1 })
			leave()
			waitUntil(func() bool { return len(b.events("conn.close")) == 1 && b.runs.Stats().Streams == 0 })
			if got := b.events("conn.close")[0].Text; !strings.HasPrefix(got, "client ") {
				t.Errorf("%s %s: ended by %q, want the client", path, kind, got)
			}
			lonely.CloseIdleConnections()
			waitUntil(func() bool { return runtime.NumGoroutine() <= before })
		}
	}
}

// hear reads a stream until ctx ends, and then closes its connection.
func (b *bench) hear(ctx context.Context, path string) {
	if strings.HasPrefix(path, "ws") {
		conn, err := b.dial(path)
		if err != nil {
			return
		}
		defer conn.NetConn().Close()
		for err == nil {
			_, err = conn.Read(ctx)
		}
		return
	}
	req, err := http.NewRequestWithContext(ctx, "GET", b.url(path), nil)
	if err != nil {
		return
	}
	if resp, err := lonely.Do(req); err == nil {
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}
