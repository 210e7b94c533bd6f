package wire

import (
	"bytes"
	"math/rand"
	"reflect"
	"testing"
)

// TestPieces decodes every capture whole, byte by byte and in random pieces: the
// finished frames are the same.
func TestPieces(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for _, c := range captures(t) {
		t.Run(c.name, func(t *testing.T) {
			want := c.decode(t, whole)
			for name, cut := range map[string]cutter{"byte by byte": byteByByte, "random": randomly(r)} {
				if got := c.decode(t, cut); !reflect.DeepEqual(got, want) {
					t.Errorf("%s:\n%s\nwhole:\n%s", name, list(got), list(want))
				}
			}
		})
	}
}

// TestTiling checks that the lowest layer's frames cover the stream, one behind
// the other, and that every byte of every frame is in exactly one field.
func TestTiling(t *testing.T) {
	for _, c := range captures(t) {
		t.Run(c.name, func(t *testing.T) {
			frames := c.decode(t, whole)
			for _, dir := range []Direction{ToServer, ToClient} {
				checkTiling(t, c.stream(dir), frames[dir])
				checkFields(t, c.stream(dir), dir, frames[dir])
			}
		})
	}
}

func checkTiling(t *testing.T, stream []byte, frames []Frame) {
	t.Helper()
	at := int64(0)
	for _, f := range lowest(frames) {
		if f.Start != at {
			t.Errorf("%s starts at %d, want %d", f.Kind, f.Start, at)
		}
		at = f.End
	}
	if at != int64(len(stream)) {
		t.Errorf("frames end at %d, want %d", at, len(stream))
	}
}

func checkFields(t *testing.T, stream []byte, dir Direction, frames []Frame) {
	t.Helper()
	for _, f := range frames {
		b := joined(stream, f, frames)
		kept := bytes.Clone(b)
		d := Dissect(f, dir, b, "")
		if !bytes.Equal(b, kept) {
			t.Errorf("%s at %d: Dissect changed the bytes", f.Kind, f.Start)
		}
		checkCover(t, d, len(b))
	}
}

// checkCover counts the fields over each bit of a frame.
func checkCover(t *testing.T, f Frame, size int) {
	t.Helper()
	cover := make([]uint8, 8*size)
	for _, field := range f.Fields {
		checkField(t, f, field, size)
		if field.Decoded {
			continue
		}
		from, to := 8*field.Offset, 8*(field.Offset+field.Length)
		if field.Bits != nil {
			from, to = field.Bits.From, field.Bits.To
			if from/8 != field.Offset || to <= from || to > 8*(field.Offset+field.Length) {
				t.Fatalf("%s at %d: field %s at byte %d has the bits %d to %d", f.Kind, f.Start, field.Name, field.Offset, from, to)
			}
		}
		for i := from; i < to; i++ {
			cover[i]++
		}
	}
	for i, n := range cover {
		if n != 1 {
			t.Fatalf("%s at %d: bit %d of byte %d is in %d fields", f.Kind, f.Start, i%8, i/8, n)
		}
	}
}

func checkField(t *testing.T, f Frame, field Field, size int) {
	t.Helper()
	if field.Decoded {
		size = len(f.Decoded)
	}
	switch {
	case field.Name == "" || field.Role == "" || field.Group == "":
		t.Errorf("%s at %d: field %+v lacks a name, role or group", f.Kind, f.Start, field)
	case field.Spec == "":
		t.Errorf("%s at %d: field %s lacks its section", f.Kind, f.Start, field.Name)
	case field.Length <= 0 || field.Offset < 0 || field.Offset+field.Length > size:
		t.Fatalf("%s at %d: field %s at %d+%d of %d bytes", f.Kind, f.Start, field.Name, field.Offset, field.Length, size)
	}
}

// TestParents checks that every frame of a higher layer starts in its parent.
func TestParents(t *testing.T) {
	for _, c := range captures(t) {
		for _, frames := range c.decode(t, whole) {
			for _, f := range frames {
				if f.Parent >= 0 && !startsIn(f, lowest(frames)) {
					t.Errorf("%s: %s at %d has no parent at %d", c.name, f.Kind, f.Start, f.Parent)
				}
			}
		}
	}
}

func startsIn(f Frame, low []Frame) bool {
	for _, p := range low {
		if p.Start == f.Parent {
			return f.Start >= p.Start && f.Start < p.End
		}
	}
	return false
}

func TestNames(t *testing.T) {
	for want, got := range map[string]string{
		"in": ToServer.String(), "out": ToClient.String(),
		"websocket": WebSocket.String(), "last-chunk": KindLastChunk.String(), "garbage": KindGarbage.String(),
		"unknown(99)": Kind(99).String(),
	} {
		if got != want {
			t.Errorf("String() = %q, want %q", got, want)
		}
	}
	if _, err := NewDecoder("gopher"); err == nil {
		t.Error("NewDecoder(gopher): no error")
	}
}
