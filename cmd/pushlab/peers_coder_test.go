//go:build peers

package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	coder "github.com/coder/websocket"
)

func coderMode(extension string) coder.CompressionMode {
	if extension == "" {
		return coder.CompressionDisabled
	}
	return coder.CompressionContextTakeover
}

// coderClient is the client of github.com/coder/websocket, and says what the
// scripts in testdata/peers say.
func coderClient(t *testing.T, lab, extension string) string {
	t.Helper()
	var said strings.Builder
	knob := map[bool]string{true: "&deflate=on"}[extension != ""]
	dial := func(path string) *coder.Conn {
		t.Helper()
		conn, resp, err := coder.Dial(t.Context(), socketAddress(lab)+path+knob, &coder.DialOptions{
			CompressionMode: coderMode(extension), CompressionThreshold: 1,
		})
		if err != nil {
			t.Fatal(err)
		}
		name, _, _ := strings.Cut(resp.Header.Get("Sec-WebSocket-Extensions"), ";")
		if said.Len() == 0 {
			fmt.Fprintf(&said, "extension: %s\n", name)
		}
		conn.SetReadLimit(1 << 20)
		return conn
	}
	echo := dial("/echo?")
	fmt.Fprintf(&said, "messages: %s\n", coderMessages(t, echo))
	pong, joined := coderFragments(t, echo)
	fmt.Fprintf(&said, "pong: %s\nfragments: %s\n", pong, joined)
	if err := echo.Close(4001, "enough"); err == nil { // else the peer's code was another
		said.WriteString("our close: 4001\n")
	}
	answer := dial("/ws?ttft=0&tps=1000&tokens=3")
	code, reason, count := coderReadAll(t.Context(), answer)
	fmt.Fprintf(&said, "its close: %d %s behind %d messages\n", code, reason, count)
	greedy := dial("/echo?")
	greedy.Write(t.Context(), coder.MessageText, bytes.Repeat([]byte("x"), 65_537))
	code, reason, _ = coderReadAll(t.Context(), greedy)
	fmt.Fprintf(&said, "too big: %d %s\n", code, reason)
	return said.String()
}

// coderMessages sends messages and counts those that come back as they are.
func coderMessages(t *testing.T, conn *coder.Conn) string {
	t.Helper()
	same, sent := 0, 0
	for _, size := range []int{0, 1, 125, 126, 127, 65_535, 65_536} {
		for kind, data := range map[coder.MessageType][]byte{
			coder.MessageText:   []byte(strings.Repeat("the same words ", size/15+1)[:size]),
			coder.MessageBinary: bytes.Repeat([]byte{0xFF}, size),
		} {
			if err := conn.Write(t.Context(), kind, data); err != nil {
				t.Fatal(err)
			}
			got, back, err := conn.Read(t.Context())
			if sent++; err == nil && got == kind && bytes.Equal(back, data) {
				same++
			}
		}
	}
	return fmt.Sprintf("%d of %d", same, sent)
}

// coderFragments sends a message in several frames, and a ping among them. The
// library chooses what is in its pings, and takes no pong with anything else.
func coderFragments(t *testing.T, conn *coder.Conn) (pong, joined string) {
	t.Helper()
	messages := make(chan string, 1)
	go func() { // reads the pong too
		_, message, err := conn.Read(t.Context())
		messages <- cmp.Or(string(message), fmt.Sprint(err))
	}()
	w, err := conn.Writer(t.Context(), coder.MessageText)
	if err != nil {
		t.Fatal(err)
	}
	write := func(text string) { w.Write([]byte(text)) } // a failure ends the message
	write("one ")
	write("message, ")
	err = conn.Ping(t.Context())
	write("four é frames, ")
	write("a ping between")
	w.Close()
	return map[bool]string{true: "between", false: fmt.Sprint(err)}[err == nil], <-messages
}

// coderReadAll counts the messages up to the Close frame.
func coderReadAll(ctx context.Context, conn *coder.Conn) (code coder.StatusCode, reason string, count int) {
	for {
		_, _, err := conn.Read(ctx)
		var closed coder.CloseError
		if errors.As(err, &closed) {
			return closed.Code, closed.Reason, count
		}
		if err != nil {
			return 0, err.Error(), count
		}
		count++
	}
}

// coderServer is a server of the library, which obeys as the scripts do.
func coderServer(t *testing.T, extension string) (string, <-chan string) {
	t.Helper()
	lines := make(chan string, 16)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := coder.Accept(w, r, &coder.AcceptOptions{CompressionMode: coderMode(extension), CompressionThreshold: 1})
		if err != nil {
			lines <- err.Error()
			return
		}
		conn.SetReadLimit(1 << 20)
		lines <- coderServe(conn)
	}))
	t.Cleanup(s.Close)
	return socketAddress(s.URL), lines
}

func coderServe(conn *coder.Conn) (line string) {
	ctx := context.Background()
	for {
		kind, message, err := conn.Read(ctx)
		var closed coder.CloseError
		switch {
		case errors.As(err, &closed):
			return fmt.Sprintf("closed: %d %s", closed.Code, closed.Reason)
		case err != nil:
			return err.Error()
		}
		word, rest, _ := strings.Cut(string(message), " ")
		switch word {
		case "close":
			code, reason, _ := strings.Cut(rest, " ")
			n, _ := strconv.Atoi(code)
			return fmt.Sprint(conn.Close(coder.StatusCode(n), reason))
		case "fragments":
			go coderSendFragments(ctx, conn) // whose ping needs the next Read
		case "ping":
			go func() {
				if conn.Ping(ctx) == nil {
					conn.Write(ctx, coder.MessageText, []byte("pong: are you there?"))
				}
			}()
		default:
			conn.Write(ctx, kind, message)
		}
	}
}

func coderSendFragments(ctx context.Context, conn *coder.Conn) {
	w, err := conn.Writer(ctx, coder.MessageText)
	if err != nil {
		return
	}
	w.Write([]byte("one "))
	conn.Ping(ctx)
	w.Write([]byte("message"))
	w.Close()
}
