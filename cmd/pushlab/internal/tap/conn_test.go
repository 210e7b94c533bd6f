package tap

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestReadAndWriteAreRecorded(t *testing.T) {
	sink := &tape{}
	client, server := pair(t, sink)
	mustWrite(t, client, "question")
	if _, err := io.ReadFull(server, make([]byte, 8)); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, server, "answer")
	if got := server.Written(); got != 6 {
		t.Errorf("Written = %d, want 6", got)
	}
	server.Close()
	got := sink.wait(t, "gone")
	want := []string{"opened", "in question", "out answer", "closed server fin", "gone"}
	if !slices.Equal(got, want) {
		t.Errorf("sink heard %q, want %q", got, want)
	}
}

// A client that answers at once is always recorded after what it answers.
func TestReplyIsRecordedAfterWhatItAnswers(t *testing.T) {
	const rounds = 1000
	sink := &tape{}
	client, server := pairOf(t, patient(sink))
	go io.Copy(client, client) // sends back what it reads, at once
	replies := make(chan error, 1)
	go func() {
		_, err := io.CopyN(io.Discard, server, rounds)
		replies <- err
	}()
	for i := range rounds {
		// The Read of the reply waits in the kernel already.
		mustWrite(t, server, "%c", 'a'+i%26)
	}
	if err := <-replies; err != nil {
		t.Fatal(err)
	}
	var sent, received int
	for _, line := range sink.lines[1:] {
		verb, text, _ := strings.Cut(line, " ")
		if verb == "out" {
			sent += len(text)
		} else if received += len(text); received > sent {
			t.Fatalf("%d bytes of reply recorded after %d sent ones", received, sent)
		}
	}
	if sent != rounds || received != rounds {
		t.Errorf("recorded %d sent and %d received bytes, want %d", sent, received, rounds)
	}
}

// One round at a time, so that each reply meets a write that has only just
// returned, or has not yet. Times do not run backwards either.
func TestReplyOfEachRoundComesSecond(t *testing.T) {
	const rounds = 1000
	sink := &tape{}
	client, server := pairOf(t, patient(sink))
	go io.Copy(client, client)
	for range rounds {
		read := make(chan error, 1)
		go func() {
			_, err := server.Read(make([]byte, 1))
			read <- err
		}()
		mustWrite(t, server, "x")
		if err := <-read; err != nil {
			t.Fatal(err)
		}
	}
	want := append([]string{"opened"}, slices.Repeat([]string{"out x", "in x"}, rounds)...)
	if !slices.Equal(sink.lines, want) {
		t.Errorf("out and in do not alternate")
	}
	if sink.backAt != 0 {
		t.Errorf("%d times run backwards", sink.backAt)
	}
}

// A client answers on its second connection what it read on the first.
func TestReplyOverAnotherConnection(t *testing.T) {
	const rounds = 1000
	sink := &tape{}
	l := listenOf(t, patient(sink))
	client, server := pairFrom(t, l)
	second, answered := pairFrom(t, l)
	go io.Copy(second, client)
	for range rounds {
		read := make(chan error, 1)
		go func() {
			_, err := answered.Read(make([]byte, 1))
			read <- err
		}()
		mustWrite(t, server, "x")
		if err := <-read; err != nil {
			t.Fatal(err)
		}
	}
	want := append([]string{"opened", "opened"}, slices.Repeat([]string{"out x", "in x"}, rounds)...)
	if !slices.Equal(sink.lines, want) {
		t.Errorf("out and in do not alternate")
	}
	if n := len(l.flights.aloft); n != 0 {
		t.Errorf("%d connections are said to have a write on its way", n)
	}
}

func TestStuckWriterDoesNotHoldUpReaders(t *testing.T) {
	l := listen(t, &tape{})
	client, server := pairFrom(t, l)
	client.SetReadBuffer(4096)
	second, beside := pairFrom(t, l)
	stuck := make(chan error, 1)
	go func() {
		_, err := server.Write(make([]byte, 64<<20)) // the client does not read
		stuck <- err
	}()
	for range 20 {
		mustWrite(t, client, "x")
		server.SetReadDeadline(time.Now().Add(time.Minute))
		if _, err := server.Read(make([]byte, 1)); err != nil {
			t.Fatalf("Read beside a stuck Write: %v", err)
		}
		mustWrite(t, second, "x")
		beside.SetReadDeadline(time.Now().Add(time.Minute))
		if _, err := beside.Read(make([]byte, 1)); err != nil {
			t.Fatalf("Read beside a stuck Write of another connection: %v", err)
		}
	}
	if err := server.Break(Rst); err != nil {
		t.Fatalf("Break beside a stuck Write: %v", err)
	}
	if err := <-stuck; err == nil {
		t.Error("Write went through a broken connection")
	}
	if n := len(l.flights.aloft); n != 0 {
		t.Errorf("%d connections are said to have a write on its way", n)
	}
}

func TestCloses(t *testing.T) {
	read := func(c *Conn) { c.Read(make([]byte, 1)) }
	tests := map[string]func(client *net.TCPConn, server *Conn){
		"client fin": func(client *net.TCPConn, server *Conn) { client.Close(); read(server); server.Close() },
		"client rst": func(client *net.TCPConn, server *Conn) {
			client.SetLinger(0)
			client.Close()
			read(server)
			server.Close()
		},
		"server fin": func(client *net.TCPConn, server *Conn) {
			server.CloseWrite()
			io.ReadAll(client)
			client.Close()
			read(server)
			server.Close()
		},
		"lab fin": func(client *net.TCPConn, server *Conn) {
			server.Break(Fin)
			client.Close()
			read(server)
			server.Close()
		},
		"lab rst": func(client *net.TCPConn, server *Conn) {
			server.Break(Rst)
			client.Close()
			read(server)
			server.Close()
		},
	}
	for want, end := range tests {
		t.Run(want, func(t *testing.T) {
			sink := &tape{}
			client, server := pair(t, sink)
			end(client, server)
			server.Close()
			var got []string
			for _, line := range sink.wait(t, "gone") {
				if text, ok := strings.CutPrefix(line, "closed "); ok {
					got = append(got, text)
				}
			}
			if !slices.Equal(got, []string{want}) {
				t.Errorf("closes = %q, want one %q", got, want)
			}
		})
	}
}

func TestDeadlineIsNoClose(t *testing.T) {
	sink := &tape{}
	_, server := pair(t, sink)
	server.SetReadDeadline(past)
	var timeout net.Error
	if _, err := server.Read(make([]byte, 1)); !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Fatalf("Read = %v, want a timeout", err)
	}
	if got := sink.wait(t, "opened"); len(got) != 1 || len(sink.lines) != 1 {
		t.Errorf("sink heard %q, want only opened", sink.lines)
	}
}

// A client may end its own direction and still read: the rest is recorded.
func TestHalfClosedClientStillReads(t *testing.T) {
	sink := &tape{}
	client, server := pair(t, sink)
	mustWrite(t, client, "GET")
	client.CloseWrite()
	if _, err := io.ReadAll(server); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, server, "late")
	server.Close()
	if got, _ := io.ReadAll(client); string(got) != "late" {
		t.Errorf("client read %q, want late", got)
	}
	want := []string{"opened", "in GET", "closed client fin", "out late", "gone"}
	if got := sink.wait(t, "gone"); !slices.Equal(got, want) {
		t.Errorf("sink heard %q, want %q", got, want)
	}
}

// A connection that is no TCP connection works but for what it can not do.
func TestAnyConnection(t *testing.T) {
	client, raw := net.Pipe()
	sink := &tape{}
	c := Listen(nil, Config{Sink: sink}).newConn(raw)
	go client.Write([]byte("hi"))
	if b := make([]byte, 2); true {
		if _, err := io.ReadFull(c, b); err != nil || !bytes.Equal(b, []byte("hi")) {
			t.Fatalf("read %q, %v", b, err)
		}
	}
	if err := c.CloseWrite(); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("CloseWrite = %v, want %v", err, errors.ErrUnsupported)
	}
	if err := c.Break(Fin); err != nil {
		t.Errorf("Break = %v", err)
	}
	if _, err := client.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("client read %v, want EOF", err)
	}
}

// With this method net/http would take the connection for TLS, and not look
// for the preface of HTTP/2 on it.
func TestNoConnectionState(t *testing.T) {
	if _, ok := any(&Conn{}).(interface{ ConnectionState() tls.ConnectionState }); ok {
		t.Error("Conn has a method ConnectionState")
	}
}
