package websocket

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// bodyLimit is how much is kept of the body of a refusal, in bytes.
const bodyLimit = 1 << 10

// A HandshakeError is the answer of a server that does not make the connection
// a WebSocket.
type HandshakeError struct {
	Why    string // what is wrong with the answer
	Status int
	Header http.Header
	Body   string // at most its first 1,024 bytes
}

// Error says what is wrong, and for a refusal what the server said about it.
func (e *HandshakeError) Error() string {
	text := fmt.Sprintf("websocket: handshake: %s (status %d)", e.Why, e.Status)
	if body := strings.TrimSpace(e.Body); body != "" {
		text += ": " + body
	}
	return text
}

// verify holds a response against RFC 6455 §4.1, from "Once the client's
// opening handshake has been sent".
func (o DialOptions) verify(resp *http.Response, key string) error {
	h := resp.Header
	subprotocols := elements(h, "Sec-WebSocket-Protocol")
	_, offered := o.answered(h)
	why := ""
	switch {
	case resp.StatusCode != http.StatusSwitchingProtocols || !resp.ProtoAtLeast(1, 1):
		why = "the server does not switch protocols"
	case !strings.EqualFold(h.Get("Upgrade"), "websocket") || len(h.Values("Upgrade")) != 1:
		why = "Upgrade is not websocket"
	case !hasToken(h, "Connection", "upgrade"):
		why = "Connection does not name Upgrade"
	case !slices.Equal(h.Values("Sec-WebSocket-Accept"), []string{AcceptKey(key)}):
		why = "Sec-WebSocket-Accept does not belong to the key"
	case !offered:
		why = "the server uses an extension that was not offered"
	case len(subprotocols) > 1 || len(subprotocols) == 1 && !slices.Contains(o.Subprotocols, subprotocols[0]):
		why = "the server uses a subprotocol that was not offered"
	default:
		return nil
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, bodyLimit))
	return &HandshakeError{Why: why, Status: resp.StatusCode, Header: h, Body: string(body)}
}
