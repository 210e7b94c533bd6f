package wire

import (
	"slices"
	"testing"
)

type http2Vector struct {
	Name   string   `json:"name"`
	Input  hexBytes `json:"input_hex"`
	Expect struct {
		Frames     []string `json:"frames"`
		Scope      string   `json:"error_scope"`
		Code       string   `json:"error_code"`
		Incomplete bool     `json:"incomplete"`
	} `json:"expect"`
}

func http2Vectors(t testing.TB) []http2Vector {
	var file struct{ Vectors []http2Vector }
	readJSON(t, "testdata/http2.json", &file)
	return file.Vectors
}

// TestHTTP2Vectors reads every vector whole and byte by byte.
func TestHTTP2Vectors(t *testing.T) {
	for _, v := range http2Vectors(t) {
		for name, cut := range map[string]cutter{"whole": whole, "byte by byte": byteByByte} {
			t.Run(v.Name+"/"+name, func(t *testing.T) {
				got := readHTTP2(v.Input, cut)
				if !slices.Equal(got.frames, v.Expect.Frames) {
					t.Errorf("frames = %q, want %q", got.frames, v.Expect.Frames)
				}
				if got.rule.Scope() != v.Expect.Scope || got.rule.ErrorCode() != v.Expect.Code || got.incomplete != v.Expect.Incomplete {
					t.Errorf("%s error %s, incomplete %v, want %s %s, %v", got.rule.Scope(), got.rule.ErrorCode(), got.incomplete, v.Expect.Scope, v.Expect.Code, v.Expect.Incomplete)
				}
			})
		}
	}
}

// http2Outcome is what a reader of one direction learns.
type http2Outcome struct {
	frames     []string
	rule       Rule // the first that was broken
	incomplete bool
	heads      []Head
}

func readHTTP2(input []byte, cut cutter) (o http2Outcome) {
	d := NewHTTP2Capture()
	o.frames = []string{}
	for p := input; len(p) > 0; {
		piece := p[:cut(len(p))]
		p = p[len(piece):]
		for len(piece) > 0 {
			n, u, _ := d.Next(piece)
			piece = piece[n:]
			o.add(u)
		}
	}
	for _, f := range d.End() {
		o.incomplete = o.incomplete || f.Err == RuleHTTP2Cut || f.Err == RuleBlockCut
	}
	return o
}

func (o *http2Outcome) add(u HTTP2Unit) {
	switch text := u.Summary(); {
	case u.Err != 0 && o.rule == 0:
		o.rule = u.Err
	case u.Err == 0 && text != "":
		o.frames = append(o.frames, text)
	}
	if u.Head != nil {
		o.heads = append(o.heads, *u.Head)
	}
}

// newHTTP2Both decodes both directions of a connection.
func newHTTP2Both() (decode func(Direction, []byte) []Frame, end func(Direction) []Frame) {
	split, layers := NewHTTP2Splitter(), NewHTTP2Layers()
	decode = func(dir Direction, p []byte) (frames []Frame) {
		for len(p) > 0 {
			n, u, ok := split.Next(dir, p)
			if p = p[n:]; ok {
				frames = append(frames, layers.Add(dir, u)...)
			}
		}
		return frames
	}
	end = func(dir Direction) (frames []Frame) {
		if u, ok := split.End(dir); ok {
			frames = append(frames, layers.Add(dir, u)...)
		}
		return append(frames, layers.End(dir)...)
	}
	return decode, end
}

// http2Captures are the vectors and more, each a direction alone, and envelopes.
func http2Captures(t testing.TB) (all []capture) {
	all = append(all, envelopeCapture())
	for _, v := range http2Vectors(t) {
		all = append(all, capture{"http2/" + v.Name, "http2", []step{{ToServer, v.Input}}})
	}
	for _, c := range http2Seeds {
		all = append(all, capture{"http2/" + c.name, "http2", []step{{ToServer, c.bytes()}}})
	}
	return all
}
