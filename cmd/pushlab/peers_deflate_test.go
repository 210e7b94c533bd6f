//go:build peers

package main

import (
	"bufio"
	"bytes"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// npm's ws compresses its messages to the lab's echo, and then sends 64 MiB of
// zeros.
func TestPeerNodeClientDeflates(t *testing.T) {
	p := start(t, t.TempDir())
	_, lab := newRun(t, p, nil)
	out, err := exec.CommandContext(t.Context(), "node", peerScript(t, "deflate-client.mjs"), lab).CombinedOutput()
	want := "permessage-deflate | 8 echoes | 1009 " + wire.RuleTooBig.String() + "\n"
	if err != nil || string(out) != want {
		t.Errorf("npm ws said %q (%v), want %q", out, err, want)
	}
}

func peerScript(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", "peers", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// Our client compresses its messages to npm's ws, which echoes them, and then
// sends one that can not be inflated.
func TestPeerNodeServerDeflates(t *testing.T) {
	conn, err := websocket.Dial(t.Context(), "ws://127.0.0.1:"+nodeEcho(t), websocket.DialOptions{Deflate: true, Limit: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	if !conn.Deflate() {
		t.Error("npm ws did not agree on permessage-deflate")
	}
	for _, size := range []int{0, 1, 255, 256, 1000, 65_535, 65_536, 500_000} {
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
	conn.WriteRaw([]byte("\xc1\x85\x00\x00\x00\x00Hello"))
	var closed websocket.CloseError
	if _, err := conn.Read(t.Context()); !errors.As(err, &closed) || closed.Code != wire.RulePackedData.CloseCode() {
		t.Errorf("npm ws closed with %v, want the code that we use, %d", err, wire.RulePackedData.CloseCode())
	}
}

// nodeEcho runs the echo and returns its port.
func nodeEcho(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("node", peerScript(t, "deflate-server.mjs"))
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("node is needed: %v", err)
	}
	t.Cleanup(func() { in.Close(); cmd.Wait() })
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the echo did not start")
	}
	return lines.Text()
}
