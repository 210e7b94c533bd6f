package tap

import (
	"errors"
	"io"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// A fault splits the write exactly at its byte, wherever writes begin and end.
func TestArmedFaultSplitsTheWrite(t *testing.T) {
	const text = "0123456789abcdefghij"
	for _, f := range []Fault{Fin, Rst} {
		for _, size := range []int{1, 7, 20} {
			for after := int64(1); after < 20; after++ {
				sink := &tape{}
				client, server := pair(t, sink)
				server.Arm(f, after)
				n, err := writeBy(server, text, size)
				if n != int(after) || !errors.Is(err, ErrBroken) {
					t.Errorf("%s after %d by %d: wrote %d, %v", f, after, size, n, err)
				}
				got, err := io.ReadAll(client)
				if string(got) != text[:after] || f == Fin && err != nil || f == Rst && !errors.Is(err, syscall.ECONNRESET) {
					t.Errorf("%s after %d by %d: client read %q, %v", f, after, size, got, err)
				}
				want := []string{"opened", "out " + text[:after], "fault " + string(f), "closed lab " + string(f), "gone"}
				if got := sink.wait(t, "gone"); !slices.Equal(got, want) {
					t.Errorf("sink heard %q, want %q", got, want)
				}
			}
		}
	}
}

func writeBy(w io.Writer, text string, size int) (total int, err error) {
	for len(text) > 0 {
		n, err := w.Write([]byte(text[:min(size, len(text))]))
		total += n
		if err != nil {
			return total, err
		}
		text = text[n:]
	}
	return total, nil
}

// A closing socket with unread bytes sends RST, which takes away what the
// client has not read. A Fin must not.
func TestFinIsNoReset(t *testing.T) {
	for range 50 {
		client, server := pair(t, &tape{})
		mustWrite(t, client, "%s", strings.Repeat("unread ", 1000))
		mustWrite(t, server, "said before")
		if err := server.Break(Fin); err != nil {
			t.Fatal(err)
		}
		mustWrite(t, client, "and after")
		if got, err := io.ReadAll(client); string(got) != "said before" || err != nil {
			t.Fatalf("client read %q, %v, want all and FIN", got, err)
		}
		client.Close()
	}
}

func TestBrokenConnection(t *testing.T) {
	for _, f := range []Fault{Fin, Rst} {
		_, server := pair(t, &tape{})
		read := make(chan error, 1)
		go func() {
			_, err := server.Read(make([]byte, 1))
			read <- err
		}()
		mustWrite(t, server, "x")
		if err := server.Break(f); err != nil {
			t.Fatal(err)
		}
		if err := <-read; !errors.Is(err, ErrBroken) {
			t.Errorf("%s: the Read that waited = %v, want %v", f, err, ErrBroken)
		}
		if _, err := server.Write([]byte("y")); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: Write = %v, want %v", f, err, ErrBroken)
		}
		if _, err := server.Read(make([]byte, 1)); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: Read = %v, want %v", f, err, ErrBroken)
		}
		if err := server.Break(f); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: second Break = %v, want %v", f, err, ErrBroken)
		}
		if err := server.Close(); err != nil {
			t.Errorf("%s: Close = %v", f, err)
		}
	}
}

// No byte is recorded behind a fault or the server's own close, also none that was
// on its way when that came from another goroutine.
func TestNothingIsRecordedBehindTheEnd(t *testing.T) {
	for name, end := range map[string]func(*Conn) error{
		"fin": breakBy(Fin), "rst": breakBy(Rst), "blackhole": breakBy(Blackhole), "half": breakBy(Half), "close": (*Conn).Close,
	} {
		sink := &tape{}
		client, server := pairOf(t, patient(sink))
		go io.Copy(io.Discard, client)
		began, ended := make(chan bool), make(chan bool)
		go func() {
			defer close(ended)
			_, err := io.WriteString(server, "x")
			close(began)
			for err == nil && !server.swallows(Half) {
				_, err = io.WriteString(server, "x")
			}
		}()
		<-began
		if err := end(server); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		<-ended
		last := "fault"
		if name == "close" {
			last = "gone"
		}
		lines := strings.Join(sink.wait(t, last), "\n")
		if all := strings.Join(sink.lines, "\n"); strings.Count(all, "out ") != strings.Count(lines, "out ") {
			t.Errorf("%s: sink heard %q", name, all)
		}
	}
}

func breakBy(f Fault) func(*Conn) error {
	return func(c *Conn) error { return c.Break(f) }
}

func TestArmNow(t *testing.T) {
	client, server := pair(t, &tape{})
	mustWrite(t, server, "all of it")
	server.Arm("fin@3", 0)
	if got, err := io.ReadAll(client); string(got) != "all of it" || err != nil {
		t.Errorf("client read %q, %v", got, err)
	}
}

func TestDisarm(t *testing.T) {
	client, server := pair(t, &tape{})
	server.Arm(Rst, 3)
	server.Disarm()
	mustWrite(t, server, "all of it")
	server.Close()
	if got, err := io.ReadAll(client); string(got) != "all of it" || err != nil {
		t.Errorf("client read %q, %v", got, err)
	}
}

func TestUnknownFault(t *testing.T) {
	_, server := pair(t, &tape{})
	if err := server.Break("rest"); err == nil {
		t.Error("Break took a fault that is none")
	}
	server.Arm("rest", 0)
	if _, err := server.Write([]byte("x")); err != nil {
		t.Errorf("Write = %v, want no fault", err)
	}
}

// Whoever passes on an RST of its own other side says so, as with a TCPConn.
func TestServerResets(t *testing.T) {
	sink := &tape{}
	client, server := pair(t, sink)
	if err := server.SetLinger(0); err != nil {
		t.Fatal(err)
	}
	server.Close()
	if _, err := io.ReadAll(client); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("client read %v, want a reset", err)
	}
	want := []string{"opened", "closed server rst", "gone"}
	if got := sink.wait(t, "gone"); !slices.Equal(got, want) {
		t.Errorf("sink heard %q, want %q", got, want)
	}
}
