package main

import (
	"encoding/json"
	"slices"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// recordings lists every recorded run of the lessons.
var recordings = slices.Concat(firstRecordings, recordings02, recordings04, recordingsArticles, recordings06, recordings07, recordings09, recordings10)

// firstRecordings are those of the lessons 01, 03, 05 and 08.
var firstRecordings = []recording{
	{
		lesson: "01-why-stream", name: "block-and-stream",
		title: "A message ladder of one short answer, asked for twice: as a block it arrives whole at the end; as a stream its first token arrives after the model's first pause.",
		run:   blockAndStream,
	},
	{
		lesson: "03-sse-wire", name: "composer",
		title: "A message ladder: 45 bytes are posted to the lab, and an EventSource gets them back as one event with the name token, the data line1 and line2, and the id 42.",
		run:   func(s *studio) error { return s.compose("", "id: 42\nevent: token\ndata: line1\ndata: line2\n\n") },
	},
	{
		lesson: "03-sse-wire", name: "pieces",
		title: "A message ladder: the same event with CR LF at its line ends, written in three chunks, one of which ends between a CR and its LF. It is dispatched once.",
		run: func(s *studio) error {
			return s.compose("&slices=7,24,rest&gap=100", "id: 42\r\nevent: token\r\ndata: line1\r\ndata: line2\r\n\r\n")
		},
	},
	{
		lesson: "05-resume", name: "cut",
		title: "A message ladder of an EventSource: after event 42 the connection is reset in the middle of the next event; half a second later the request carries Last-Event-ID and event 43 comes first.",
		run:   func(s *studio) error { return s.eventSource("tokens=100&tps=50&fault=rst@42%2B22&answer=A1") },
	},
	{
		lesson: "05-resume", name: "cut-ws",
		title: "A message ladder of a WebSocket: after message 42 the connection is reset in the middle of the next frame; half a second later the page opens another one, sends resume with the last id, and message 43 comes first.",
		run:   func(s *studio) error { return s.socket("tokens=100&tps=50&fault=rst@42%2B22&answer=A1") },
	},
	{
		lesson: "08-frames", name: "hello",
		title: "A message ladder of a WebSocket echo: the handshake, Hello from the client in 11 bytes, Hello from the server in 7 bytes, and the closing handshake.",
		run:   hello,
	},
	{
		lesson: "08-frames", name: "fragments",
		title: "A message ladder of a WebSocket echo: one message in two fragments with a ping between them; the pong comes before the echo.",
		run:   fragments,
	},
}

// blockAndStream asks for the same 12 tokens twice, one after the other, so
// that each has the wire for itself.
func blockAndStream(s *studio) error {
	knobs := map[string]any{"prompt": "Why do answers arrive in pieces?", "stream": false, "tokens": 12, "tps": 20, "ttft": 800}
	body, err := json.Marshal(knobs)
	if err != nil {
		return err
	}
	if err := s.post("chat", string(body)); err != nil {
		return err
	}
	return s.eventSource("tokens=12&tps=20&ttft=800&answer=A1")
}

// compose submits bytes, and gets them back as an EventSource does that its page
// closes at the end.
func (s *studio) compose(slicing, body string) error {
	if err := s.request("emit?parse=off"+slicing, "", body); err != nil {
		return err
	}
	_, err := s.listenOnce("emit?id=e1", wire.NewEventStream())
	return err
}

// hello sends the word of RFC 6455 §5.7 and closes.
func hello(s *studio) error {
	return s.echo(func(ws *websocket.Conn) [][]byte {
		return [][]byte{ws.Frame(websocket.OpText, []byte("Hello"))}
	})
}

// The parts of a frame's first byte (RFC 6455 §5.2).
const (
	finBit     = 0x80
	opcodeBits = 0x0f
)

// fragments sends "Hel", a ping, and "lo": RFC 6455 §5.4 allows control frames
// between the fragments of a message.
func fragments(s *studio) error {
	return s.echo(func(ws *websocket.Conn) [][]byte {
		first, ping, last := ws.Frame(websocket.OpText, []byte("Hel")), ws.Frame(websocket.OpPing, nil), ws.Frame(websocket.OpText, []byte("lo"))
		first[0] &^= finBit
		last[0] &^= opcodeBits // 0 is a continuation
		return [][]byte{first, ping, last}
	})
}

// say sends a frame and waits for the answer, which every frame but the first
// part of a message has: a pong, or the echo.
func (s *studio) say(ws *websocket.Conn, frame []byte) error {
	_, before, _ := tally(s.run.Log)
	if err := ws.WriteRaw(frame); err != nil || frame[0]&finBit == 0 {
		return err
	}
	return s.answered(before)
}

// pace is the time between two steps of a script without a model.
const pace = 20 * time.Millisecond

// echo sends frames, one after the other, reads the message that comes back,
// and ends with the closing handshake.
func (s *studio) echo(frames func(*websocket.Conn) [][]byte) error {
	ws, err := s.webSocket("echo", "")
	if err != nil {
		return err
	}
	echoed := make(chan error, 1)
	go func() {
		_, err := ws.Read(s.ctx)
		echoed <- err
		ws.Read(s.ctx) // takes part in the closing handshake
	}()
	for _, frame := range frames(ws) {
		if err := s.pause(pace); err != nil {
			return err
		}
		if err := s.say(ws, frame); err != nil {
			return err
		}
	}
	if err := <-echoed; err != nil {
		return err
	}
	if err := s.pause(pace); err != nil {
		return err
	}
	return ws.Close(1000, "bye")
}
