package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// A countedConn is a connection of the script: it counts what crosses it, and
// tells the studio when it waits.
type countedConn struct {
	net.Conn
	s     *studio
	ended bool
	dog   watchdog
}

func (s *studio) dial() (*countedConn, error) {
	c, err := net.Dial("tcp", s.listener.Addr().String())
	if err != nil {
		return nil, err
	}
	counted := &countedConn{Conn: c, s: s}
	counted.watch()
	return counted, nil
}

func (c *countedConn) Read(p []byte) (int, error) {
	c.s.wait(1)
	n, err := c.Conn.Read(p)
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if !c.dog.bit {
		c.s.waiting--
	}
	c.s.got += n
	if err != nil {
		c.end()
	} else {
		c.watch()
	}
	return n, err
}

func (c *countedConn) Write(p []byte) (int, error) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	n, err := c.Conn.Write(p)
	c.s.sent += n
	return n, err
}

func (c *countedConn) Close() error {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.end()
	return c.Conn.Close()
}

// hangUp closes and waits until the trace has seen it, so that what the script
// does next comes after it there too.
func (c *countedConn) hangUp() error {
	c.Close()
	return c.s.untilQuiet(c.s.recorded)
}

func (c *countedConn) end() {
	c.rest()
	if !c.ended {
		c.ended = true
		c.s.ended++
	}
}

// eventSource plays an EventSource: it asks, reads until the stream breaks or
// is done, and asks again with the id of the last event.
func (s *studio) eventSource(query string) error {
	stream := wire.NewEventStream()
	for {
		done, err := s.listenOnce("sse?"+query, stream)
		if err != nil || done {
			return err
		}
		if err := s.sleep(time.Duration(stream.Retry) * time.Millisecond); err != nil {
			return err
		}
	}
}

// listenOnce reads one response; done: the event "done" came.
func (s *studio) listenOnce(path string, stream *wire.EventStream) (done bool, err error) {
	c, resp, err := s.ask(path, stream)
	if err != nil {
		return false, err
	}
	defer c.Close()
	done = readEvents(resp.Body, stream)
	return done, c.hangUp()
}

// ask sends the request of an EventSource on a connection of its own, with the
// id of the last event that the stream has had, and reads the response's head.
func (s *studio) ask(path string, stream *wire.EventStream) (*countedConn, *http.Response, error) {
	c, err := s.dial()
	if err != nil {
		return nil, nil, err
	}
	head := fmt.Sprintf("GET /r/%s/%s HTTP/1.1\r\nHost: %s\r\nConnection: keep-alive\r\nCache-Control: no-cache\r\nAccept: text/event-stream\r\n", s.run.ID, path, recordedHost)
	if stream.LastEventID != "" {
		head += "Last-Event-ID: " + stream.LastEventID + "\r\n"
	}
	if _, err := io.WriteString(c, head+"\r\n"); err != nil {
		c.Close()
		return nil, nil, err
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		c.Close()
	}
	return c, resp, err
}

// readEvents feeds a body to the parser until it ends or breaks.
func readEvents(body io.Reader, stream *wire.EventStream) (done bool) {
	p := make([]byte, 4096)
	for {
		n, err := body.Read(p)
		for _, event := range stream.Feed(p[:n]) {
			done = done || event.Type == "done"
		}
		if err != nil { // a cut is what some scripts are about
			return done
		}
	}
}

// post sends one JSON request and reads the whole answer.
func (s *studio) post(path, body string) error {
	return s.request(path, "Content-Type: application/json\r\n", body)
}

// request sends a POST with further header lines and reads the whole answer.
func (s *studio) request(path, header, body string) error {
	c, err := s.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = fmt.Fprintf(c, "POST /r/%s/%s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: %d\r\n\r\n%s", s.run.ID, path, recordedHost, header, len(body), body)
	if err != nil {
		return err
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	return c.hangUp()
}

// The nonce of RFC 6455 §1.3 and the mask of §5.7, for each connection's
// handshake and first frame; what follows is drawn.
const (
	sampleNonce = "the sample nonce"
	sampleMask  = "\x37\xfa\x21\x3d"
)

// webSocket opens a WebSocket of the run: path "ws?…" or "echo".
func (s *studio) webSocket(path, protocol string) (*websocket.Conn, error) {
	o := websocket.DialOptions{
		Rand:    io.MultiReader(strings.NewReader(sampleNonce+sampleMask), s.chance),
		NetDial: func(context.Context, string, string) (net.Conn, error) { return s.dial() },
	}
	if protocol != "" {
		o.Subprotocols = []string{protocol}
	}
	return websocket.Dial(s.ctx, fmt.Sprintf("ws://%s/r/%s/%s", recordedHost, s.run.ID, path), o)
}

// socket plays the lesson's WebSocket client: it resumes after the last id that
// it has, half a second after the wire was lost.
func (s *studio) socket(query string) error {
	last := ""
	for {
		done, err := s.converse(query, &last)
		if err != nil || done {
			return err
		}
		if err := s.sleep(500 * time.Millisecond); err != nil {
			return err
		}
	}
}

// converse reads one connection to its end.
func (s *studio) converse(query string, last *string) (done bool, err error) {
	path := "ws?" + query
	if *last != "" {
		path = "ws"
	}
	ws, err := s.webSocket(path, "pushlab.v1")
	if err != nil {
		return false, err
	}
	defer ws.NetConn().Close()
	if *last != "" {
		order := fmt.Sprintf(`{"op":"resume","after":%q}`, *last)
		if err := s.untilQuiet(s.recorded); err != nil { // the 101 is no answer to it
			return false, err
		}
		_, before, _ := tally(s.run.Log)
		if err := ws.Write(s.ctx, websocket.OpText, []byte(order)); err != nil {
			return false, err
		}
		if err := s.answered(before); err != nil {
			return false, err
		}
	}
	done = readMessages(s.ctx, ws, last)
	return done, ws.NetConn().(*countedConn).hangUp()
}

func readMessages(ctx context.Context, ws *websocket.Conn, last *string) (done bool) {
	for {
		m, err := ws.Read(ctx)
		if err != nil {
			return done
		}
		text := string(m.Data)
		if _, rest, ok := strings.Cut(text, `"id":"`); ok {
			*last, _, _ = strings.Cut(rest, `"`)
		}
		done = done || strings.HasPrefix(text, `{"type":"done"`)
	}
}
