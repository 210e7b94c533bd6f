package wire

import (
	"fmt"
	"testing"
)

// BenchmarkNext decodes what one token costs on the wire.
func BenchmarkNext(b *testing.B) {
	event := "id: 7f3a-42\ndata:  crossed\n\n"
	for name, c := range map[string]struct {
		dir    Direction
		before [2]string
		token  string
	}{
		"sse":           {ToClient, [2]string{getA, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"}, fmt.Sprintf("%x\r\n%s\r\n", len(event), event)},
		"websocket-out": {ToClient, [2]string{upgradeC, switching}, "\x81\x1c{\"id\":\"a-1\",\"token\":\" word\"}"[:30]},
		"websocket-in":  {ToServer, [2]string{upgradeC, switching}, "\x81\x8d\x37\xfa\x21\x3d\x4c\xd8\x4e\x4d\x15\xc0\x03\x4e\x43\x95\x51\x1f\x4a"},
	} {
		b.Run(name, func(b *testing.B) {
			conn, token := NewConn("http1"), []byte(c.token)
			conn.Decode(ToServer, []byte(c.before[ToServer]))
			conn.Decode(ToClient, []byte(c.before[ToClient]))
			b.ReportAllocs()
			for b.Loop() {
				if n, frames := conn.Next(c.dir, token); n != len(token) || len(frames) == 0 {
					b.Fatalf("Next = %d, %v", n, frames)
				}
			}
		})
	}
}

// BenchmarkNextText judges 64 KiB of text in one frame.
func BenchmarkNextText(b *testing.B) {
	payload := make([]byte, 64<<10)
	for i := range payload {
		payload[i] = 'a'
	}
	for _, masked := range []bool{false, true} {
		b.Run(fmt.Sprintf("masked=%v", masked), func(b *testing.B) {
			dir := ToClient
			if masked {
				dir = ToServer
			}
			conn := NewConn("websocket")
			frame := append(FrameHeader{Fin: true, Opcode: OpText, Masked: masked, Length: uint64(len(payload))}.Append(nil), payload...)
			b.SetBytes(int64(len(frame)))
			b.ReportAllocs()
			for b.Loop() {
				conn.Next(dir, frame)
			}
		})
	}
}

func BenchmarkMask(b *testing.B) {
	p := make([]byte, 1024)
	b.SetBytes(int64(len(p)))
	for b.Loop() {
		Mask([4]byte{1, 2, 3, 4}, 3, p)
	}
}
