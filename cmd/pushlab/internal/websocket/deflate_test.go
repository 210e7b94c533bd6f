package websocket

import (
	"bytes"
	"compress/flate"
	"context"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"pushlab/cmd/pushlab/internal/wire"
)

const offer = "Sec-WebSocket-Extensions: "

// TestDeflateAnswers has what clients offer and what a server says to it.
func TestDeflateAnswers(t *testing.T) {
	e := listen(t, AcceptOptions{Deflate: true}, nil)
	for _, test := range []struct{ name, offer, want string }{
		{"nothing", "", ""},
		{"plain", offer + "permessage-deflate\r\n", agreed},
		{"as browsers do", offer + "permessage-deflate; client_max_window_bits\r\n", agreed},
		{"bits of the client", offer + "permessage-deflate; client_max_window_bits=10\r\n", agreed},
		{"no contexts", offer + "permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n", agreed},
		{"all bits", offer + "permessage-deflate; server_max_window_bits=15\r\n", agreed + "; server_max_window_bits=15"},
		{"few bits", offer + "permessage-deflate; server_max_window_bits=10\r\n", ""},
		{"few bits, then any", offer + "permessage-deflate; server_max_window_bits=10, permessage-deflate\r\n", agreed},
		{"then any in another line", offer + "permessage-deflate; server_max_window_bits=\"8\"\r\n" + offer + "permessage-deflate\r\n", agreed},
		{"not valid, then any", offer + "permessage-deflate; x, permessage-deflate; server_max_window_bits, permessage-deflate\r\n", agreed},
		{"another extension", offer + "x-webkit-deflate-frame\r\n", ""},
		{"in capitals", offer + "PERMESSAGE-DEFLATE\r\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			resp, _ := request(t, e, "Connection: Upgrade\r\n", "Connection: Upgrade\r\n"+test.offer)
			c := <-e.conns
			defer c.conn.Close()
			if got := strings.Join(resp.Header.Values("Sec-WebSocket-Extensions"), "; "); got != test.want || c.Deflate() != (test.want != "") {
				t.Errorf("answer = %q, Deflate %v, want %q", got, c.Deflate(), test.want)
			}
		})
	}
}

// TestDeflateResponses has what servers answer to our offer, or to none.
func TestDeflateResponses(t *testing.T) {
	for _, test := range []struct {
		answer         string
		offered, works bool
		deflates       bool
	}{
		{"", true, true, false},
		{agreed, true, true, true},
		{"permessage-deflate", true, true, true},
		{"permessage-deflate; server_max_window_bits=8", true, true, true},
		{"permessage-deflate; client_max_window_bits=15", true, false, false},
		{"permessage-deflate; x", true, false, false},
		{"permessage-deflate, permessage-deflate", true, false, false},
		{"x-other", true, false, false},
		{agreed, false, false, false},
	} {
		more := ""
		if test.answer != "" {
			more = offer + test.answer + "\r\n"
		}
		url, conns := answering(t, switching(more))
		c, err := Dial(t.Context(), url, DialOptions{Deflate: test.offered})
		if (err == nil) != test.works || err == nil && c.Deflate() != test.deflates {
			t.Errorf("offered %v, answer %q: %v, want works %v, deflate %v", test.offered, test.answer, err, test.works, test.deflates)
		}
		if err == nil {
			c.conn.Close()
			(<-conns).Close()
		}
	}
}

// deflated connects our two ends with permessage-deflate.
func deflated(t testing.TB, limit int64) (server, client *Conn) {
	t.Helper()
	e := listen(t, AcceptOptions{Deflate: true, Limit: limit}, nil)
	client, err := Dial(context.Background(), e.ws(), DialOptions{Deflate: true, Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	server = <-e.conns
	t.Cleanup(func() { client.conn.Close(); server.conn.Close() })
	if !server.Deflate() || !client.Deflate() {
		t.Fatal("the ends did not agree on permessage-deflate")
	}
	return server, client
}

func TestDeflatedRoundTrips(t *testing.T) {
	server, client := deflated(t, peerLimit)
	done := make(chan error, 1)
	go func() { done <- echo(server) }()
	exchanges(func(op Opcode, data []byte) {
		if err := client.Write(t.Context(), op, data); err != nil {
			t.Fatal(err)
		}
		m, err := client.Read(t.Context())
		if err != nil || m.Opcode != op || !bytes.Equal(m.Data, data) {
			t.Fatalf("message of %d bytes came back as %d bytes, %v", len(data), len(m.Data), err)
		}
	})
	if err := client.Close(4001, "enough"); err != nil {
		t.Errorf("Close = %v, want nil", err)
	}
	checkClosed(t, wait(t, "the close", done), CloseError{Code: 4001, Reason: "enough"})
}

// TestWhatIsCompressed looks at the first byte of frames: RSV1 is 0x40.
func TestWhatIsCompressed(t *testing.T) {
	server, _ := deflated(t, 0)
	random := payload(rand.New(rand.NewPCG(5, 6)), OpBinary, 1000)
	for _, test := range []struct {
		name string
		op   Opcode
		data []byte
		want byte
	}{
		{"token", OpText, []byte(`{"id":"a7-42","token":" wire"}`), 0x81},
		{"just too small", OpText, bytes.Repeat([]byte("a"), packFrom-1), 0x81},
		{"large enough", OpText, bytes.Repeat([]byte("a"), packFrom), 0xC1},
		{"bytes", OpBinary, make([]byte, 1000), 0xC2},
		{"nothing to gain", OpBinary, random, 0x82},
	} {
		frame := server.Frame(test.op, test.data)
		if frame[0] != test.want || frame[0]&0x40 != 0 && len(frame) >= len(test.data) {
			t.Errorf("%s: first byte %#x of %d, want %#x", test.name, frame[0], len(frame), test.want)
		}
	}
	plain, _ := connected(t, AcceptOptions{})
	if got := plain.Frame(OpText, make([]byte, 1000))[0]; got != 0x81 {
		t.Errorf("without the extension the first byte is %#x, want 0x81", got)
	}
}

// TestIndependentClientDeflates lets the client of coder/websocket, which can
// keep its context, talk to our server.
func TestIndependentClientDeflates(t *testing.T) {
	for name, mode := range map[string]websocket.CompressionMode{
		"context takeover": websocket.CompressionContextTakeover, "no context takeover": websocket.CompressionNoContextTakeover,
	} {
		t.Run(name, func(t *testing.T) {
			e := listen(t, AcceptOptions{Limit: peerLimit, Deflate: true}, nil)
			peer, resp, err := websocket.Dial(t.Context(), e.ws(), &websocket.DialOptions{CompressionMode: mode, CompressionThreshold: 1})
			if err != nil {
				t.Fatal(err)
			}
			if got := resp.Header.Get("Sec-WebSocket-Extensions"); got != agreed {
				t.Errorf("extensions = %q, want %q", got, agreed)
			}
			done := make(chan error, 1)
			server := <-e.conns
			go func() { done <- echo(server) }()
			checkPeer(t, peer)
			peer.Close(4002, "thank you")
			checkClosed(t, wait(t, "the close", done), CloseError{Code: 4002, Reason: "thank you"})
		})
	}
}

// TestIndependentServerDeflates lets our client talk to the server of
// coder/websocket.
func TestIndependentServerDeflates(t *testing.T) {
	done := make(chan error, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionContextTakeover, CompressionThreshold: 1})
		if err != nil {
			done <- err
			return
		}
		checkPeer(t, peer)
		done <- peer.Close(websocket.StatusGoingAway, "closing time")
	}))
	defer s.Close()
	c, err := Dial(t.Context(), "ws"+strings.TrimPrefix(s.URL, "http"), DialOptions{Limit: peerLimit, Deflate: true})
	if err != nil {
		t.Fatal(err)
	}
	if !c.Deflate() {
		t.Error("the peer did not agree on permessage-deflate")
	}
	checkClosed(t, echo(c), CloseError{Code: 1001, Reason: "closing time"})
	if err := wait(t, "the peer's close", done); err != nil {
		t.Errorf("peer's Close = %v, want nil", err)
	}
}

// TestServerThatKeepsItsContext answers our offer without taking all of it: the
// second message refers to the first (RFC 7692 §7.2.3.2).
func TestServerThatKeepsItsContext(t *testing.T) {
	url, conns := answering(t, switching(offer+"permessage-deflate\r\n"))
	c, err := Dial(t.Context(), url, DialOptions{Deflate: true})
	if err != nil {
		t.Fatal(err)
	}
	peer := <-conns
	peer.Write([]byte("\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00\xc1\x05\xf2\x00\x11\x00\x00"))
	for range 2 {
		if m, err := c.Read(t.Context()); string(m.Data) != "Hello" || err != nil {
			t.Errorf("Read = %q, %v, want Hello", m.Data, err)
		}
	}
}

// packedFrame is a masked frame of a client with RSV1 set.
func packedFrame(op Opcode, fin bool, payload string) []byte {
	h := wire.FrameHeader{Fin: fin, RSV1: true, Opcode: op, Masked: true, Length: uint64(len(payload)), Key: [4]byte{1, 2, 3, 4}}
	b := h.Append(nil)
	size := len(b)
	b = append(b, payload...)
	wire.Mask(h.Key, 0, b[size:])
	return b
}

// deflate compresses data as a client does.
func deflate(data string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, 9)
	io.WriteString(w, data)
	w.Flush()
	return strings.TrimSuffix(b.String(), flushed)
}

// shakeHandsDeflated connects by hand to an endpoint that takes permessage-deflate.
func shakeHandsDeflated(t testing.TB, o AcceptOptions) (*rawConn, *Conn) {
	t.Helper()
	o.Deflate = true
	e := listen(t, o, nil)
	peer := shakeHandsWith(t, e, offer+"permessage-deflate\r\n", "")
	return peer, <-e.conns
}

func TestBadCompressedMessages(t *testing.T) {
	hello := deflate("Hello")
	for _, test := range []struct {
		name  string
		bytes []byte
		want  wire.Rule
	}{
		{"no DEFLATE data", packedFrame(OpText, true, "Hello"), wire.RulePackedData},
		{"nothing", packedFrame(OpText, true, ""), wire.RulePackedData},
		{"cut", packedFrame(OpText, true, hello[:3]), wire.RulePackedData},
		{"refers to the message before", append(packedFrame(OpText, true, hello), packedFrame(OpText, true, "\xf2\x00\x11\x00\x00")...), wire.RulePackedData},
		{"not UTF-8", packedFrame(OpText, true, deflate("a\xff")), wire.RuleUTF8},
		{"ends inside a character", packedFrame(OpText, true, deflate("a\xc3")), wire.RuleUTF8End},
		{"RSV1 on a continuation", append(packedFrame(OpText, false, hello), packedFrame(wire.OpContinuation, true, "")...), wire.RulePackedBit},
		{"RSV1 on a ping", packedFrame(OpPing, true, ""), wire.RulePackedBit},
		{"RSV2 with RSV1", []byte("\xe1\x80\x00\x00\x00\x00"), wire.RuleReservedBit},
		{"one byte too many", packedFrame(OpBinary, true, deflate(strings.Repeat("x", DefaultLimit+1))), wire.RuleTooBig},
		{"2^63 bytes", []byte("\xc1\xff\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), wire.RuleLengthTopBit},
		{"2^62 bytes", []byte("\xc1\xff\x40\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), wire.RuleTooBig},
	} {
		t.Run(test.name, func(t *testing.T) {
			peer, server := shakeHandsDeflated(t, AcceptOptions{})
			done := readAllOf(server)
			peer.Write(test.bytes)
			frames := peer.frames(t)
			code, reason, _ := wire.ParseClose(frames[len(frames)-1].payload)
			if code != test.want.CloseCode() || reason != test.want.String() {
				t.Errorf("Close %d %q, want %d %q", code, reason, test.want.CloseCode(), test.want)
			}
			peer.Close()
			checkClosed(t, wait(t, "the end", done).err, CloseError{Code: code, Reason: reason, Sent: true})
		})
	}
}

// TestLargestMessage has one of exactly the limit after inflation, in fragments
// with a ping between them.
func TestLargestMessage(t *testing.T) {
	peer, server := shakeHandsDeflated(t, AcceptOptions{})
	data := deflate(strings.Repeat("x", DefaultLimit))
	end := wire.FrameHeader{Fin: true, Masked: true, Length: uint64(len(data) - 10)}.Append(nil)
	peer.Write(packedFrame(OpText, false, data[:10]))
	peer.Write(masked(OpPing, "?"))
	peer.Write(append(end, data[10:]...))
	m, err := server.Read(t.Context())
	if len(m.Data) != DefaultLimit || err != nil {
		t.Errorf("Read = %d bytes, %v, want %d", len(m.Data), err, DefaultLimit)
	}
}

// TestBomb sends 64 MiB of zeros in 64 KiB over a real socket.
func TestBomb(t *testing.T) {
	bomb := packedFrame(OpBinary, true, deflate(strings.Repeat("\x00", 64<<20)))
	peer, server := shakeHandsDeflated(t, AcceptOptions{})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	done := readAllOf(server)
	peer.Write(bomb)
	frames := peer.frames(t)
	peer.Close()
	got := wait(t, "the end", done)
	runtime.ReadMemStats(&after)
	checkClosed(t, got.err, CloseError{Code: 1009, Reason: wire.RuleTooBig.String(), Sent: true})
	if code, _, _ := wire.ParseClose(frames[0].payload); code != 1009 {
		t.Errorf("Close = %d, want 1009", code)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took >= 1<<20 {
		t.Errorf("%d bytes allocated for %d received, want less than 1 MiB", took, len(bomb))
	}
}

// TestIdleDeflateIsSmall checks that a silent connection keeps neither window
// nor compressor.
func TestIdleDeflateIsSmall(t *testing.T) {
	const connections, limit = 200, 12 << 10 // both ends
	before := heap()
	var conns []*Conn
	for range connections {
		server, client := deflated(t, 0)
		text := bytes.Repeat([]byte("the same words "), 2000)
		client.Write(t.Context(), OpText, text)
		if m, err := server.Read(t.Context()); err != nil || !bytes.Equal(m.Data, text) {
			t.Fatal(err)
		}
		conns = append(conns, server, client)
	}
	each := (heap() - before) / connections
	t.Logf("%d bytes of heap a connection, both ends", each)
	if each > limit {
		t.Errorf("heap = %d bytes a connection, want at most %d", each, limit)
	}
	runtime.KeepAlive(conns)
}

func TestDeflatedWriteAllocatesNothing(t *testing.T) {
	server, client := deflated(t, 0)
	go readAll(client)
	ctx, token := t.Context(), []byte(`{"id":"a7-42","token":" wire"}`)
	if got := testing.AllocsPerRun(1000, func() { server.Write(ctx, OpText, token) }); got > 1 { // the reader's
		t.Errorf("allocations per Write = %v, want 0 and 1 of the reader", got)
	}
}

// TestVectorsWithDeflate reads every vector on a connection that may compress:
// none of them has RSV1 set, so nothing changes.
func TestVectorsWithDeflate(t *testing.T) {
	for name, wrap := range map[string]func(net.Conn) net.Conn{"whole": nil, "byte by byte": oneByteReads} {
		t.Run(name, func(t *testing.T) {
			e := listen(t, AcceptOptions{Limit: 1 << 20, Deflate: true}, wrap)
			for _, v := range vectors(t, "server") {
				t.Run(v.Name, func(t *testing.T) {
					peer := shakeHandsWith(t, e, offer+"permessage-deflate\r\n", "")
					server := <-e.conns
					if !server.Deflate() {
						t.Fatal("permessage-deflate was not agreed upon")
					}
					v.check(t, peer, readAllOf(server))
				})
			}
		})
	}
}
