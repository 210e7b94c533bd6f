package trace

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

// upgrade answers a handshake, and then echoes bytes as they are.
func upgrade(w http.ResponseWriter, r *http.Request) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
	p := make([]byte, 1024)
	for {
		n, err := buffered.Read(p)
		if err != nil {
			return
		}
		frame := wire.FrameHeader{Fin: true, Opcode: wire.OpBinary, Length: uint64(n)}.Append(nil)
		conn.Write(append(frame, p[:n]...))
	}
}

const (
	handshake = "GET /r/run1/ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
	hello     = "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"                                           // RFC 6455 §5.7
	inTwo     = "\x01\x83\x37\xfa\x21\x3d\x7f\x9f\x4d\x89\x80\x01\x02\x03\x04\x80\x82\x01\x02\x03\x04mm" // a ping between two fragments
)

// The first frame may come with the handshake, before anybody knows whether it
// is a frame.
func TestWebSocket(t *testing.T) {
	for _, first := range []string{handshake, handshake + hello} {
		l := newLab(t, upgrade)
		c := l.dial(t)
		c.say(t, "%s", first)
		if _, err := http.ReadResponse(c.Reader, nil); err != nil {
			t.Fatal(err)
		}
		c.say(t, "%s", inTwo+hello)
		want := len(c.wrote.Bytes()) - len(handshake)
		for got := 0; got < want; {
			n, err := readFrame(c)
			if err != nil {
				t.Fatal(err)
			}
			got += n
		}
		c.Close()
		events := l.wait(t, "run1", "conn.close")
		if got := l.log("run1").Stream(1, wire.ToServer); !bytes.Equal(got, c.wrote.Bytes()) {
			t.Errorf("to the server: %q, want %q", got, &c.wrote)
		}
		counts := map[string]int{}
		for _, e := range events {
			if e.Dir == wire.ToServer || e.Kind == "ws.open" {
				counts[e.Kind]++
			}
			if e.Exchange > 1 || e.Frame.Err != 0 {
				t.Errorf("%s: exchange %d, err %s", e.Kind, e.Exchange, e.Frame.Err)
			}
		}
		frames := 4 + len(first[len(handshake):])/len(hello)
		if counts["ws.open"] != 1 || counts["ws.frame"] != frames || counts["ws.message"] != 1 {
			t.Errorf("counts %v, want 1 open, %d frames, 1 message", counts, frames)
		}
		checkDecodedAgain(t, l.log("run1"))
	}
}

func readFrame(r io.Reader) (payload int, err error) {
	header := make([]byte, 2)
	if _, err := io.ReadFull(r, header); err != nil {
		return 0, err
	}
	_, err = io.CopyN(io.Discard, r, int64(header[1]))
	return int(header[1]), err
}

// A handshake that is refused leaves HTTP, and what came behind it is a request.
func TestRefusedUpgrade(t *testing.T) {
	l := newLab(t, http.NotFound)
	c := l.dial(t)
	c.say(t, "%s", handshake+"GET /r/run2/x HTTP/1.1\r\nHost: h\r\n\r\n")
	c.hear(t)
	c.hear(t)
	c.Close()
	for _, run := range []string{"run1", "run2"} {
		checkKinds(t, l.wait(t, run, "conn.close"), "conn.open http.req http.resp http.body http.end conn.close")
	}
}
