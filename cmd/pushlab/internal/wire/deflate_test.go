package wire

import (
	"bytes"
	"compress/flate"
	"math/rand"
	"runtime"
	"strings"
	"testing"
)

// TestInflater has the examples of RFC 7692 §7.2.3 and data that is none. The
// messages of one case follow each other on one connection.
func TestInflater(t *testing.T) {
	for _, c := range []struct {
		name     string
		takeover bool
		payloads []string
		want     []string // data; "!" and the rule's code for the last one
	}{
		{"one block", false, []string{"\xf2\x48\xcd\xc9\xc9\x07\x00"}, []string{"Hello"}},
		{"twice, without context", false, []string{"\xf2\x48\xcd\xc9\xc9\x07\x00", "\xf2\x48\xcd\xc9\xc9\x07\x00"}, []string{"Hello", "Hello"}},
		{"context taken over", true, []string{"\xf2\x48\xcd\xc9\xc9\x07\x00", "\xf2\x00\x11\x00\x00"}, []string{"Hello", "Hello"}},
		{"context that was not agreed upon", false, []string{"\xf2\x48\xcd\xc9\xc9\x07\x00", "\xf2\x00\x11\x00\x00"}, []string{"Hello", "!1007"}},
		{"no compression", true, []string{"\x00\x05\x00\xfa\xffHello\x00"}, []string{"Hello"}},
		{"BFINAL", true, []string{"\xf3\x48\xcd\xc9\xc9\x07\x00\x00", "\xf2\x00\x11\x00\x00"}, []string{"Hello", "Hello"}},
		{"BFINAL without the byte behind it", true, []string{"\xf3\x48\xcd\xc9\xc9\x07\x00"}, []string{"Hello"}},
		{"many last blocks", true, []string{strings.Repeat("\x03\x00", maxLastBlocks-1) + "\x00"}, []string{""}},
		{"too many last blocks", true, []string{strings.Repeat("\x03\x00", 50_000) + "\x00"}, []string{"!1007"}},
		{"two blocks", true, []string{"\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"}, []string{"Hello"}},
		{"empty", true, []string{"\x00", "\x00"}, []string{"", ""}},
		{"nothing at all", true, []string{""}, []string{"!1007"}},
		{"reserved block type", true, []string{"\x07\x00"}, []string{"!1007"}},
		{"cut", true, []string{"\xf2\x48\xcd"}, []string{"!1007"}},
		{"cut in a stored block", true, []string{"\x00\x05\x00\xfa\xffHe"}, []string{"!1007"}},
		{"text", true, []string{"Hello"}, []string{"!1007"}},
		{"limit", true, []string{pack(t, strings.Repeat("x", 1000))}, []string{strings.Repeat("x", 1000)}},
		{"one more", true, []string{pack(t, strings.Repeat("x", 1001))}, []string{"!1009"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := NewInflater(c.takeover, 1000)
			for i, payload := range c.payloads {
				data, rule := in.Message([]byte(payload))
				got := string(data)
				if rule != 0 {
					got = map[Rule]string{RulePackedData: "!1007", RuleTooBig: "!1009"}[rule]
				}
				if got != c.want[i] || data == nil {
					t.Errorf("message %d = %q (%v), want %q", i+1, got, rule, c.want[i])
				}
			}
		})
	}
}

// pack compresses messages as a sender without context does.
func pack(t testing.TB, data string) string { return packer(t)(data) }

// packer returns a function that compresses messages one after the other, each
// in the context of those before.
func packer(t testing.TB) func(data string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, 9)
	if err != nil {
		t.Fatal(err)
	}
	return func(data string) string {
		b.Reset()
		w.Write([]byte(data))
		w.Flush()
		return strings.TrimSuffix(b.String(), "\x00\x00\xff\xff")
	}
}

// TestTakeoverWindow refers back as far as DEFLATE goes, over many messages.
func TestTakeoverWindow(t *testing.T) {
	r, send := rand.New(rand.NewSource(5)), packer(t)
	in := NewInflater(true, DefaultReadLimit)
	old := make([]byte, 40_000)
	r.Read(old)
	for i := range 300 {
		from := r.Intn(len(old) - 300)
		want := string(old[from : from+1+r.Intn(300)])
		if i%20 == 0 {
			want += string(old)
		}
		if got, rule := in.Message([]byte(send(want))); string(got) != want || rule != 0 {
			t.Fatalf("message %d: %d bytes, %v, want %d", i, len(got), rule, len(want))
		}
	}
	if got := cap(in.window); got > 2*windowSize {
		t.Errorf("the window takes %d bytes, want about %d", got, windowSize)
	}
}

// TestIdleInflater checks that nothing is kept where nothing is taken over.
func TestIdleInflater(t *testing.T) {
	in := NewInflater(false, DefaultReadLimit)
	in.Message([]byte(pack(t, strings.Repeat("abc", 20_000))))
	if in.window != nil {
		t.Errorf("%d bytes kept, want none", cap(in.window))
	}
}

// bomb is 64 MiB of zeros in about 64 KiB.
func bomb(t testing.TB) []byte { return []byte(pack(t, strings.Repeat("\x00", 64<<20))) }

// TestBomb scans a message that is 64 MiB after inflation.
func TestBomb(t *testing.T) {
	payload := bomb(t)
	frame := append(FrameHeader{Fin: true, RSV1: true, Opcode: OpText, Length: uint64(len(payload))}.Append(nil), payload...)
	for name, size := range map[string]int{"whole": len(frame), "in pieces": 1000} {
		t.Run(name, func(t *testing.T) {
			d, _ := NewDecoder("websocket-client+deflate")
			var frames []Frame
			got := allocated(func() {
				for p := frame; len(p) > 0; p = p[min(size, len(p)):] {
					frames = append(frames, d.Decode(p[:min(size, len(p))])...)
				}
			})
			if len(frames) != 1 || frames[0].Err != RuleTooBig || frames[0].Err.CloseCode() != 1009 {
				t.Errorf("frames = %s, want one with %q", list([2][]Frame{frames}), RuleTooBig)
			}
			if got >= 1<<20 {
				t.Errorf("%d bytes allocated, want less than 1 MiB", got)
			}
		})
	}
}

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestInflatedView dissects messages that stand alone and one that does not.
func TestInflatedView(t *testing.T) {
	for name, c := range map[string]struct{ input, want string }{
		"one frame":     {"\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00", "Hello"},
		"masked":        {"\xc1\x87\x01\x02\x03\x04\xf3\x4a\xce\xcd\xc8\x05\x03", "Hello"},
		"fragments":     {"\x41\x03\xf2\x48\xcd\x80\x04\xc9\xc9\x07\x00", "Hello"},
		"needs another": {"\xc1\x05\xf2\x00\x11\x00\x00", ""},
		"empty":         {"\xc1\x01\x00", ""},
	} {
		protocol, dir := "websocket-client+deflate", ToClient
		if name == "masked" {
			protocol, dir = "websocket-server+deflate", ToServer
		}
		c2 := capture{name, protocol, []step{{dir, []byte(c.input)}}}
		if name == "needs another" {
			c2.steps = []step{{dir, []byte("\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00" + c.input)}}
		}
		frames := c2.decode(t, whole)[dir]
		f := frames[len(frames)-1]
		got := Dissect(f, dir, joined(c2.stream(dir), f, frames), "")
		if string(got.Inflated) != c.want || (got.Inflated == nil) != (name == "needs another") {
			t.Errorf("%s: Inflated = %q, want %q", name, got.Inflated, c.want)
		}
		if !strings.Contains(fieldNames(got), packedName) {
			t.Errorf("%s: fields %s, want %s", name, fieldNames(got), packedName)
		}
	}
}

func fieldNames(f Frame) string {
	names := ""
	for _, field := range f.Fields {
		names += field.Name + ", "
	}
	return names
}

// TestNegotiation has what a client offers, what the server answers, and whether
// RSV1 has a meaning then.
func TestNegotiation(t *testing.T) {
	for _, c := range []struct {
		offer, answer string
		want          bool
	}{
		{"permessage-deflate", "permessage-deflate", true},
		{"permessage-deflate; client_max_window_bits", "permessage-deflate; client_max_window_bits=9", true},
		{"x-other, permessage-deflate", " permessage-deflate ;server_no_context_takeover; client_no_context_takeover", true},
		{`permessage-deflate`, `permessage-deflate; server_max_window_bits="10"`, true},
		{"permessage-deflate", "", false},
		{"", "permessage-deflate", false},
		{"x-webkit-deflate-frame", "permessage-deflate", false},
		{"permessage-deflate", "permessage-deflate; client_max_window_bits", false},
		{"permessage-deflate", "permessage-deflate; server_max_window_bits", false},
		{"permessage-deflate", "permessage-deflate; server_max_window_bits=7", false},
		{"permessage-deflate", "permessage-deflate; server_max_window_bits=16", false},
		{"permessage-deflate", "permessage-deflate; server_max_window_bits=010", false},
		{"permessage-deflate", "permessage-deflate; server_no_context_takeover=1", false},
		{"permessage-deflate", "permessage-deflate; server_no_context_takeover; server_no_context_takeover", false},
		{"permessage-deflate", "permessage-deflate; x=1", false},
		{"permessage-deflate", "permessage-deflate, permessage-deflate", false},
		{"permessage-deflate; x=1", "permessage-deflate", false},
	} {
		conn := NewConn("http1")
		conn.Decode(ToServer, []byte(strings.Replace(upgradeC, "\r\n", "\r\nSec-WebSocket-Extensions: "+c.offer+"\r\n", 1)))
		conn.Decode(ToClient, []byte(strings.Replace(switching, "\r\n", "\r\nSec-WebSocket-Extensions: "+c.answer+"\r\n", 1)))
		for dir, frame := range map[Direction]string{
			ToClient: "\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00",
			ToServer: "\xc1\x87\x01\x02\x03\x04\xf3\x4a\xce\xcd\xc8\x05\x03",
		} {
			f := conn.Decode(dir, []byte(frame))[0]
			if f.Packed != c.want || (f.Err == RuleReservedBit) == c.want {
				t.Errorf("offer %q, answer %q: %s packed %v, want %v", c.offer, c.answer, describe(f), f.Packed, c.want)
			}
		}
	}
}

// TestTakeoverByDirection follows the parameters of the answer.
func TestTakeoverByDirection(t *testing.T) {
	const again = "\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00\xc1\x05\xf2\x00\x11\x00\x00"
	for answer, want := range map[string]Rule{"": 0, "; client_no_context_takeover": 0, "; server_no_context_takeover": RulePackedData} {
		conn := NewConn("http1")
		conn.Decode(ToServer, []byte(strings.Replace(upgradeC, "\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n", 1)))
		conn.Decode(ToClient, []byte(strings.Replace(switching, "\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate"+answer+"\r\n", 1)))
		if frames := conn.Decode(ToClient, []byte(again)); len(frames) != 2 || frames[1].Err != want {
			t.Errorf("answer %q: %s, want rule %q", answer, list([2][]Frame{1: frames}), want)
		}
	}
}

// TestPackedLimit counts the size after inflation, and fragments together.
func TestPackedLimit(t *testing.T) {
	for size, want := range map[int]Rule{1000: 0, 1001: RuleTooBig} {
		payload := pack(t, strings.Repeat("x", size))
		conn := NewConn("websocket+deflate")
		conn.SetReadLimit(ToClient, 1000)
		input := "\x41\x04" + payload[:4] + "\x80" + string(rune(len(payload)-4)) + payload[4:]
		frames := conn.Decode(ToClient, []byte(input))
		if got := frames[1].Err; got != want {
			t.Errorf("%d bytes: %q, want %q", size, got, want)
		}
	}
}
