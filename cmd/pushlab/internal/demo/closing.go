package demo

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/websocket"
)

// Who ends a connection of the close theatre.
const (
	byServer = "server"
	byClient = "client"
	byEdge   = "edge"
)

// Limits of the close theatre.
const (
	maxClosingDelay = 5000             // ms
	closingTime     = 30 * time.Second // for one connection
	heldTime        = 10 * time.Second // for a client to end TCP that is held open
	failingTime     = time.Second      // for a client that breaks off to end TCP
	lastTime        = 2 * time.Second  // for a client to end TCP behind the server
)

// A closing is one ending that was asked for.
type closing struct {
	Ending
	by    string
	delay time.Duration
	hold  bool
	conn  *tap.Conn // nil: the request came over no tapped connection
}

// serveClosing opens a WebSocket and ends it.
//
//	browser: GET /r/{run}/d/closing?ending=4001&delay=300, Upgrade: websocket
//	server:  101, and 300 ms later 88 06 0f a1 61 75 74 68
//	browser: the same code, masked
//	server:  FIN, as RFC 6455 §7.1.1 wants it
//
// The query:
//
//	ending  one of Endings, by its slug
//	by      server: this side does it. client: this side waits for the client's Close and answers it.
//	        edge: this side sends one text and waits, and the edge cuts behind it (fin, rst)
//	delay   ms before the ending, 0…5000; before the answer, where the ending is one
//	hold    on: after both Close frames TCP stays open until the client ends it, at most 10 s
func (l *lab) serveClosing(w http.ResponseWriter, r *http.Request, run *Run) error {
	c, err := l.readClosing(run, r)
	if err != nil {
		return err
	}
	if err := run.enter(); err != nil {
		return err
	}
	conn, err := c.open(l, w, r, run)
	if conn == nil {
		run.leave()
		return err
	}
	l.own(run, conn, func(s *socket) { s.end(c) })
	return nil
}

func (l *lab) readClosing(run *Run, r *http.Request) (closing, error) {
	v, err := l.values(run, r, "ending", "by", "delay", "hold")
	if err != nil {
		return closing{}, err
	}
	c := closing{by: cmp.Or(v["by"], byServer), hold: v["hold"] == "on", conn: tap.FromContext(r.Context())}
	if c.by != byServer && c.by != byClient && c.by != byEdge {
		return c, badRequest("by must be server, client or edge; %s was sent.", quote(c.by))
	}
	if c.Ending, err = findEnding(v["ending"], c.by); err != nil {
		return c, err
	}
	delay, err := whole(v, "delay", 0, maxClosingDelay, 0)
	c.delay = time.Duration(delay) * time.Millisecond
	return c, err
}

// othersKey is a Sec-WebSocket-Key that nobody has sent.
const othersKey = "YW5vdGhlcidzIG5vbmNlIQ=="

// open answers the handshake. It returns no connection when that was the end,
// and then an error if the client was not told yet.
func (c closing) open(l *lab, w http.ResponseWriter, r *http.Request, run *Run) (*websocket.Conn, error) {
	if c.refuse || c.accept {
		if run.pause(r.Context(), c.delay) != nil {
			return nil, errStopping // or who asked is gone, and is told nothing
		}
	}
	if c.refuse {
		w.Header().Set("WWW-Authenticate", `Bearer realm="pushlab"`) // RFC 9110 §15.5.2
		return nil, &statusError{status: http.StatusUnauthorized, sentence: "This ending is a 401: the answer to the handshake is HTTP, and its page hears none of it."}
	}
	if c.accept {
		r = r.Clone(r.Context())
		r.Header.Set("Sec-WebSocket-Key", othersKey) // and the proof is of that one
	}
	conn, err := websocket.Accept(w, r, websocket.AcceptOptions{CheckOrigin: l.allowsSocket})
	if err != nil { // the client was told, or is gone
		return nil, nil
	}
	return conn, nil
}

// end does what was asked for, and sees the connection out.
func (s *socket) end(c closing) {
	nc := s.conn.NetConn()
	defer nc.Close()
	nc.SetReadDeadline(time.Now().Add(closingTime))
	if c.by != byClient && !c.accept && s.run.pause(context.Background(), c.delay) != nil {
		return // the server stops, and has said so
	}
	switch {
	case c.by == byEdge:
		s.conn.WriteRaw([]byte(edgeText)) // behind it the edge cuts
	case c.by == byServer && c.fault != "":
		c.breakOff(nc)
		return
	case c.by == byServer:
		s.conn.WriteRaw([]byte(c.Sends)) // a failure ends the reading too
	}
	s.seeOut(c)
}

// edgeText is a text of three bytes, so that the edge has a byte to cut behind.
const edgeText = "\x81\x03now"
