package edge

import (
	"bytes"
	"net"
	"net/http"
	"net/textproto"
	"strings"

	"pushlab/cmd/pushlab/internal/tap"
)

// rewritten is a head with another start line and without some of its fields,
// behind which others are added. What stays is as it came.
func rewritten(raw []byte, start func(line []byte) []byte, drop func(name string) bool, add ...string) []byte {
	lines := bytes.SplitAfter(bytes.TrimLeft(raw, "\r\n"), []byte("\n"))
	out, dropped := start(lines[0]), false
	for _, line := range lines[1:] {
		if len(trimLine(line)) == 0 {
			break
		}
		if folded := line[0] == ' ' || line[0] == '\t'; !folded { // RFC 9112 §5.2
			name, _, _ := bytes.Cut(line, []byte(":"))
			dropped = drop(textproto.CanonicalMIMEHeaderKey(string(name)))
		}
		if !dropped {
			out = append(out, line...)
		}
	}
	for _, line := range add {
		out = append(out, line+"\r\n"...)
	}
	return append(out, "\r\n"...)
}

func asItIs(line []byte) []byte { return bytes.Clone(line) }

// upgrades says whether there is something in a request for strip to take off.
func upgrades(req *http.Request) bool { return len(req.Header["Upgrade"]) > 0 }

// stripped is a request's head as a proxy passes it on that knows nothing of
// Upgrade: what is about one connection only does not go on to the next
// (RFC 9110 §7.6.1). The end of the connection is for both.
func stripped(raw []byte, req *http.Request) []byte {
	if req.Close {
		return rewritten(raw, asItIs, ofConnection(req), "Connection: close")
	}
	return rewritten(raw, asItIs, ofConnection(req))
}

// ofConnection says which fields of a request are about the connection: those
// that are so always, and those that its Connection names.
func ofConnection(req *http.Request) func(name string) bool {
	names := map[string]bool{"Connection": true, "Upgrade": true, "Keep-Alive": true, "Proxy-Connection": true}
	for _, option := range strings.Split(strings.Join(req.Header["Connection"], ","), ",") {
		names[textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(option))] = true
	}
	for _, ours := range []string{"Host", "Content-Length", "Transfer-Encoding", "Close"} { // the edge passes the message as it is framed
		delete(names, ours)
	}
	return func(name string) bool { return names[name] }
}

// noDelay turns Nagle's algorithm off, as Go does for each connection, or on.
func noDelay(c net.Conn, off bool) {
	if t, ok := c.(*tap.Conn); ok {
		c = t.Conn
	}
	if t, ok := c.(interface{ SetNoDelay(bool) error }); ok {
		t.SetNoDelay(off)
	}
}
