package demo

import (
	"errors"
	"net/http"
	"strings"

	"pushlab/cmd/pushlab/internal/websocket"
)

// A page's WebSocket can not read why its handshake was refused: all that it gets
// is 1006. So one for which its seat has no place is opened, to be told.
//
//	client: GET /r/{run}/ws, Upgrade: websocket
//	server: 101
//	server: Close 1013, the sentence
//
// 1013 is Try Again Later in the registry that RFC 6455 §11.7 began.
const closeTryLater = 1013

// maxTurnedAway is how many are told at a time, since each takes up to 2 s. The
// others get 429.
const maxTurnedAway = 64

// turnAway answers who got no place.
func (l *lab) turnAway(w http.ResponseWriter, r *http.Request, err error) error {
	var refused *statusError
	if !errors.As(err, &refused) || !refused.later {
		return err
	}
	defer l.runs.turned.Add(-1)
	if l.runs.turned.Add(1) > maxTurnedAway {
		return err
	}
	conn, failed := websocket.Accept(w, r, websocket.AcceptOptions{Subprotocols: []string{"pushlab.v1"}, CheckOrigin: l.allowsSocket})
	if failed == nil { // else the client was told, or is gone
		conn.Close(closeTryLater, closeReason(refused.sentence))
	}
	return nil
}

// closeReason cuts a sentence to what a Close frame has room for: 125 bytes with
// the code (RFC 6455 §5.5).
func closeReason(sentence string) string {
	const most = 123
	return strings.ToValidUTF8(sentence[:min(most, len(sentence))], "")
}
