package demo

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// answerHandshake answers with the bytes that were submitted, whatever the request
// says. A client that takes them for a 101 has a WebSocket that sends its texts
// back. Only a handshake gets them: no link, form or script of a page can send its
// key, and for those the bytes could be a page of this origin.
func (l *lab) answerHandshake(w http.ResponseWriter, r *http.Request, run *Run) error {
	v, err := l.values(run, r, "id")
	if err != nil {
		return err
	}
	response, err := run.handshakes.find(v["id"])
	if err != nil {
		return err
	}
	if r.Header.Get("Sec-WebSocket-Key") == "" {
		return badRequest("Your bytes answer handshakes only, and this request has no Sec-WebSocket-Key.")
	}
	if err := run.enter(); err != nil {
		return err
	}
	defer run.leave()
	conn, early, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return badRequest("Bytes by hand need HTTP/1.1: over HTTP/2 there is no connection to take over (RFC 9113 §8.6).")
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(benchTime))
	defer context.AfterFunc(run.runs.base, func() { conn.Close() })()
	accept := websocket.AcceptKey(r.Header.Get("Sec-WebSocket-Key"))
	if _, err := conn.Write(bytes.ReplaceAll(response, []byte(acceptMark), []byte(accept))); err != nil {
		return nil // the client is gone
	}
	raw, _ := early.Reader.Peek(early.Reader.Buffered())
	run.echoFrames(conn, bytes.Clone(raw))
	return nil
}

// echoFrames sends texts back and answers a Close, up to the end of TCP.
func (run *Run) echoFrames(conn net.Conn, raw []byte) {
	p := make([]byte, 4<<10)
	for len(raw) <= maxHandshake {
		frames, rest := cutFrames(raw)
		for _, f := range frames {
			if !answerFrame(conn, f) {
				return
			}
		}
		n, err := run.readStill(conn, p)
		if err != nil {
			return
		}
		raw = append(rest, p[:n]...)
	}
}

// readStill reads. Meanwhile the run does not move.
func (run *Run) readStill(conn net.Conn, p []byte) (int, error) {
	run.moving.Add(-1)
	defer run.moving.Add(1)
	return conn.Read(p)
}

// answerFrame says false behind a Close: then the server ends TCP first (RFC 6455
// §7.1.1).
func answerFrame(conn net.Conn, f peerFrame) bool {
	opcode := f.opcode
	switch opcode {
	case wire.OpText, wire.OpBinary, wire.OpClose:
	case wire.OpPing:
		opcode = wire.OpPong
	default:
		return true
	}
	h := wire.FrameHeader{Fin: true, Opcode: opcode, Length: uint64(len(f.payload))}
	_, err := conn.Write(append(h.Append(nil), f.payload...))
	return err == nil && opcode != wire.OpClose
}
