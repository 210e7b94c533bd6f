//go:build unix

package server

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
	"pushlab/cmd/pushlab/internal/room"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

// Row 13 of the threat model: viewers that have stopped to read. The room goes on
// as if they were not there, and nothing is kept for them. It is not parallel: the
// heap is that of all tests which run.
func TestTrust13FrozenViewer(t *testing.T) {
	s := openNarrow(t)
	host, seats := host(t, s), takeSeats(t, s, 40)
	freeze(t, s, host, seats[30:])
	heap := heapNow()

	board := openControl(t, s, host, `{"op":"board","present":false}`)
	for n := range 200 {
		setState(t, s, seats[n%30], []string{"done", "come", "working"}[n/30%3])
		if n%50 == 0 {
			checkWholeAnswer(t, s, n)
		}
	}
	setState(t, s, seats[0], "come")
	awaitMessage(t, board, "board", func(b room.Board) bool {
		return slices.ContainsFunc(b.Seats, func(s room.BoardSeat) bool { return s.Seat == 1 && s.State == room.Come })
	})
	own := openControl(t, s, seats[0], `{"op":"room"}`)
	awaitMessage(t, own, "room", func(r room.SeatState) bool { return r.Seat == 1 && r.State == room.Come })

	if grown := heapNow() - heap; grown > 16<<20 {
		t.Errorf("the heap has grown by %d kB while 30 viewers did not read", grown>>10)
	}
}

// … and its streams are cut off, before they have come to an end. How a board that
// does not read ends is in trust_13_board_test.go.
func TestTrust13FrozenStreamIsCutOff(t *testing.T) {
	t.Parallel()
	s := openNarrow(t)
	freeze(t, s, host(t, s), takeSeats(t, s, 10)).checkCutOff()
}

func takeSeats(t *testing.T, s *Server, n int) (seats []*http.Client) {
	t.Helper()
	for i := range n {
		seats = append(seats, takeSeat(t, s, fmt.Sprintf("Learner with a long name, %d", i)))
	}
	return seats
}

func setState(t *testing.T, s *Server, seat *http.Client, state string) {
	resp, text := ask(t, seat, "POST", s.Places()[0].URL+"/room/state", "state="+state, "Content-Type", formType, "Accept", "application/json")
	if resp.StatusCode != http.StatusOK {
		t.Errorf("state=%s = %s: %s", state, resp.Status, text)
	}
}

// checkWholeAnswer reads an answer as fast as it comes.
func checkWholeAnswer(t *testing.T, s *Server, seed int) {
	t.Helper()
	run := makeRun(t, s, browser(t))
	_, text := ask(t, browser(t), "GET", fmt.Sprintf("%s/sse?ttft=0&tps=1000&tokens=300&seed=%d", run.Lab, seed), "")
	got := strings.Count(text, "\nid: ")
	if want := len((llm.Model{Seed: int64(seed), Tokens: 300}).TokenTexts()) + 1; got != want || !strings.Contains(text, "event: done") {
		t.Errorf("seed %d: %d events with an id came, want %d, the last of them done", seed, got, want)
	}
}

func heapNow() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// frozen are streams that nobody reads.
type frozen struct {
	*testing.T
	s    *Server
	logs []*trace.Log // of their runs
}

// freeze opens boards, the rooms of seats which watch a run too, and the streams
// of these runs. Nobody reads any of them.
func freeze(t *testing.T, s *Server, host *http.Client, seats []*http.Client) *frozen {
	t.Helper()
	f := &frozen{T: t, s: s}
	for n, seat := range seats {
		openControl(t, s, host, `{"op":"board","present":false}`)
		run := makeRun(t, s, browser(t))
		openControl(t, s, seat, `{"op":"room"}`, `{"op":"watch","run":"`+run.Run+`"}`)
		f.stream(run, []string{"sse", "ws"}[n%2])
	}
	return f
}

// shrink makes the buffer of a connection small before it has told the peer how
// much it takes.
func shrink(_, _ string, c syscall.RawConn) (err error) {
	called := c.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, narrowBuffer)
	})
	return errors.Join(called, err)
}

// stream begins an answer that is too long for the connection's buffers.
func (f *frozen) stream(made runAddress, path string) {
	f.Helper()
	run, err := f.s.runs.Get(made.Run)
	if err != nil {
		f.Fatal(err)
	}
	f.logs = append(f.logs, run.Log)
	u, err := url.Parse(made.Lab)
	if err != nil {
		f.Fatal(err)
	}
	conn, err := (&net.Dialer{Control: shrink}).DialContext(f.Context(), "tcp", u.Host)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { conn.Close() })
	upgrade := ""
	if path == "ws" {
		upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: pushlab.v1\r\n"
	}
	fmt.Fprintf(conn, "GET %s/%s?ttft=0&tps=1000&tokens=1024 HTTP/1.1\r\nHost: %s\r\n%s\r\n", u.Path, path, u.Host, upgrade)
	status := make([]byte, len("HTTP/1.1 200"))
	if _, err := io.ReadFull(conn, status); err != nil || status[9] > '2' {
		f.Fatalf("%s was answered by %q, %v", path, status, err)
	}
}

// checkCutOff waits until the server has given the streams up. None may have come
// to its end: it would not have been frozen.
func (f *frozen) checkCutOff() {
	f.Helper()
	for over := time.After(time.Minute); f.s.runs.Stats().Streams > 0; {
		select {
		case <-over:
			f.Fatalf("after a minute %d frozen streams are live", f.s.runs.Stats().Streams)
		case <-time.After(50 * time.Millisecond):
		}
	}
	for _, log := range f.logs {
		if said := sentBy(log); strings.Contains(said, "sha256") {
			f.Errorf("a frozen stream was whole after %d bytes: it never froze", len(said))
		}
	}
}

// sentBy is all that went to the clients of a run.
func sentBy(log *trace.Log) string {
	var said strings.Builder
	for _, e := range log.Events(0) {
		if e.Kind == "bytes" && e.Dir == wire.ToClient {
			said.Write(log.Bytes(e))
		}
	}
	return said.String()
}
