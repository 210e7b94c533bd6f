package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// recordings07 are the runs of "One GET, then no more HTTP".
var recordings07 = []recording{
	{
		lesson: "07-handshake", name: "open",
		title: "A message ladder of a WebSocket: one GET with Upgrade, a 101, and from there on frames; the server speaks first, and at the end both sides send CLOSE.",
		run:   func(s *studio) error { return s.socket("tokens=3&ttft=40&tps=50") },
	},
	{
		lesson: "07-handshake", name: "refused",
		title: "A message ladder of three handshakes on one connection, each with one fault: without Upgrade and with version 8 the answer is 426, with a short key it is 400; HTTP goes on after each.",
		run:   refusedHandshakes,
	},
	{
		lesson: "07-handshake", name: "trips",
		title: "A message ladder of two first tokens, as the lab sees them when a round trip takes 100 ms: the POST brings its question with it, the WebSocket's question comes 100 ms behind the 101.",
		run:   trips,
	},
}

// oneTrip is the time from a 101 to the first message behind it, at the server: the
// response goes, and what the client says to it comes.
const oneTrip = 100 * time.Millisecond

// trips asks for one token twice: in the body of a POST, and in a message.
func trips(s *studio) error {
	if err := s.request("chat", "Content-Type: text/plain;charset=UTF-8\r\n", `{"tokens":1,"ttft":40}`); err != nil {
		return err
	}
	ws, err := s.webSocket("ws", "")
	if err != nil {
		return err
	}
	defer ws.NetConn().Close()
	if err := s.pause(oneTrip); err != nil {
		return err
	}
	if err := ws.Write(s.ctx, websocket.OpText, []byte(`{"op":"start","tokens":1,"ttft":40}`)); err != nil {
		return err
	}
	last := ""
	readMessages(s.ctx, ws, &last)
	return ws.NetConn().(*countedConn).hangUp()
}

// refusedHandshakes are three requests on one connection, each with one fault.
// What refuses them is HTTP, and so the connection can serve the next.
func refusedHandshakes(s *studio) error {
	c, err := s.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	answers := bufio.NewReader(c)
	for _, headers := range []string{
		"Connection: keep-alive\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n",
		"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n",
		"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZQ==\r\nSec-WebSocket-Version: 13\r\n",
	} {
		if err := s.knock(c, answers, headers); err != nil {
			return err
		}
		if err := s.pause(pace); err != nil {
			return err
		}
	}
	return c.hangUp()
}

// knock sends one handshake and reads the answer, which is no 101.
func (s *studio) knock(c io.Writer, answers *bufio.Reader, headers string) error {
	if _, err := fmt.Fprintf(c, "GET /r/%s/ws HTTP/1.1\r\nHost: %s\r\n%s\r\n", s.run.ID, recordedHost, headers); err != nil {
		return err
	}
	resp, err := http.ReadResponse(answers, nil)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
