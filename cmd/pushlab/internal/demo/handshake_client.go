package demo

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// Limits of the raw client. It has no rules of its own but these.
const (
	rawTime    = 10 * time.Second // for all of it
	rawSilence = time.Second      // after which it expects no more; the lab answers in much less
	maxRaw     = 32 << 10         // bytes that it reads
)

// fromRaw is what the raw client saw, which is all of it.
type fromRaw struct {
	Request string      `json:"request"`          // the bytes that were sent
	Head    string      `json:"head"`             // of the answer, without the blank line
	Body    string      `json:"body,omitempty"`   // behind it, unless it is a 101:
	Frames  []peerFrame `json:"frames,omitempty"` // then these are
	TCP     string      `json:"tcp"`              // "fin", "rst", or "open" when nobody ended it
}

// sendHandshake sends bytes as nc would, and reads what comes back up to a silence.
func (l *lab) sendHandshake(r *http.Request, run *Run, to, text string) (fromRaw, error) {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok || r.TLS != nil {
		return fromRaw{}, badRequest("The raw client starts at the lab without TLS; this is another place.")
	}
	address, err := l.rawTarget(to, local)
	if err != nil {
		return fromRaw{}, err
	}
	sent := strings.NewReplacer("{run}", run.ID, "{host}", address).Replace(text)
	if err := run.mayAsk(sent); err != nil {
		return fromRaw{}, err
	}
	if err := run.enter(); err != nil {
		return fromRaw{}, err
	}
	defer run.leave()
	ctx, cancel := context.WithTimeout(r.Context(), rawTime)
	defer cancel()
	raw, err := run.askRaw(ctx, address, sent)
	if raw == nil && errors.Is(err, errNotReached) {
		return fromRaw{}, &statusError{status: http.StatusBadGateway, sentence: "The raw client could not connect to " + address + "."}
	}
	return newFromRaw(sent, raw, tcpEnd(err)), nil
}

func newFromRaw(sent string, raw []byte, tcp string) fromRaw {
	f := fromRaw{Request: sent, TCP: tcp}
	head, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	f.Head = string(head)
	if h, ok := wire.ParseHead(raw); ok && h.Status == http.StatusSwitchingProtocols {
		f.Frames, _ = cutFrames(body)
	} else {
		f.Body = string(body)
	}
	return f
}

func (l *lab) rawTarget(to string, local net.Addr) (string, error) {
	switch edge := l.options.Edge(local); {
	case to == "lab":
		return local.String(), nil
	case to == "edge" && edge == "":
		return "", badRequest("This server has no edge to send through.")
	case to == "edge":
		return edge, nil
	}
	return "", badRequest("send must be lab or edge; %s was sent.", quote(to))
}

// mayAsk keeps the client to the addresses of handshakes of its own run: bytes of
// another would be recorded there, and nobody would see them here.
func (run *Run) mayAsk(request string) error {
	line, _, _ := strings.Cut(request, "\r\n")
	fields := strings.Fields(line)
	if len(fields) < 2 {
		return badRequest("The first line must be METHOD TARGET VERSION; %s was sent.", quote(line))
	}
	if _, behind, _ := strings.Cut(strings.ReplaceAll(request, "\r\n", "\n"), "\n\n"); strings.Contains(behind, " HTTP/") {
		return badRequest("One request can be sent at a time; behind its blank line stands another.")
	}
	target, _, _ := strings.Cut(fields[1], "?")
	for _, path := range []string{"/ws", "/echo", "/d/handshake"} {
		if target == "/r/"+run.ID+path && (path != "/d/handshake" || fields[0] == http.MethodGet) {
			return nil
		}
	}
	return badRequest("The target must be /r/{run}/ws or /r/{run}/echo of this run; %s was sent.", quote(fields[1]))
}

var errNotReached = errors.New("not reached")

func (run *Run) askRaw(ctx context.Context, address, request string) ([]byte, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, errNotReached
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if _, err := conn.Write([]byte(request)); err != nil {
		return []byte{}, err
	}
	return run.readRaw(conn)
}

// readRaw reads up to the end of TCP, of a response with a length, or up to a
// silence: behind a 101 nothing says where the end is.
func (run *Run) readRaw(conn net.Conn) (raw []byte, err error) {
	raw = []byte{}
	p := make([]byte, 4<<10)
	for len(raw) < maxRaw {
		conn.SetReadDeadline(time.Now().Add(rawSilence))
		n, err := run.readStill(conn, p)
		raw = append(raw, p[:n]...)
		if err != nil || isWhole(raw) {
			return raw, err
		}
	}
	return raw, nil
}

// isWhole says whether a response has a length, and that many bytes behind its head.
func isWhole(raw []byte) bool {
	_, body, over := bytes.Cut(raw, []byte("\r\n\r\n"))
	head, ok := wire.ParseHead(raw)
	n, err := strconv.Atoi(head.Get("Content-Length"))
	return over && ok && err == nil && len(body) >= n
}
