package demo

import (
	"context"
	"net/http"

	"pushlab/cmd/pushlab/internal/websocket"
)

// serveEcho sends back each message that it gets.
//
//	client: GET /r/{run}/echo, Upgrade: websocket
//	server: 101
//	client: TEXT or BINARY, in as many frames as it likes
//	server: the same, in one frame
//
// A message of more than EchoLimit bytes is answered by a Close with 1009. With
// the knob deflate=on a client may compress its messages (RFC 7692); the limit
// then counts what comes out.
func (l *lab) serveEcho(w http.ResponseWriter, r *http.Request, run *Run) error {
	k, err := l.queryKnobs(run, r, []knob{deflateKnob, checkAt("echo")})
	if err != nil {
		return err
	}
	if err := run.enter(); err != nil {
		return err
	}
	_, e := l.beginHandshake(run, k, r)
	conn, err := websocket.Accept(w, r, e.farewell(websocket.AcceptOptions{
		Limit: l.options.EchoLimit, Deflate: k.Deflate, CheckOrigin: l.allowsSocket,
	}))
	if err != nil { // the client was told, or is gone
		run.leave()
		return nil
	}
	l.own(run, conn, func(s *socket) {
		s.sendNonces(e)
		s.echo()
	})
	return nil
}

func (s *socket) echo() {
	for {
		m, err := s.read()
		if err != nil {
			return
		}
		if err := s.conn.Write(context.Background(), m.Opcode, m.Data); err != nil {
			return
		}
	}
}
