//go:build peers

package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// A socketPeer is a WebSocket implementation that is not ours, in both roles.
type socketPeer struct {
	name string

	// client talks to a lab and returns a line for each thing that it saw.
	client func(t *testing.T, lab, extension string) string
	// serve opens an echo that obeys a few words, and returns its address and
	// the lines that it writes about the ends of its connections.
	serve func(t *testing.T, extension string) (address string, lines <-chan string)
}

var socketPeers = []socketPeer{
	{"npm ws", scriptClient("node", "socket-client.mjs"), scriptServer("node", "socket-server.mjs")},
	{"Python websockets", scriptClient(debianPython, "socket_client.py"), scriptServer(debianPython, "socket_server.py")},
	{"coder websocket", coderClient, coderServer},
}

// debianPython is the Python to which apt-get adds modules: another one may
// stand before it in $PATH.
const debianPython = "/usr/bin/python3"

// peerExtensions: each test runs plain, and with compression.
var peerExtensions = []string{"", wire.DeflateExtension}

// The clients of others at our endpoint: texts, binaries, fragments with a ping
// between them, and closes from either side.
func TestPeerSocketClients(t *testing.T) {
	p := start(t, t.TempDir())
	for _, peer := range socketPeers {
		for _, extension := range peerExtensions {
			t.Run(peer.name+" "+extension, func(t *testing.T) {
				_, lab := newRun(t, p, nil)
				want := fmt.Sprintf("extension: %s\n", extension) +
					"messages: 14 of 14\n" +
					"pong: between\n" +
					"fragments: one message, four é frames, a ping between\n" +
					"our close: 4001\n" +
					"its close: 1000 done behind 4 messages\n" +
					fmt.Sprintf("too big: 1009 %s\n", wire.RuleTooBig)
				if got := peer.client(t, lab, extension); got != want {
					t.Errorf("it says:\n%s\nwant:\n%s", got, want)
				}
			})
		}
	}
}

// The servers of others and our client.
func TestPeerSocketServers(t *testing.T) {
	for _, peer := range socketPeers {
		for _, extension := range peerExtensions {
			t.Run(peer.name+" "+extension, func(t *testing.T) {
				address, lines := peer.serve(t, extension)
				conn := dialPeer(t, address, extension)
				checkEcho(t, conn)
				checkFragments(t, conn)
				if err := conn.Close(4001, "enough"); err != nil {
					t.Errorf("our Close = %v, want nil", err)
				}
				checkLine(t, lines, "closed: 4001 enough")

				conn = dialPeer(t, address, extension)
				say(t, conn, "close 4002 thank you é")
				var closed websocket.CloseError
				if _, err := conn.Read(t.Context()); !errors.As(err, &closed) || closed.Code != 4002 || closed.Reason != "thank you é" || closed.Sent {
					t.Errorf("its close is %v, want 4002 and its reason", err)
				}
				<-lines
			})
		}
	}
}

func dialPeer(t *testing.T, address, extension string) *websocket.Conn {
	t.Helper()
	deflate := extension != ""
	conn, err := websocket.Dial(t.Context(), address, websocket.DialOptions{Deflate: deflate, Limit: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.NetConn().Close() })
	if conn.Deflate() != deflate {
		t.Fatalf("permessage-deflate is %v, want %v", conn.Deflate(), deflate)
	}
	return conn
}

// checkEcho sends messages of the lengths at which their form changes.
func checkEcho(t *testing.T, conn *websocket.Conn) {
	t.Helper()
	for _, size := range []int{0, 1, 125, 126, 127, 1000, 65_535, 65_536, 500_000} {
		for op, data := range map[websocket.Opcode][]byte{
			websocket.OpText:   []byte(strings.Repeat("the same words ", size/15+1)[:size]),
			websocket.OpBinary: bytes.Repeat([]byte{0xFF, 0x00, 0x7F}, size/3+1)[:size],
		} {
			if err := conn.Write(t.Context(), op, data); err != nil {
				t.Fatal(err)
			}
			m, err := conn.Read(t.Context())
			if err != nil || m.Opcode != op || !bytes.Equal(m.Data, data) {
				t.Fatalf("message of %d bytes came back as %d, %v", size, len(m.Data), err)
			}
		}
	}
}

// checkFragments sends and gets messages in several frames with a ping between
// them, and answers a ping.
func checkFragments(t *testing.T, conn *websocket.Conn) {
	t.Helper()
	conn.WriteRaw(bytes.Join([][]byte{
		maskedFrame(wire.OpText, false, "three "),
		maskedFrame(wire.OpContinuation, false, "frames and "),
		maskedFrame(wire.OpPing, true, "a ping"),
		maskedFrame(wire.OpContinuation, true, "é"),
	}, nil))
	checkMessage(t, conn, "three frames and é")
	say(t, conn, "fragments")
	checkMessage(t, conn, "one message")
	say(t, conn, "ping")
	checkMessage(t, conn, "pong: are you there?")
}

// maskedFrame is a frame of a client.
func maskedFrame(op wire.Opcode, fin bool, payload string) []byte {
	h := wire.FrameHeader{Fin: fin, Opcode: op, Masked: true, Key: [4]byte{1, 2, 3, 4}, Length: uint64(len(payload))}
	masked := []byte(payload)
	wire.Mask(h.Key, 0, masked)
	return append(h.Append(nil), masked...)
}

func say(t *testing.T, conn *websocket.Conn, text string) {
	t.Helper()
	if err := conn.Write(t.Context(), websocket.OpText, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func checkMessage(t *testing.T, conn *websocket.Conn, want string) {
	t.Helper()
	m, err := conn.Read(t.Context())
	if err != nil || string(m.Data) != want {
		t.Fatalf("message = %q, %v, want %q", m.Data, err, want)
	}
}

func checkLine(t *testing.T, lines <-chan string, want string) {
	t.Helper()
	if got := <-lines; got != want {
		t.Errorf("the peer says %q, want %q", got, want)
	}
}
