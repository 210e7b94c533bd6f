package tap

import (
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// Into a hole the server writes as if nothing were, and what crosses ends at the
// byte. Then the lab resets the connection.
func TestHole(t *testing.T) {
	for _, f := range []Fault{"blackhole@b4", "half@b4"} {
		for _, size := range []int{1, 3, 10} {
			sink := &tape{}
			client, server := pair(t, sink)
			armed := server.ArmMeasured(f, Measures{Hole: time.Minute}, 4)
			if n, err := writeBy(server, "0123456789", size); n != 10 || err != nil || !armed.Struck() {
				t.Errorf("%s by %d: wrote %d, %v, struck %v, want all and no error", f, size, n, err, armed.Struck())
			}
			mustWrite(t, client, "up")
			heard := hears(server)
			server.hole.timer.Reset(time.Millisecond) // its time is over
			got, err := io.ReadAll(client)
			if string(got) != "0123" || !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("%s by %d: client read %q, %v, want 0123 and a reset", f, size, got, err)
			}
			lines := strings.Join(sink.wait(t, "gone"), "\n")
			if want := f.kind() == Half; heard != want || strings.Contains(lines, "in up") != want {
				t.Errorf("%s: the server heard the client: %v, want %v", f, heard, want)
			}
			if !strings.Contains(lines, "out 0123\nfault "+string(f)) ||
				!strings.HasSuffix(lines, " 6 bytes were dropped: the lab resets the connection\nclosed lab rst\ngone") {
				t.Errorf("%s: sink heard %q", f, lines)
			}
		}
	}
}

// Holes that no server counts any more are bounded.
func TestTooManyHoles(t *testing.T) {
	sink := &tape{}
	client, server := pair(t, sink)
	if err := server.Strike(Blackhole, Measures{Hole: time.Minute}); err != nil {
		t.Fatal(err)
	}
	left.Add(maxLeft)
	defer left.Add(-maxLeft)
	server.Close()
	if _, err := client.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client read %v, want a reset", err)
	}
	if lines := strings.Join(sink.wait(t, "gone"), "\n"); !strings.Contains(lines, "too many other holes are open\nclosed lab rst") {
		t.Errorf("sink heard %q", lines)
	}
}

// hears says whether the server reads anything, before it loses patience where it
// is not to.
func hears(server *Conn) bool {
	patience := time.Minute
	if server.swallows(Blackhole) {
		patience = 20 * time.Millisecond
	}
	server.SetReadDeadline(time.Now().Add(patience))
	n, _ := server.Read(make([]byte, 2))
	return n > 0
}

// A server that closes the connection leaves the hole open, and a client that
// goes ends it.
func TestHoleOutlivesTheServer(t *testing.T) {
	for _, f := range []Fault{Blackhole, Half} {
		sink := &tape{}
		client, server := pair(t, sink)
		if err := server.Strike(f, Measures{Hole: time.Minute}); err != nil {
			t.Fatal(err)
		}
		read := make(chan error, 1)
		go func() {
			_, err := server.Read(make([]byte, 1))
			read <- err
		}()
		if err := errors.Join(server.CloseWrite(), server.Close(), server.Close()); err != nil {
			t.Errorf("%s: Close = %v", f, err)
		}
		if err := <-read; !errors.Is(err, ErrBroken) {
			t.Errorf("%s: the Read that waited = %v, want %v", f, err, ErrBroken)
		}
		if _, err := server.Write([]byte("x")); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: Write = %v, want %v", f, err, ErrBroken)
		}
		client.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		if n, err := client.Read(make([]byte, 1)); n > 0 || err == io.EOF {
			t.Errorf("%s: the client read %d, %v, want nothing", f, n, err)
		}
		client.Close()
		if lines := sink.wait(t, "closed"); lines[len(lines)-1] != "closed client fin" {
			t.Errorf("%s: sink heard %q", f, lines)
		}
	}
}

// An exchange that was whole before a hole leaves its connection to the next one.
func TestHoleOfNothing(t *testing.T) {
	sink := &tape{}
	client, server := pair(t, sink)
	mustWrite(t, server, "whole ")
	server.Strike(Blackhole, Measures{})
	server.Idle()
	mustWrite(t, server, "and next")
	server.Close()
	if got, err := io.ReadAll(client); string(got) != "whole and next" || err != nil {
		t.Errorf("client read %q, %v", got, err)
	}
}

// A stall and a throttle lose nothing, and write later; a deadline of the server
// does not count the time. The clock is a false one: on the true one a machine that
// has other things to do misses the deadline by itself.
func TestDrag(t *testing.T) {
	for f, want := range map[Fault]time.Duration{
		"stall@b7":    time.Second,
		"throttle@b7": 1080 * time.Millisecond, // the 108 bytes before the last piece
	} {
		t.Run(string(f), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { checkDrag(t, f, want) })
		})
	}
}

func checkDrag(t *testing.T, f Fault, want time.Duration) {
	text := strings.Repeat("0123456789abcdefghij", 6)
	sink, read := &tape{}, make(chan string, 1)
	client, raw := net.Pipe()
	server := Listen(nil, Config{Sink: sink}).newConn(raw)
	go func() {
		got, _ := io.ReadAll(client)
		read <- string(got)
	}()
	server.ArmMeasured(f, Measures{Stall: time.Second, Rate: 100}, 7)
	server.SetWriteDeadline(time.Now().Add(700 * time.Millisecond))
	began := time.Now()
	if n, err := writeBy(server, text, 30); n != len(text) || err != nil {
		t.Errorf("wrote %d, %v, want all", n, err)
	}
	if took := time.Since(began); took != want {
		t.Errorf("written after %v, want %v", took, want)
	}
	server.Idle()
	server.Close()
	if got := <-read; got != text {
		t.Errorf("client read %q", got)
	}
	lines := strings.Join(sink.wait(t, "gone"), "\n")
	if !strings.Contains(lines, "out 0123456\nhamper "+string(f)) || strings.Count(lines, "mended "+string(f)+" is over") != 1 {
		t.Errorf("sink heard %q", lines)
	}
}

// A server that closes the connection ends what slows it down, before its end.
func TestCloseInDrag(t *testing.T) {
	for _, f := range []Fault{Stall, Throttle} {
		sink := &tape{}
		_, server := pair(t, sink)
		server.Strike(f, Measures{})
		server.Close()
		want := "mended " + string(f) + " is over: the server closes the connection\nclosed server fin\ngone"
		if lines := strings.Join(sink.wait(t, "gone"), "\n"); !strings.HasSuffix(lines, want) {
			t.Errorf("sink heard %q, want %q at the end", lines, want)
		}
	}
}

// A fault that breaks the connection breaks a stall too: nothing waits for its end.
func TestBreakInStall(t *testing.T) {
	for _, f := range []Fault{Rst, Fin, Blackhole} {
		sink := &tape{}
		_, server := pair(t, sink)
		server.Strike(Stall, Measures{Stall: time.Minute})
		wrote := make(chan error, 1)
		go func() {
			_, err := server.Write([]byte("x"))
			wrote <- err
		}()
		server.Strike(f, Measures{Hole: time.Minute})
		if err := <-wrote; (err == nil) != (f == Blackhole) {
			t.Errorf("%s: the Write that waited = %v", f, err)
		}
		for _, line := range sink.wait(t, "fault "+string(f)) {
			if strings.HasPrefix(line, "out") {
				t.Errorf("%s: %q crossed", f, line)
			}
		}
	}
}
