package websocket

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"os"
	"slices"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// A vector is bytes that an endpoint reads, and what it must make of them.
type vector struct {
	Name    string
	Decoder string // the role of the endpoint
	Input   string `json:"input_hex"`
	Expect  struct {
		Events  []vectorEvent
		Error   *string
		Code    int   `json:"fail_close_code"`
		Allowed []int `json:"also_allowed_close_codes"`
	}
}

type vectorEvent struct {
	Type   string // text binary ping pong close
	Text   string
	Hex    string
	Repeat string `json:"repeat_hex"`
	Length int
	Code   int
	Reason string
}

func (e vectorEvent) data() []byte {
	if e.Repeat != "" {
		return bytes.Repeat(unhex(e.Repeat), e.Length)
	}
	if e.Type == "text" {
		return []byte(e.Text)
	}
	return unhex(e.Hex)
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// of returns the data of the events of some types.
func (v vector) of(types ...string) (data [][]byte) {
	for _, e := range v.Expect.Events {
		if slices.Contains(types, e.Type) {
			data = append(data, e.data())
		}
	}
	return data
}

// closed returns the peer's Close frame, if the vector has one.
func (v vector) closed() (vectorEvent, bool) {
	i := slices.IndexFunc(v.Expect.Events, func(e vectorEvent) bool { return e.Type == "close" })
	if i < 0 {
		return vectorEvent{}, false
	}
	return v.Expect.Events[i], true
}

// vectors returns those of testdata, for an endpoint in one role. A client's are
// also made of the server's, without the masks.
func vectors(t *testing.T, role string) (all []vector) {
	t.Helper()
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Vectors []vector }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for _, v := range file.Vectors {
		if v.Decoder == "server" && role == "client" {
			v.Name += "-unmasked"
			v.Input = hex.EncodeToString(unmasked(unhex(v.Input)))
		} else if v.Decoder != role {
			continue
		}
		all = append(all, v)
	}
	return all
}

// unmasked returns frames as a server would send them: the same, good and bad,
// with MASK 0 and without the keys.
func unmasked(b []byte) (out []byte) {
	for len(b) > 0 {
		h, complete := wire.ParseFrameHeader(b)
		if !complete {
			return append(out, b[0])
		}
		payload := slices.Clone(b[h.Size:])
		payload = payload[:min(uint64(len(payload)), h.Length)]
		b = b[h.Size+len(payload):]
		wire.Mask(h.Key, 0, payload)
		h.Masked = false
		out = append(h.Append(out), payload...)
	}
	return out
}

func TestVectorsAgainstServer(t *testing.T) {
	for name, wrap := range map[string]func(net.Conn) net.Conn{"whole": nil, "byte by byte": oneByteReads} {
		t.Run(name, func(t *testing.T) {
			e := listen(t, AcceptOptions{Limit: 1 << 20}, wrap)
			for _, v := range vectors(t, "server") {
				t.Run(v.Name, func(t *testing.T) {
					peer := shakeHands(t, e, "")
					v.check(t, peer, readAllOf(<-e.conns))
				})
			}
		})
	}
}

// TestVectorsWithHandshake sends the frames in the same packet as the request:
// net/http reads them before the connection is the endpoint's.
func TestVectorsWithHandshake(t *testing.T) {
	e := listen(t, AcceptOptions{Limit: 1 << 20}, nil)
	for _, v := range vectors(t, "server") {
		t.Run(v.Name, func(t *testing.T) {
			peer := shakeHands(t, e, string(unhex(v.Input)))
			v.Input = ""
			v.check(t, peer, readAllOf(<-e.conns))
		})
	}
}

func TestVectorsAgainstClient(t *testing.T) {
	for name, wrap := range map[string]func(net.Conn) net.Conn{"whole": nil, "byte by byte": oneByteReads} {
		t.Run(name, func(t *testing.T) {
			for _, v := range vectors(t, "client") {
				t.Run(v.Name, func(t *testing.T) {
					peer, client := dialled(t, DialOptions{Limit: 1 << 20}, wrap)
					v.check(t, peer, readAllOf(client))
				})
			}
		})
	}
}

// check sends the vector's bytes to an endpoint and compares what its
// application gets and what it sends back.
func (v vector) check(t *testing.T, peer *rawConn, reading <-chan outcome) {
	go func() {
		peer.Write(unhex(v.Input))
		if v.Expect.Error == nil { // no more bytes come
			peer.CloseWrite()
		}
	}()
	peer.SetReadDeadline(time.Now().Add(patience))
	var sent []frame
	if _, closed := v.closed(); v.Expect.Error != nil || closed {
		sent = peer.framesToClose(t)
		peer.CloseWrite()
	}
	sent = append(sent, peer.frames(t)...)
	got := wait(t, "the end of reading", reading)

	v.checkMessages(t, got.messages)
	var end CloseError
	if !errors.As(got.err, &end) {
		t.Fatalf("error = %v, want a CloseError", got.err)
	}
	v.checkSent(t, sent, end)
}

// framesToClose reads frames up to and with the Close frame.
func (c *rawConn) framesToClose(t *testing.T) (all []frame) {
	t.Helper()
	for {
		f, err := c.frame()
		if err != nil {
			t.Fatalf("frames = %v, then %v, want a Close frame", all, err)
		}
		if all = append(all, f); f.Opcode == wire.OpClose {
			return all
		}
	}
}

func (v vector) checkMessages(t *testing.T, got []Message) {
	var want []Message
	for _, e := range v.Expect.Events {
		if op, ok := map[string]Opcode{"text": OpText, "binary": OpBinary}[e.Type]; ok {
			want = append(want, Message{op, e.data()})
		}
	}
	if !slices.EqualFunc(got, want, func(a, b Message) bool { return a.Opcode == b.Opcode && bytes.Equal(a.Data, b.Data) }) {
		t.Errorf("messages = %q, want %q", got, want)
	}
}

// checkSent wants a pong for each ping, then the right Close frame or none, and
// the application to know the same.
func (v vector) checkSent(t *testing.T, sent []frame, end CloseError) {
	var pongs, closes [][]byte
	for _, f := range sent {
		switch f.Opcode {
		case wire.OpPong:
			pongs = append(pongs, f.payload)
		case wire.OpClose:
			closes = append(closes, f.payload)
		default:
			t.Errorf("sent a frame %s %q, want pongs and Close frames only", wire.OpcodeName(f.Opcode), f.payload)
		}
	}
	if want := v.of("ping"); !slices.EqualFunc(pongs, want, bytes.Equal) {
		t.Errorf("pongs = %q, want %q", pongs, want)
	}
	e, closed := v.closed()
	if !closed && v.Expect.Error == nil {
		if len(closes) > 0 || end.Code != 1006 {
			t.Errorf("Close frames = %q, code = %d, want none and 1006", closes, end.Code)
		}
		return
	}
	if len(closes) != 1 {
		t.Fatalf("Close frames = %q, want one", closes)
	}
	code, reason, rule := wire.ParseClose(closes[0])
	if rule != 0 {
		t.Errorf("Close frame %q breaks a rule: %v", closes[0], rule)
	}
	if closed {
		if end.Code != e.Code || end.Reason != e.Reason || end.Sent || code != e.Code {
			t.Errorf("closed with %+v, answered with %d, want %d %q twice", end, code, e.Code, e.Reason)
		}
		return
	}
	if code != v.Expect.Code && !slices.Contains(v.Expect.Allowed, code) || end.Code != code || !end.Sent {
		t.Errorf("closed with %d, application got %+v, want %d", code, end, v.Expect.Code)
	}
	if reason == "" || end.Reason != reason {
		t.Errorf("reason = %q, application got %q, want the rule", reason, end.Reason)
	}
}
