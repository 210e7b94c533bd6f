package demo

import (
	"context"
	"net"
	"net/http"
	"time"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// benchTime is how long a connection of the workbench may last.
const benchTime = time.Minute

// sendFrames opens a WebSocket, writes what was submitted, and listens until the
// browser closes.
func (l *lab) sendFrames(w http.ResponseWriter, r *http.Request, run *Run) error {
	v, err := l.values(run, r, "id")
	if err != nil {
		return err
	}
	if err := run.enter(); err != nil {
		return err
	}
	n, err := run.submissions.find(v["id"])
	if err != nil {
		run.leave()
		return err
	}
	conn, err := websocket.Accept(w, r, websocket.AcceptOptions{CheckOrigin: l.allowsSocket})
	if err != nil { // the client was told, or is gone
		run.leave()
		return nil
	}
	l.own(run, conn, func(s *socket) { s.showFrames(n) })
	return nil
}

// showFrames writes and listens at the same time: a browser closes in the middle
// of what it does not like.
func (s *socket) showFrames(n *submission) {
	nc := s.conn.NetConn()
	defer nc.Close()
	nc.SetReadDeadline(time.Now().Add(benchTime))
	ctx, cancel := context.WithCancel(context.Background())
	wrote := make(chan error, 1)
	s.run.moving.Add(1)
	go func() {
		defer s.run.moving.Add(-1)
		wrote <- n.write(ctx, s.run, s.conn.WriteRaw)
	}()
	closed := s.untilClose(nc)
	cancel()
	if err := <-wrote; err == nil && closed != nil {
		s.answerClose(n, closed)
	}
}

// untilClose reads frames until the browser's Close, or until TCP ends: nil.
func (s *socket) untilClose(nc net.Conn) *peerFrame {
	var raw []byte
	p := make([]byte, 4<<10)
	for {
		s.run.moving.Add(-1)
		size, err := nc.Read(p)
		s.run.moving.Add(1)
		if err != nil {
			return nil
		}
		frames, rest := cutFrames(append(raw, p[:size]...))
		for i := range frames {
			if frames[i].opcode == wire.OpClose {
				return &frames[i]
			}
		}
		if raw = rest; len(raw) > maxFrames {
			return nil
		}
	}
}

// answerClose takes part in the closing handshake, unless the frames that were
// submitted had a Close already, or the last one is not whole.
func (s *socket) answerClose(n *submission, closed *peerFrame) {
	sent, border := closes(n.bytes())
	if sent || !border {
		return
	}
	h := wire.FrameHeader{Fin: true, Opcode: wire.OpClose, Length: uint64(len(closed.payload))}
	s.conn.WriteRaw(append(h.Append(nil), closed.payload...)) // TCP ends right behind it
}
