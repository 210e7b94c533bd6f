package demo

import (
	"io"
	"net"
	"time"

	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/wire"
)

// breakOff ends TCP without a Close frame. The record has it as a fault.
func (c closing) breakOff(nc net.Conn) {
	if c.conn != nil {
		c.conn.Break(c.fault + "@ending") // it is whole, or its client was quicker
		return
	}
	if tcp, ok := nc.(*net.TCPConn); ok && c.fault == tap.Rst {
		tcp.SetLinger(0)
	}
}

// seeOut waits for the client's Close frame, takes part in the closing handshake
// (RFC 6455 §5.5.1), and ends TCP, the first of the two (§7.1.1).
func (s *socket) seeOut(c closing) {
	nc := s.conn.NetConn()
	closed := s.untilClose(nc)
	if closed == nil {
		return // TCP has ended
	}
	if code, _, _ := wire.ParseClose(closed.payload); fails(code) && s.untilEnd(nc, failingTime) {
		return // who breaks off does not wait for an answer (§7.1.7)
	}
	if c.by != byServer || !closesFirst(c.Sends) {
		answer := closed.payload[:min(2, len(closed.payload))]
		h := wire.FrameHeader{Fin: true, Opcode: wire.OpClose, Length: uint64(len(answer))}
		s.conn.WriteRaw(append(h.Append(nil), answer...))
	}
	if c.hold && s.untilEnd(nc, heldTime) {
		return
	}
	if half, ok := nc.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	s.untilEnd(nc, lastTime)
}

// closesFirst says that the frames begin with a Close.
func closesFirst(frames string) bool {
	h, ok := wire.ParseFrameHeader([]byte(frames))
	return ok && h.Opcode == wire.OpClose
}

// fails says that a code is that of an endpoint which can not go on
// (RFC 6455 §7.4.1): whoever sends it ends TCP by itself.
func fails(code int) bool { return code == 1002 || code == 1003 || code >= 1007 && code <= 1010 }

// untilEnd drops what still comes, and says whether the client ended TCP within
// d. Nothing of the run moves meanwhile.
func (s *socket) untilEnd(nc net.Conn, d time.Duration) bool {
	nc.SetReadDeadline(time.Now().Add(d))
	s.run.moving.Add(-1)
	defer s.run.moving.Add(1)
	_, err := io.Copy(io.Discard, nc)
	timeout, ok := err.(net.Error)
	return !ok || !timeout.Timeout()
}
