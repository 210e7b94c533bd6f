package wire

import (
	"bytes"
	"fmt"
	"math/rand"
	"reflect"
	"slices"
	"testing"
)

// outcome is what a reader of a connection learns from its frames.
type outcome struct {
	events     []string
	err        Rule
	incomplete bool
}

// TestWebSocketVectors reads every vector whole and byte by byte.
func TestWebSocketVectors(t *testing.T) {
	for _, v := range webSocketVectors(t) {
		for name, cut := range map[string]cutter{"whole": whole, "byte by byte": byteByByte} {
			t.Run(v.Name+"/"+name, func(t *testing.T) {
				frames := v.capture().decode(t, cut)[v.direction()]
				checkOutcome(t, v, outcomeOf(v.Input, v.direction(), frames))
			})
		}
	}
}

func outcomeOf(stream []byte, dir Direction, frames []Frame) (o outcome) {
	for _, f := range frames {
		switch {
		case f.Err == RuleFrameCut || f.Err == RuleMessageCut:
			o.incomplete = true
		case f.Kind == KindGarbage:
		case f.Err != 0:
			o.err = f.Err
		case f.Kind == KindMessage || f.Fin && f.Opcode != OpContinuation:
			o.events = append(o.events, eventOf(Dissect(f, dir, joined(stream, f, frames), ""), joined(stream, f, frames)))
		}
	}
	return o
}

// eventOf describes a message or a control frame.
func eventOf(f Frame, b []byte) string {
	payload := f.Decoded
	if payload == nil {
		payload = b[f.Head:]
	}
	switch f.Opcode {
	case OpText:
		return "text " + string(payload)
	case OpClose:
		code, reason, _ := ParseClose(payload)
		return fmt.Sprintf("close %d %s", code, reason)
	}
	return fmt.Sprintf("%s %x", OpcodeName(f.Opcode), payload)
}

func (e webSocketEvent) String() string {
	payload := []byte(e.Hex)
	if e.Length > 0 {
		payload = bytes.Repeat(e.RepeatHex, e.Length/len(e.RepeatHex))
	}
	switch e.Type {
	case "text":
		return "text " + e.Text + string(payload)
	case "close":
		return fmt.Sprintf("close %d %s", e.Code, e.Reason)
	}
	return fmt.Sprintf("%s %x", map[string]string{"binary": "BINARY", "ping": "PING", "pong": "PONG"}[e.Type], payload)
}

func checkOutcome(t *testing.T, v webSocketVector, got outcome) {
	t.Helper()
	var want []string
	for _, e := range v.Expect.Events {
		want = append(want, e.String())
	}
	if !reflect.DeepEqual(got.events, want) {
		t.Errorf("events = %.200q, want %.200q", got.events, want)
	}
	if got.incomplete != v.Expect.Incomplete {
		t.Errorf("incomplete = %v, want %v", got.incomplete, v.Expect.Incomplete)
	}
	codes := append(v.Expect.AlsoAllowed, v.Expect.FailCloseCode)
	if (got.err != 0) != (v.Expect.Error != nil) || !slices.Contains(codes, got.err.CloseCode()) {
		t.Errorf("error %q (%d), want one of %v", got.err, got.err.CloseCode(), codes)
	}
}

// TestFailFast has text that is cut off: the error is known at the bad byte,
// before the frame is complete.
func TestFailFast(t *testing.T) {
	for name, c := range map[string]struct {
		input string
		end   int64
		err   Rule
	}{
		"bad byte":            {"\x81\x7e\x10\x00ab\xffcd", 7, RuleUTF8},
		"overlong":            {"\x81\x10\xe0\x80", 4, RuleUTF8},
		"in the continuation": {"\x01\x02ab\x80\x05\xf4\x90", 8, RuleUTF8},
		"reserved opcode":     {"\x83\x05", 2, RuleReservedOpcode},
		"too big together":    {"\x02\x01a\x80\x7f\x00\x00\x00\x00\x00\x10\x00\x00", 13, RuleTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			d, _ := NewDecoder("websocket-client")
			frames := d.Decode([]byte(c.input))
			last := frames[len(frames)-1]
			if last.Err != c.err || last.End != c.end {
				t.Errorf("last frame %s, want end %d and rule %q", describe(last), c.end, c.err)
			}
		})
	}
}

// TestHeaders writes headers of every form and reads them back.
func TestHeaders(t *testing.T) {
	for _, length := range []uint64{0, 1, 124, 125, 126, 127, 65534, 65535, 65536, 65537, 1 << 40} {
		for _, masked := range []bool{false, true} {
			want := FrameHeader{Fin: true, RSV2: true, Opcode: OpBinary, Masked: masked, Length: length, LengthForm: shortestForm(length)}
			if masked {
				want.Key = [4]byte{1, 2, 3, 4}
			}
			b := want.Append(nil)
			want.Size = len(b)
			if got, complete := ParseFrameHeader(append(b, "payload"...)); !complete || got != want {
				t.Errorf("length %d: header = %+v, want %+v", length, got, want)
			}
			if _, complete := ParseFrameHeader(b[:len(b)-1]); complete {
				t.Errorf("length %d: a header without its last byte is complete", length)
			}
		}
	}
	long := FrameHeader{Opcode: OpText, Length: 5, LengthForm: 64}.Append(nil)
	if want := []byte{0x01, 0x7f, 0, 0, 0, 0, 0, 0, 0, 5}; !bytes.Equal(long, want) {
		t.Errorf("long form = % x, want % x", long, want)
	}
}

func TestMask(t *testing.T) {
	r, key := rand.New(rand.NewSource(3)), [4]byte{0x37, 0xfa, 0x21, 0x3d}
	for range 1000 {
		pos, plain := r.Intn(9), make([]byte, r.Intn(40))
		r.Read(plain)
		got, want := bytes.Clone(plain), bytes.Clone(plain)
		for i := range want {
			want[i] ^= key[(pos+i)%4]
		}
		if Mask(key, pos, got); !bytes.Equal(got, want) {
			t.Fatalf("Mask at %d of %x = %x, want %x", pos, plain, got, want)
		}
	}
}

func TestCloseCodes(t *testing.T) {
	var valid []int
	for code := range 0x10000 {
		if _, _, rule := ParseClose([]byte{byte(code >> 8), byte(code)}); rule == 0 {
			valid = append(valid, code)
		}
	}
	want := []int{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014}
	for code := 3000; code < 5000; code++ {
		want = append(want, code)
	}
	if !slices.Equal(valid, want) {
		t.Errorf("valid codes = %v", valid)
	}
	if code, _, rule := ParseClose(nil); code != 1005 || rule != 0 {
		t.Errorf("ParseClose() = %d, %v, want 1005", code, rule)
	}
}
