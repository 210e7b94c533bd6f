package tap

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// outs are the lines of a tape, with the number of bytes for bytes.
func outs(lines []string) (list []string) {
	for _, line := range lines {
		if text, ok := strings.CutPrefix(line, "out "); ok {
			line = "out " + strings.Repeat("+", len(text)/1000)
		}
		list = append(list, line)
	}
	return list
}

func TestBuffer(t *testing.T) {
	sink := &tape{}
	client, server := pairOf(t, patient(sink)) // the Close waits for what Release has sent
	var sent strings.Builder
	write := func(c string) {
		text := strings.Repeat(c, 1000)
		sent.WriteString(text)
		mustWrite(t, server, "%s", text)
		if held := len(server.buffer.held); held >= blockSize {
			t.Errorf("%d bytes are held, want less than %d", held, blockSize)
		}
	}
	write("a")
	if !server.Hold(Buffer + "@now") {
		t.Error("Hold said that it held back before")
	}
	for _, c := range []string{"b", "c", "d", "e"} {
		write(c)
	}
	if got := server.Written(); got != 1000 {
		t.Errorf("Written = %d with four held writes, want 1000", got)
	}
	write("f") // the block is full
	write("g")
	server.Release(": it was switched off")
	got := make([]byte, sent.Len())
	if _, err := io.ReadFull(client, got); err != nil || string(got) != sent.String() {
		t.Errorf("the client read other bytes than were written, %v", err)
	}
	server.Close()
	lines := outs(sink.wait(t, "gone"))
	want := []string{"opened", "out +", "hamper buffer@now", "out +++++", "mended buffer@now is over: it was switched off", "out +", "closed server fin", "gone"}
	if !slices.Equal(lines, want) {
		t.Errorf("the sink heard %q, want %q", lines, want)
	}
}

// What ends an exchange in order lets go what is held.
func TestBufferEndsWithTheExchange(t *testing.T) {
	for name, end := range map[string]func(*Conn){
		"idle": (*Conn).Idle, "close": func(c *Conn) { c.Close() }, "close write": func(c *Conn) { c.CloseWrite() },
	} {
		t.Run(name, func(t *testing.T) {
			sink := &tape{}
			client, server := pair(t, sink)
			server.Hold(Buffer)
			mustWrite(t, server, "the last")
			end(server)
			got := make([]byte, 8)
			if _, err := io.ReadFull(client, got); string(got) != "the last" {
				t.Errorf("the client read %q, %v", got, err)
			}
			mustWriteUnless(t, server, name != "idle", "more")
			if sink.wait(t, "mended"); server.buffer.holds != 0 {
				t.Error("the next exchange is held back too")
			}
		})
	}
}

func mustWriteUnless(t *testing.T, server *Conn, ended bool, text string) {
	t.Helper()
	if !ended {
		mustWrite(t, server, "%s", text)
	}
}

// Two streams of one connection hold it each for itself.
func TestBufferIsHeldByEach(t *testing.T) {
	sink := &tape{}
	client, server := pair(t, sink)
	first, second := server.Hold(Buffer), server.Hold(Buffer)
	if !first || second {
		t.Errorf("Hold began something: %v, then %v, want true and false", first, second)
	}
	mustWrite(t, server, "held")
	server.Release("")
	if got := server.Written(); got != 0 {
		t.Errorf("%d bytes went out while one holds, want 0", got)
	}
	server.Release("")
	server.Release("") // once too often
	if _, err := io.ReadFull(client, make([]byte, 4)); err != nil {
		t.Error(err)
	}
	if got := slices.Index(sink.wait(t, "mended"), "out held"); got >= 0 {
		t.Errorf("the bytes went out before that was recorded")
	}
}

// A connection that breaks loses what is held, and says so to who writes.
func TestBufferOfABrokenConnection(t *testing.T) {
	sink := &tape{}
	client, server := pair(t, sink)
	server.Hold(Buffer)
	mustWrite(t, server, "lost")
	server.Break(Fin)
	if got, err := io.ReadAll(client); len(got) != 0 || err != nil {
		t.Errorf("the client read %q, %v", got, err)
	}
	if _, err := io.WriteString(server, "x"); !errors.Is(err, ErrBroken) {
		t.Errorf("Write = %v, want %v", err, ErrBroken)
	}
	server.Release("")
}

// Whoever takes a buffer off does not wait for a client that does not read.
func TestBufferOfAFrozenClient(t *testing.T) {
	client, server := pair(t, &tape{})
	client.SetReadBuffer(4096)
	server.Hold(Buffer)
	stuck := make(chan error, 1)
	go func() {
		_, err := server.Write(make([]byte, 64<<20))
		stuck <- err
	}()
	server.Release("")
	server.Hold(Buffer)
	server.Release("")
	server.Break(Rst)
	if err := <-stuck; err == nil {
		t.Error("Write went through a broken connection")
	}
}
