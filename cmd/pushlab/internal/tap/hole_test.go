package tap

import (
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"
)

var brief = Measures{Hole: 100 * time.Millisecond, Stall: 50 * time.Millisecond, Rate: 2000}

// Into a hole the server writes as if nothing were, and what crosses ends at the
// byte. Then the lab resets the connection.
func TestHole(t *testing.T) {
	for _, f := range []Fault{"blackhole@b4", "half@b4"} {
		for _, size := range []int{1, 3, 10} {
			sink := &tape{}
			client, server := pair(t, sink)
			armed := server.ArmMeasured(f, brief, 4)
			if n, err := writeBy(server, "0123456789", size); n != 10 || err != nil || !armed.Struck() {
				t.Errorf("%s by %d: wrote %d, %v, struck %v, want all and no error", f, size, n, err, armed.Struck())
			}
			mustWrite(t, client, "up")
			go server.Read(make([]byte, 2))
			got, err := io.ReadAll(client)
			if string(got) != "0123" || !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("%s by %d: client read %q, %v, want 0123 and a reset", f, size, got, err)
			}
			lines := strings.Join(sink.wait(t, "gone"), "\n")
			if heard := strings.Contains(lines, "in up"); heard != (f.kind() == Half) {
				t.Errorf("%s: the server heard the client: %v", f, heard)
			}
			if !strings.Contains(lines, "out 0123\nfault "+string(f)) ||
				!strings.HasSuffix(lines, " 6 bytes were dropped: the lab resets the connection\nclosed lab rst\ngone") {
				t.Errorf("%s: sink heard %q", f, lines)
			}
		}
	}
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
	server.Strike(Blackhole, brief)
	server.Idle()
	mustWrite(t, server, "and next")
	server.Close()
	if got, err := io.ReadAll(client); string(got) != "whole and next" || err != nil {
		t.Errorf("client read %q, %v", got, err)
	}
}

// A stall and a throttle lose nothing, and write later; a deadline of the server
// does not count the time.
func TestDrag(t *testing.T) {
	const text = "0123456789abcdefghij0123456789abcdefghij0123456789abcdefghij0123456789abcdefghij0123456789abcdefghij0123456789abcdefghij"
	for f, least := range map[Fault]time.Duration{"stall@b7": 50 * time.Millisecond, "throttle@b7": 5 * time.Millisecond} {
		sink := &tape{}
		client, server := pair(t, sink)
		server.ArmMeasured(f, brief, 7)
		server.SetWriteDeadline(time.Now().Add(10 * time.Millisecond))
		began := time.Now()
		if n, err := writeBy(server, text, 30); n != len(text) || err != nil {
			t.Errorf("%s: wrote %d, %v, want all", f, n, err)
		}
		if took := time.Since(began); took < least {
			t.Errorf("%s: written after %v, want at least %v", f, took, least)
		}
		server.Idle()
		server.Close()
		if got, err := io.ReadAll(client); string(got) != text || err != nil {
			t.Errorf("%s: client read %q, %v", f, got, err)
		}
		lines := strings.Join(sink.wait(t, "gone"), "\n")
		if !strings.Contains(lines, "out 0123456\nhamper "+string(f)) || !strings.Contains(lines, "mended "+string(f)+" is over") {
			t.Errorf("%s: sink heard %q", f, lines)
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
