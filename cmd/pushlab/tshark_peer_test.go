//go:build peers

package main

import (
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/websocket"
	"pushlab/cmd/pushlab/internal/wire"
)

// Wireshark's dissectors read an exported run and see what we see.

func TestPeerTsharkEventSource(t *testing.T) {
	p := start(t, t.TempDir())
	run, lab := newRun(t, p, nil)
	for range 2 {
		readAnswer(t, "GET", lab+"/sse?ttft=0&tps=1000&tokens=40", "")
	}
	x := exported(t, p, run, "http.end", 2)
	x.checkSound(t)
	x.checkStreams(t)
	x.checkHeads(t)
	x.checkChunks(t)
}

func TestPeerTsharkChat(t *testing.T) {
	p := start(t, t.TempDir())
	run, lab := newRun(t, p, nil)
	readAnswer(t, "POST", lab+"/chat", `{"prompt":"Why?","ttft":0,"tps":1000,"tokens":40}`)
	readAnswer(t, "POST", lab+"/chat", `{"prompt":"Why?","ttft":0,"tps":1000,"tokens":40,"stream":false}`)
	readAnswer(t, "GET", lab+"/sse?tokens=0", "") // refused
	x := exported(t, p, run, "http.end", 3)
	x.checkSound(t)
	x.checkStreams(t)
	x.checkHeads(t)
	x.checkChunks(t)
	var want []string
	for _, e := range x.log.Events(0) {
		if e.Kind == "http.body" {
			want = append(want, string(x.log.Bytes(e)))
		}
	}
	packets := x.tshark(t, "http.file_data && !http.chunk_size", nil, "http.file_data")
	equal(t, "bodies", all(packets, "http.file_data"), want)
}

// A response that the lab cuts inside a chunk: the bytes up to the cut, RST,
// and the fault in a comment.
func TestPeerTsharkFault(t *testing.T) {
	p := start(t, t.TempDir())
	run, lab := newRun(t, p, nil)
	resp, err := http.Get(lab + "/sse?ttft=0&tps=1000&tokens=40&fault=rst@b700")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(resp.Body); err == nil {
		t.Error("the cut response was read to its end")
	}
	x := exported(t, p, run, "conn.close", 1)
	x.checkSound(t)
	x.checkStreams(t)
	x.checkHeads(t, "-o", "http.desegment_body:FALSE") // the body never ends
	rst := x.tshark(t, "tcp.flags.reset == 1", nil, "tcp.srcport", "frame.comment")
	if len(rst) != 1 || !rst[0].toClient(x.port()) || !strings.HasPrefix(rst[0].one("frame.comment"), "fault rst@b700") {
		t.Errorf("RST: %q, want one of the lab with the fault in its comment", rst)
	}
	chunks := slices.DeleteFunc(x.log.Events(0), func(e trace.Event) bool { return e.Kind != "http.chunk" })
	if n := len(x.log.Stream(1, wire.ToClient)); n != 700 || len(chunks) == 0 || chunks[len(chunks)-1].Frame.Err == 0 {
		t.Errorf("%d bytes in %d chunks, want 700 that end inside a chunk", n, len(chunks))
	}
}

func TestPeerTsharkWebSocket(t *testing.T) {
	p := start(t, t.TempDir())
	run, lab := newRun(t, p, nil)
	ws, err := websocket.Dial(t.Context(), strings.Replace(lab, "http:", "ws:", 1)+"/echo", websocket.DialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	first, ping, last := ws.Frame(websocket.OpText, []byte("Hel")), ws.Frame(websocket.OpPing, []byte("still there?")), ws.Frame(websocket.OpText, []byte("lo"))
	first[0] &^= finBit
	last[0] &^= opcodeBits
	messages := [][]byte{
		append(append(first, ping...), last...), // "Hello" with a ping inside
		ws.Frame(websocket.OpText, []byte(strings.Repeat("ö", 100))),
		ws.Frame(websocket.OpBinary, make([]byte, 65_536)),
		ws.Frame(websocket.OpText, nil),
	}
	for _, m := range messages {
		if err := ws.WriteRaw(m); err != nil {
			t.Fatal(err)
		}
		if _, err := ws.Read(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ws.Close(4001, "that is all")
	x := exported(t, p, run, "conn.close", 1)
	x.checkSound(t)
	x.checkStreams(t)
	x.checkHeads(t)
	x.checkFrames(t, "tcp.dstport", wire.ToServer)
	x.checkFrames(t, "tcp.srcport", wire.ToClient)
}

// checkFrames compares the WebSocket frames of one direction; port is the field
// with the lab's.
func (x export) checkFrames(t *testing.T, port string, dir wire.Direction) {
	t.Helper()
	want := map[string][]string{}
	add := func(field, value string) { want[field] = append(want[field], value) }
	for _, e := range x.log.Events(0) {
		if e.Kind != "ws.frame" || e.Dir != dir {
			continue
		}
		b := x.log.Bytes(e)
		h, _ := wire.ParseFrameHeader(b)
		payload := b[h.Size:]
		add("websocket.fin", bit(h.Fin))
		add("websocket.rsv", fmt.Sprintf("0x%02x", b[0]>>4&7))
		add("websocket.opcode", strconv.Itoa(int(h.Opcode)))
		add("websocket.mask", bit(h.Masked))
		add("websocket.payload_length", strconv.Itoa(int(b[1]&0x7f)))
		switch b[1] & 0x7f {
		case 126:
			add("websocket.payload_length_ext_16", strconv.Itoa(len(payload)))
		case 127:
			add("websocket.payload_length_ext_64", strconv.Itoa(len(payload)))
		}
		if h.Masked {
			add("websocket.masking_key", hex.EncodeToString(h.Key[:]))
			wire.Mask(h.Key, 0, payload)
		}
		switch h.Opcode {
		case wire.OpClose:
			code, reason, _ := wire.ParseClose(payload)
			add("websocket.payload.close.status_code", strconv.Itoa(code))
			if reason != "" {
				add("websocket.payload.close.reason", reason)
			}
		case wire.OpPing:
			add("websocket.payload.ping", hex.EncodeToString(payload))
		case wire.OpPong:
			add("websocket.payload.pong", hex.EncodeToString(payload))
		}
	}
	var fields []string
	for field := range want {
		fields = append(fields, field)
	}
	packets := x.tshark(t, "websocket && "+port+" == "+x.port(), nil, fields...)
	for _, field := range fields {
		equal(t, dir.String()+" "+field, all(packets, field), want[field])
	}
}

func bit(set bool) string {
	if set {
		return "1"
	}
	return "0"
}

// readAnswer sends a request and reads the answer to its end.
func readAnswer(t *testing.T, method, url, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	readBody(t, resp)
}
