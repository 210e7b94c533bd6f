package main

import (
	"encoding/json"
	"io"

	"pushlab/cmd/pushlab/internal/wire"
)

// A line is one object of decode's output; exactly one member is set.
type line struct {
	Frame      *frameLine    `json:"frame,omitempty"`
	Dispatch   *dispatchLine `json:"dispatch,omitempty"`
	Message    *messageLine  `json:"message,omitempty"`
	Error      *errorLine    `json:"error,omitempty"`
	Incomplete bool          `json:"incomplete,omitempty"`
	State      *stateLine    `json:"state,omitempty"`
}

// A frameLine is a frame. Offsets and lengths are bytes of the stream.
type frameLine struct {
	Layer   string      `json:"layer"`
	Kind    string      `json:"kind"`
	Start   int64       `json:"start"`
	End     int64       `json:"end"`
	Head    int         `json:"head"`
	Tail    int         `json:"tail"`
	Parent  int64       `json:"parent"`
	Spans   [][2]int    `json:"spans"`
	Opcode  *byte       `json:"opcode,omitempty"`  // WebSocket, and the type in HTTP/2
	Fin     *bool       `json:"fin,omitempty"`     // WebSocket
	Packed  bool        `json:"packed,omitempty"`  // WebSocket: the message is compressed
	Stream  *uint32     `json:"stream,omitempty"`  // HTTP/2
	Summary string      `json:"summary,omitempty"` // HTTP/2
	Type    string      `json:"type,omitempty"`    // ping, pong or close
	Hex     *string     `json:"hex,omitempty"`     // its payload; of text that is not UTF-8 its bytes
	Code    int         `json:"code,omitempty"`    // close
	Reason  *string     `json:"reason,omitempty"`  // close
	Amend   bool        `json:"amend,omitempty"`   // it replaces the frame with the same layer and start
	Err     *ruleLine   `json:"err,omitempty"`
	Limit   string      `json:"limit,omitempty"` // what was left out to bound memory
	Fields  []fieldLine `json:"fields"`

	frame   wire.Frame // for people
	bytes   []byte
	heading string // of an HTTP head
}

// A ruleLine is a sentence of a specification that bytes broke.
type ruleLine struct {
	Rule string `json:"rule"`
	Spec string `json:"spec"`
}

// A fieldLine is what wire.Field says without what only a page needs.
type fieldLine struct {
	Name    string     `json:"name"`
	Value   string     `json:"value"`
	Offset  int        `json:"offset"`
	Length  int        `json:"length"`
	Bits    *wire.Bits `json:"bits,omitempty"`
	Spec    string     `json:"spec"`
	Decoded bool       `json:"decoded,omitempty"` // offset and length count in the payload, unmasked and joined
}

// A dispatchLine is an event as a page gets it.
type dispatchLine struct {
	Type        string `json:"type"`
	Data        string `json:"data"`
	LastEventID string `json:"lastEventId"`
	Stream      uint32 `json:"stream,omitempty"` // over HTTP/2
}

// A stateLine is what an event stream leaves behind.
type stateLine struct {
	LastEventID string `json:"lastEventId"`
	Retry       *int   `json:"retry"` // ms; null when it was never set
}

// A messageLine is a WebSocket message as the application gets it.
type messageLine struct {
	Type   string  `json:"type"`
	Text   *string `json:"text,omitempty"`
	Hex    *string `json:"hex,omitempty"`
	Opcode byte    `json:"opcode"`
	Length int     `json:"length"` // of the data, in bytes
}

// An errorLine says how the reader answers what it can not take: a WebSocket
// with a close code, HTTP/2 with an error code for a stream or the connection.
type errorLine struct {
	CloseCode int    `json:"closeCode,omitempty"`
	Scope     string `json:"scope,omitempty"`
	Code      string `json:"code,omitempty"`
	ruleLine
}

// newFrameLine is f with the fields that Dissect named.
func newFrameLine(f wire.Frame) *frameLine {
	l := &frameLine{
		Layer: f.Layer.String(), Kind: f.Kind.String(), Start: f.Start, End: f.End, Head: f.Head, Tail: f.Tail,
		Parent: f.Parent, Spans: make([][2]int, 0, len(f.Spans)), Packed: f.Packed, Amend: f.Amend,
		Fields: make([]fieldLine, 0, len(f.Fields)), frame: f,
	}
	for _, s := range f.Spans {
		l.Spans = append(l.Spans, [2]int{s.Offset, s.Length})
	}
	for _, x := range f.Fields {
		l.Fields = append(l.Fields, fieldLine{x.Name, x.Value, x.Offset, x.Length, x.Bits, x.Spec, x.Decoded})
	}
	if f.Err != 0 {
		l.Err = newRuleLine(f.Err)
	}
	switch f.Kind {
	case wire.KindFrame, wire.KindMessage:
		l.Opcode, l.Fin = &f.Opcode, &f.Fin
	case wire.KindHTTP2:
		l.Opcode, l.Stream = &f.Opcode, &f.Stream
	}
	return l
}

func newRuleLine(r wire.Rule) *ruleLine { return &ruleLine{Rule: r.String(), Spec: r.Spec()} }

// jsonPrinter prints one object a line.
func jsonPrinter(w io.Writer) func(line) {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return func(l line) {
		// An error of w shows when it is flushed, and these types have no other.
		_ = e.Encode(l)
	}
}
