package demo

import (
	"net/http"
	"slices"

	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/websocket"
)

// serveWS streams an answer over a WebSocket, in text messages of JSON.
//
//	client: GET /r/{run}/ws, Upgrade: websocket
//	server: 101
//	client: {"op":"start","tokens":300}
//	server: {"id":"k3x9-1","token":"…"}       once per token
//	server: {"type":"done","id":"k3x9-301","tokens":300,"sha256":"…"}
//	server: Close 1000
//
// With knobs in the query the answer starts with the 101; deflate=on alone only
// lets the client compress (RFC 7692). A client that comes
// back says where it was, since a WebSocket has no Last-Event-ID:
//
//	client: {"op":"resume","after":"k3x9-42"}
//	server: {"id":"k3x9-43","token":"…"}
//
// The newest start or resume takes the place of the one before. A stop ends the
// sending and leaves the connection open.
func (l *lab) serveWS(w http.ResponseWriter, r *http.Request, run *Run) error {
	k, err := l.queryKnobs(run, r, append(slices.Clone(socketKnobs), deflateKnob))
	if err != nil {
		return err
	}
	if err := run.enter(); err != nil {
		return l.turnAway(w, r, err)
	}
	k, e := l.beginHandshake(run, k, r)
	var first *sending
	conn, err := websocket.Accept(w, r, websocket.AcceptOptions{
		Subprotocols: []string{"pushlab.v1"},
		Deflate:      k.Deflate,
		CheckOrigin: func(r *http.Request) bool { // the last check before the 101
			allowed := l.allowsSocket(r)
			if allowed && k.Sent {
				first = l.prepare(run, k, "", tap.FromContext(r.Context()))
			}
			return allowed
		},
	})
	if err != nil { // the client was told, or is gone
		first.close()
		run.leave()
		return nil
	}
	l.own(run, conn, func(s *socket) {
		s.sendNonces(e)
		s.serve(first, k.Ping)
	})
	return nil
}

// socketKnobs are the knobs of a WebSocket.
var socketKnobs = append(without(withCheck("ws", answerKnobs), "framing"), pingKnob)
