package views

import (
	"bytes"
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
)

// hello is the masked "Hello" of RFC 6455 §5.7.
func hello() Detail {
	return Detail{
		Row:   Row{N: 4, T: 1039.64, Dir: "c", Kind: "ws", Wire: "ws", Label: "TEXT Hello", Size: 11},
		Title: "TEXT frame", Framing: 6, Yours: 5, Bits: true,
		Hex:    "818537fa213d7f9f4d5158",
		Unmask: &Unmask{Key: 2, Payload: 6, Plain: hex.EncodeToString([]byte("Hello"))},
		Fields: []Field{
			{Key: "fin", Letter: "A", Name: "FIN", Value: "1", Role: "frame", Length: 1, To: 1, Note: "The last frame."},
			{Key: "fin", Letter: "A", Name: "RSV1", Value: "0", Role: "frame", Length: 1, From: 1, To: 2},
			{Key: "fin", Letter: "A", Name: "RSV2", Value: "0", Role: "frame", Length: 1, From: 2, To: 3},
			{Key: "fin", Letter: "A", Name: "RSV3", Value: "0", Role: "frame", Length: 1, From: 3, To: 4},
			{Key: "fin", Letter: "A", Name: "opcode", Value: "1 TEXT", Role: "frame", Length: 1, From: 4, To: 8, Note: "Text.", Spec: "RFC 6455 §5.2"},
			{Key: "len", Letter: "B", Name: "MASK", Value: "1", Role: "len", Offset: 1, Length: 1, From: 8, To: 9},
			{Key: "len", Letter: "B", Name: "Payload length", Value: "5", Role: "len", Offset: 1, Length: 1, From: 9, To: 16},
			{Key: "key", Letter: "C", Name: "Masking-key", Value: "37 fa 21 3d", Role: "key", Offset: 2, Length: 4},
			{Key: "pay", Letter: "D", Name: "Payload data", Value: "Hello", Role: "pay", Offset: 6, Length: 5},
		},
	}
}

func TestDumpLines(t *testing.T) {
	lines := hello().lines()
	if len(lines) != 1 {
		t.Fatalf("lines = %d, want 1", len(lines))
	}
	var digits, keys []string
	for _, h := range lines[0] {
		for _, c := range h.cells {
			digits, keys = append(digits, c.digits), append(keys, c.key)
		}
	}
	if got, want := strings.Join(digits, ""), hello().Hex; got != want {
		t.Errorf("digits = %s, want %s", got, want)
	}
	if got, want := strings.Join(keys, " "), "fin len key key key key pay pay pay pay pay"; got != want {
		t.Errorf("keys = %s, want %s", got, want)
	}
	if got, want := lines[0][1].offset, "0008"; got != want {
		t.Errorf("offset of the second half = %q, want %q", got, want)
	}
	if got, want := lines[0][0].cells[2].class, "r-key fs"; got != want {
		t.Errorf("class of the first key byte = %q, want %q", got, want)
	}
}

func TestLongDumpShowsItsBeginning(t *testing.T) {
	for _, test := range []struct{ size, shown, hidden int }{{4096, 4096, 0}, {4097, 1024, 3073}} {
		d := Detail{Hex: strings.Repeat("20", test.size)}
		shown := 0
		for _, line := range d.lines() {
			shown += len(line[0].cells) + len(line[1].cells)
		}
		if shown != test.shown || d.hidden() != test.hidden {
			t.Errorf("%d bytes: %d shown and %d hidden, want %d and %d", test.size, shown, d.hidden(), test.shown, test.hidden)
		}
	}
}

func TestBitGroups(t *testing.T) {
	var got []string
	for _, g := range hello().bitGroups() {
		got = append(got, g.name+" "+strings.Join(g.bits, ""))
	}
	want := []string{"FIN 1", "RSV 1–3 000", "opcode 0001", "MASK 1", "Payload length 0000101"}
	if !slices.Equal(got, want) {
		t.Errorf("groups = %q, want %q", got, want)
	}
}

func TestMaskLines(t *testing.T) {
	var got []string
	for _, line := range hello().maskLines() {
		got = append(got, strings.Join(line.texts, " "))
	}
	want := []string{"7f 9f 4d 51 58", "37 fa 21 3d 37", "48 65 6c 6c 6f", "H e l l o"}
	if !slices.Equal(got, want) {
		t.Errorf("lines = %q, want %q", got, want)
	}
	d := hello()
	d.Unmask.Plain = strings.Repeat("00", 50) // more than the dump has
	if lines := d.maskLines(); lines != nil {
		t.Errorf("a table that does not fit its dump has %d lines, want none", len(lines))
	}
}

func TestEntries(t *testing.T) {
	line := Detail{Hex: hex.EncodeToString([]byte("Host: localhost\r\n")), Fields: []Field{
		{Key: "h1", Letter: "A", Name: "field-name", Value: "Host", Length: 4},
		{Key: "h1", Name: "colon", Offset: 4, Length: 1, Quiet: true},
		{Key: "h1", Name: "space", Offset: 5, Length: 1, Quiet: true},
		{Key: "h1", Letter: "A", Name: "field-value", Value: "localhost", Offset: 6, Length: 9},
		{Key: "eol", Name: "CR LF", Offset: 15, Length: 2, Quiet: true},
	}}
	for _, test := range []struct {
		name   string
		detail Detail
		want   []string
	}{
		{"a frame", hello(), []string{
			"A|FIN, RSV 1–3, opcode|1 000 0001|byte 0", "B|MASK, Payload length|1 0000101|byte 1",
			"C|Masking-key|37 fa 21 3d|2–5", "D|Payload data|Hello|6–10",
		}},
		{"a header line", line, []string{"A|Host|localhost|0–14"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, e := range test.detail.entries() {
				got = append(got, strings.Join([]string{e.letter, e.title, e.value, e.size}, "|"))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("entries = %q, want %q", got, test.want)
			}
		})
	}
}

func TestDispatchIsWrittenAsJavaScript(t *testing.T) {
	d := Dispatch{Type: "message", Data: " \"a\" <b>\nc", LastEventID: "e-1"}
	want := `MessageEvent { type: "message", data: " \"a\" <b>\nc", lastEventId: "e-1" }`
	if got := d.String(); got != want {
		t.Errorf("dispatch = %s, want %s", got, want)
	}
}

func TestInspectorEscapesWhatCrossedTheWire(t *testing.T) {
	d := hello()
	d.Title, d.Err, d.Fields[8].Value = "<i>", "<b>", "<img src=x>"
	d.Parse = []ParseLine{{Key: "l", Raw: "<script>", Value: "</td>"}}
	var b bytes.Buffer
	if err := Inspector(d).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{"<i></", "<img", "<script", "</td></code>"} {
		if strings.Contains(b.String(), raw) {
			t.Errorf("the page has %q from the wire as HTML", raw)
		}
	}
}
