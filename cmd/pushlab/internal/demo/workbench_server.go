package demo

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
)

// Limits of a conversation with the lab's own echo.
const (
	echoTime  = 90 * time.Second
	maxEchoed = 256 << 10 // bytes that are read
)

// fromEcho is what the lab's echo said to raw bytes.
type fromEcho struct {
	ID       string      `json:"id"`
	Writes   []int       `json:"writes"`         // bytes of each
	Frames   []peerFrame `json:"frames"`         // that came back
	Rest     int         `json:"rest,omitempty"` // bytes behind the last whole frame
	TCP      string      `json:"tcp"`            // "fin", "rst", or "open" when the echo kept the connection
	Sentence string      `json:"sentence"`
}

// toEcho dials the lab's own /echo as any client would, through the tap, sends
// the bytes, and listens until the echo ends the connection or says no more.
func (n *submission) toEcho(r *http.Request, run *Run, silence time.Duration) (fromEcho, error) {
	ctx, cancel := context.WithTimeout(r.Context(), echoTime)
	defer cancel()
	conn, err := dialEcho(ctx, r, run)
	if err != nil {
		run.note("the workbench could not reach /echo: %v", err)
		return fromEcho{}, &statusError{status: http.StatusBadGateway, sentence: "The lab could not open a WebSocket to its own /echo. The reason is in the trace."}
	}
	nc := conn.NetConn()
	defer nc.Close()
	wrote := make(chan struct{})
	go func() { // the echo may answer before the last byte
		defer close(wrote)
		run.moving.Add(1)
		defer run.moving.Add(-1)
		n.write(ctx, run, conn.WriteRaw) // a failure ends the reading too
		nc.SetReadDeadline(time.Now().Add(silence))
	}()
	raw, err := readEcho(nc, wrote, silence)
	nc.SetReadDeadline(time.Time{})
	cancel()
	<-wrote
	said := fromEcho{ID: n.id, Writes: n.sizes(), TCP: tcpEnd(err)}
	var rest []byte
	said.Frames, rest = cutFrames(raw)
	said.Rest = len(rest)
	said.Sentence = said.leave(n, conn)
	return said, nil
}

// dialEcho reaches the place at which the request arrived. Its certificate is
// the lab's own.
func dialEcho(ctx context.Context, r *http.Request, run *Run) (*websocket.Conn, error) {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return nil, errors.New("the address of this place is not known")
	}
	scheme := "ws"
	o := websocket.DialOptions{Header: http.Header{"Host": {r.Host}}}
	if r.TLS != nil {
		scheme, o.TLS = "wss", &tls.Config{InsecureSkipVerify: true, ServerName: "localhost"}
	}
	return websocket.Dial(ctx, scheme+"://"+local.String()+"/r/"+run.ID+"/echo", o)
}

// readEcho reads until the end of TCP, or until nothing has come for a while
// behind the last byte written.
func readEcho(nc net.Conn, wrote <-chan struct{}, silence time.Duration) (raw []byte, err error) {
	p := make([]byte, 32<<10)
	for len(raw) < maxEchoed {
		n, err := nc.Read(p)
		raw = append(raw, p[:n]...)
		if err != nil {
			return raw, err
		}
		select {
		case <-wrote:
			nc.SetReadDeadline(time.Now().Add(silence))
		default:
		}
	}
	return raw, os.ErrDeadlineExceeded
}

// tcpEnd names how the peer ended the connection.
func tcpEnd(err error) string {
	switch {
	case errors.Is(err, io.EOF):
		return "fin"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "rst"
	}
	return "open"
}

// leave ends a connection that the echo kept, and says what happened.
func (f fromEcho) leave(n *submission, conn *websocket.Conn) string {
	if f.TCP != "open" {
		for _, frame := range f.Frames {
			if frame.Code > 0 {
				return "The echo sent a Close frame and ended TCP."
			}
		}
		return "The echo ended TCP without a Close frame with a code."
	}
	if _, border := closes(n.bytes()); border {
		conn.Close(closeNormal, "workbench") // its failure changes nothing of what was seen
		return "The echo kept the connection open; the workbench closed it with 1000."
	}
	return "The echo waits for the rest of a frame; the workbench ended TCP in the middle of it."
}
