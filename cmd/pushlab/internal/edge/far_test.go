package edge

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// Both directions take half a round trip, and so does an end.
func TestFar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn, server := net.Pipe()
		near := Far(t.Context(), conn, 300*time.Millisecond)
		began := time.Now()
		after := func(what string, want time.Duration) {
			t.Helper()
			if got := time.Since(began); got != want {
				t.Errorf("%s after %v, want %v", what, got, want)
			}
		}
		go func() {
			io.WriteString(near, "first ")
			time.Sleep(100 * time.Millisecond)
			io.WriteString(near, "second")
		}()
		checkRead(t, server, "first ")
		after("the first bytes", 150*time.Millisecond)
		checkRead(t, server, "second")
		after("the second bytes", 250*time.Millisecond)

		go func() { io.WriteString(server, "answer"); server.Close() }()
		checkRead(t, near, "answer")
		after("the answer", 400*time.Millisecond)
		if n, err := near.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
			t.Errorf("behind the answer %d bytes, %v, want the end", n, err)
		}
	})
}

// The client's end arrives late too; the end of the context at once.
func TestFarEnds(t *testing.T) {
	for _, test := range []struct {
		name string
		end  func(near net.Conn, cancel func())
		want time.Duration
	}{
		{"the client leaves", func(near net.Conn, _ func()) { near.Close() }, 150 * time.Millisecond},
		{"the context ends", func(_ net.Conn, cancel func()) { cancel() }, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				conn, server := net.Pipe()
				near := Far(ctx, conn, 300*time.Millisecond)
				began := time.Now()
				test.end(near, cancel)
				if n, err := server.Read(make([]byte, 1)); n > 0 || !errors.Is(err, io.EOF) {
					t.Errorf("the server reads %d bytes, %v, want the end", n, err)
				}
				if got := time.Since(began); got != test.want {
					t.Errorf("the end came after %v, want %v", got, test.want)
				}
				if _, err := io.WriteString(near, "x"); err == nil {
					t.Error("the near end still takes bytes")
				}
			})
		})
	}
}

func checkRead(t *testing.T, from io.Reader, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(from, got); err != nil || string(got) != want {
		t.Errorf("read %q, %v, want %q", got, err, want)
	}
}
