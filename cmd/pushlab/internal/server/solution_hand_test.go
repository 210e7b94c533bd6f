package server

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// A hand is a TCP connection on which bytes are written as nc would write them.
type hand struct {
	*solver
	conn *net.TCPConn
	in   *bufio.Reader
}

// dial opens a connection to the lab. A server that says nothing for a while ends
// the test, not the machine's patience.
func (l *solver) dial() *hand {
	l.Helper()
	conn, err := net.Dial("tcp", l.host())
	if err != nil {
		l.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(time.Minute))
	l.Cleanup(func() { conn.Close() })
	return &hand{l, conn.(*net.TCPConn), bufio.NewReader(conn)}
}

func (l *solver) host() string {
	u, err := url.Parse(l.lab)
	if err != nil {
		l.Fatal(err)
	}
	return u.Host
}

// path is that of an address of the run.
func (l *solver) path(name string) string {
	u, err := url.Parse(l.lab)
	if err != nil {
		l.Fatal(err)
	}
	return u.Path + "/" + name
}

func (h *hand) write(bytes string) {
	h.Helper()
	if _, err := io.WriteString(h.conn, bytes); err != nil {
		h.Fatal(err)
	}
}

// head writes a request and returns the head of the response.
func (h *hand) head(lines ...string) (head string) {
	h.Helper()
	h.write(strings.Join(lines, "\r\n") + "\r\n\r\n")
	for !strings.HasSuffix(head, "\r\n\r\n") {
		line, err := h.in.ReadString('\n')
		if head += line; err != nil {
			h.Fatalf("after %q: %v", head, err)
		}
	}
	return head
}

// frame reads a frame of the server.
func (h *hand) frame() (opcode wire.Opcode, payload []byte, err error) {
	var b [2]byte
	if _, err := io.ReadFull(h.in, b[:]); err != nil {
		return 0, nil, err
	}
	header, complete := wire.ParseFrameHeader(b[:])
	if !complete {
		long := append(b[:], make([]byte, header.Size-2)...)
		io.ReadFull(h.in, long[2:])
		header, _ = wire.ParseFrameHeader(long)
	}
	payload = make([]byte, header.Length)
	_, err = io.ReadFull(h.in, payload)
	return header.Opcode, payload, err
}

// nonces reads the lab's first message.
func (h *hand) nonces() (of map[string]string) {
	h.Helper()
	_, text, err := h.frame()
	if err == nil {
		err = json.Unmarshal(text, &of)
	}
	if err != nil {
		h.Fatalf("the first message is %q: %v", text, err)
	}
	return of
}

// finish says that nothing more comes, and reads what the server still has.
func (h *hand) finish() {
	h.conn.CloseWrite() // an error: the server was first
	io.Copy(io.Discard, h.in)
	h.conn.Close()
}
