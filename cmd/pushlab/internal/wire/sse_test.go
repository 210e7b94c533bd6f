package wire

import "testing"

// TestAmend checks that an event is known at its CR and amended by the LF.
func TestAmend(t *testing.T) {
	d := newEventDecoder()
	steps := []struct {
		input string
		want  []Frame
	}{
		{"data: a\r\n\r", []Frame{{Layer: SSE, Kind: KindEvent, End: 10, Parent: -1}}},
		{"\n: hb\r", []Frame{
			{Layer: SSE, Kind: KindEvent, End: 11, Parent: -1, Amend: true},
			{Layer: SSE, Kind: KindComment, Start: 11, End: 16, Parent: -1},
		}},
		{"\r", []Frame{{Layer: SSE, Kind: KindBlock, Start: 16, End: 17, Parent: -1}}},
		{"id: 1\r", nil},
		{"\n", nil},
		{"da", nil},
		{"ta\r\n\r\n", []Frame{{Layer: SSE, Kind: KindEvent, Start: 17, End: 32, Parent: -1}}},
		{"\n", []Frame{{Layer: SSE, Kind: KindBlock, Start: 32, End: 33, Parent: -1}}},
	}
	for i, s := range steps {
		got := d.Decode([]byte(s.input))
		if len(got) != len(s.want) {
			t.Fatalf("step %d: %d frames, want %d", i, len(got), len(s.want))
		}
		for j, f := range got {
			if describe(f) != describe(s.want[j]) || f.Amend != s.want[j].Amend {
				t.Errorf("step %d: %s amend %v, want %s", i, describe(f), f.Amend, describe(s.want[j]))
			}
		}
	}
}

// TestKinds says of short streams which frames they are.
func TestKinds(t *testing.T) {
	for input, want := range map[string]string{
		"data\n\n":                        "event",
		"data:\n\n":                       "event",
		"dat\n\ndata2\n\nData:\n\n":       "block block block",
		"id: 1\n\nretry: 1\n\n\n":         "block block block",
		": a\n: b\n\ndata: x\n: c\n\n":    "comment comment block event",
		":\rdata\r\r":                     "comment event",
		"\xef\xbb\xbf:\n":                 "comment",
		"\xef\xbb\xbfdata\n\n":            "event",
		"\xef\xbbdata\n\n":                "block",
		"\n\xef\xbb\xbfdata\n\n":          "block block",
		": cut":                           "comment!",
		"id: 1\n: cut":                    "block!",
		"data: x\n":                       "block!",
		"\xef\xbb":                        "block!",
		"data: x\r\r\n\nevent: end\ndata": "event block block!",
	} {
		d := newEventDecoder()
		got := ""
		for _, f := range append(d.Decode([]byte(input)), d.End()...) {
			got += " " + f.Kind.String()
			if f.Err == RuleEventCut {
				got += "!"
			}
		}
		if got[1:] != want {
			t.Errorf("%q: frames %q, want %q", input, got[1:], want)
		}
	}
}
