package websocket

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// AcceptOptions say what a server takes. The zero value takes requests from its
// own origin, without a subprotocol.
type AcceptOptions struct {
	// Subprotocols that the server speaks, the best first. A client that offers
	// only others gets none, and it is for the client to leave.
	Subprotocols []string
	// Limit is the size of the largest message that is read, in bytes.
	// 0 is DefaultLimit.
	Limit int64
	// Deflate takes a client's offer to compress messages (permessage-deflate,
	// RFC 7692). Without it such offers are declined.
	Deflate bool
	// CheckOrigin says whether the request's origin may connect. Browsers let
	// every page connect to every host, cookies included, so nobody else asks
	// (RFC 6455 §10.2). nil takes requests without Origin, and with the
	// server's own.
	CheckOrigin func(*http.Request) bool
	// EchoReason answers a Close with its reason too. RFC 6455 §5.5.1 asks for
	// the status code alone.
	EchoReason bool
	// FinAfter is how long a server that has answered a Close leaves the end of
	// TCP to its client, so that one shows itself which does not wait for it
	// (RFC 6455 §7.1.1). 0: the server ends its direction at once.
	FinAfter time.Duration
	// Header has further headers of the response 101.
	Header http.Header
}

// Accept answers the opening handshake of a client (RFC 6455 §4.2). A request
// that is not in order is answered with 400, 403, 405 or 426 and one sentence,
// and Accept returns an error.
//
// The connection is no longer net/http's: the handler may return, which frees
// what net/http holds of the request, while another goroutine goes on.
func Accept(w http.ResponseWriter, r *http.Request, o AcceptOptions) (*Conn, error) {
	if no := o.check(r); no != nil {
		for name, value := range no.header {
			w.Header()[name] = value
		}
		http.Error(w, no.sentence, no.status)
		return nil, no
	}
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "This connection can not become a WebSocket.", http.StatusInternalServerError)
		return nil, fmt.Errorf("websocket: taking the connection over: %w", err)
	}
	c := newConn(conn, false, o.Limit, unread(buffered.Reader))
	c.subprotocol, c.echoReason, c.finAfter = o.choose(r), o.EchoReason, o.FinAfter
	extension := o.agree(r)
	if extension != "" {
		c.useDeflate(false, o.Limit)
	}
	if err := c.sendResponse(r, extension, o.Header); err != nil {
		return nil, err
	}
	return c, nil
}

// sendResponse writes the head of the response 101 (RFC 6455 §4.2.2).
func (c *Conn) sendResponse(r *http.Request, extension string, more http.Header) error {
	var head bytes.Buffer
	head.WriteString("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
	fmt.Fprintf(&head, "Sec-WebSocket-Accept: %s\r\n", AcceptKey(r.Header.Get("Sec-WebSocket-Key")))
	if c.subprotocol != "" {
		fmt.Fprintf(&head, "Sec-WebSocket-Protocol: %s\r\n", c.subprotocol)
	}
	if extension != "" {
		fmt.Fprintf(&head, "Sec-WebSocket-Extensions: %s\r\n", extension)
	}
	more.Write(&head)
	head.WriteString("\r\n")
	return c.send(r.Context(), head.Bytes())
}

// unread copies what r has read ahead, so that r and its buffer can be freed.
func unread(r *bufio.Reader) []byte {
	early, _ := r.Peek(r.Buffered())
	return bytes.Clone(early)
}

// choose returns the server's best subprotocol that the client offers. It is
// the server's string: the client's would keep the request's memory.
func (o AcceptOptions) choose(r *http.Request) string {
	offered := elements(r.Header, "Sec-WebSocket-Protocol")
	for _, p := range o.Subprotocols {
		if slices.Contains(offered, p) {
			return p
		}
	}
	return ""
}
