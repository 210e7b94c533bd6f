package demo

import (
	"context"
	"errors"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// Status codes of our Close frames (RFC 6455 §7.4.1).
const (
	closeNormal      = 1000
	closeGoingAway   = 1001
	closeUnsupported = 1003
)

// A socket is a WebSocket of a run. One goroutine owns it and reads it.
type socket struct {
	lab     *lab
	run     *Run
	conn    *websocket.Conn
	current *sending // what it streams; nil = nothing
}

// own gives a connection a goroutine of its own, so that the handler returns
// and what net/http holds of the request is freed. The connection's place in
// the run goes with it.
func (l *lab) own(run *Run, conn *websocket.Conn, serve func(*socket)) {
	s := &socket{lab: l, run: run, conn: conn}
	if !l.runs.keep(s) {
		l.runs.work.Go(s.goodbye)
	}
	run.moving.Add(1)
	go func() {
		defer run.leave()
		defer l.runs.forget(s)
		defer run.moving.Add(-1)
		serve(s)
	}()
}

// read waits for the next message. Meanwhile the socket does not move.
func (s *socket) read() (websocket.Message, error) {
	s.run.moving.Add(-1)
	defer s.run.moving.Add(1)
	return s.conn.Read(context.Background())
}

func (s *socket) goodbye() { s.conn.Close(closeGoingAway, "the server is stopping") }

// serve obeys the messages until the connection ends.
func (s *socket) serve(first *sending, ping time.Duration) {
	defer s.keepPinging(ping)()
	s.start(first)
	defer s.halt()
	for {
		m, err := s.read()
		if err != nil {
			return
		}
		if m.Opcode != websocket.OpText {
			s.conn.Close(closeUnsupported, "pushlab.v1 takes text messages of JSON")
			return
		}
		s.obey(m.Data)
	}
}

// obey does what a message asks for. What can not be done is answered with a
// sentence, and the connection goes on.
func (s *socket) obey(message []byte) {
	var refused *statusError
	if errors.As(s.do(message), &refused) {
		text := appendString([]byte(`{"type":"error","error":`), refused.sentence)
		s.conn.Write(context.Background(), websocket.OpText, append(text, '}')) // a failure ends the next read
	}
}

func (s *socket) do(message []byte) error {
	settings, err := parseObject(message)
	if err != nil {
		return badRequest("A message must be one JSON object such as %s; %s was sent.", `{"op":"start"}`, quote(string(message)))
	}
	op, settings := take(settings, "op")
	after, others := take(settings, "after")
	switch {
	case op == "start":
		return s.begin(settings, "")
	case op == "resume" && after != "":
		return s.begin(others, after)
	case op == "resume":
		return badRequest("A resume needs after, the id of the last message that was read; none was sent.")
	case op == "stop":
		s.halt()
		return nil
	}
	return badRequest("op must be start, resume or stop; %s was sent.", quote(op))
}

// take takes one setting out of a list.
func take(settings []setting, name string) (value string, others []setting) {
	for i, s := range settings {
		if s.name == name {
			return s.value, append(settings[:i:i], settings[i+1:]...)
		}
	}
	return "", settings
}
