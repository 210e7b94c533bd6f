// Package views turns what a page shows into HTML: one props struct a page,
// declared beside its templ. The types of this file are shared by the server
// and, as JSON, by the modules of a page.
package views

// Row is one row of the message ladder.
type Row struct {
	N     int     `json:"n"`               // number in its run; also the last part of the address of its Detail
	T     float64 `json:"t"`               // milliseconds since the run began
	Dir   string  `json:"dir"`             // "c" client to server, "s" server to client, "" neither
	Kind  string  `json:"kind"`            // "http", "h2", "sse", "ws", "rpc", "line" (of JSON), "tcp" (open and close), "fault", "gap" (silence), "note"
	Wire  string  `json:"wire"`            // transport: "es", "fs", "ws", "nd", "lp" or ""
	Label string  `json:"label"`           // what the message says, on one line
	Size  int     `json:"size"`            // bytes, framing included
	Token string  `json:"token,omitempty"` // id of the token that it carries; of several, with spaces between
	Conn  int     `json:"conn"`            // connection in its run, from 1; 0 = none
	Err   string  `json:"err,omitempty"`   // the rule that its bytes break
	Fault bool    `json:"fault,omitempty"` // done to the wire on purpose

	Proto    string `json:"proto,omitempty"`  // "http/1.1", "h2", "sse", "websocket", "rpc", "tcp"; "" for what is no protocol's
	Lane     int    `json:"lane,omitempty"`   // the HTTP/2 stream, 0 = the connection, or no HTTP/2
	Exchange int    `json:"exch,omitempty"`   // number of the exchange in its run, from 1; 0 = none
	Failed   bool   `json:"failed,omitempty"` // an error that breaks no rule: a refusal, a reset
	Place    string `json:"place,omitempty"`  // of what goes through the edge: "edge" between client and edge, "lab" between edge and server
}

// Detail is what the inspector shows of one row.
type Detail struct {
	Row      Row         `json:"row"`
	Title    string      `json:"title"`   // "TEXT frame", "SSE event in a chunk"
	Framing  int         `json:"framing"` // bytes that the protocols added
	Yours    int         `json:"yours"`   // bytes that the application gave
	Hex      string      `json:"hex"`     // the bytes of the dump, two digits each
	Fields   []Field     `json:"fields"`  // in byte order; together they cover every byte
	Bits     bool        `json:"bits"`    // show bytes 0 and 1 bit by bit
	Unmask   *Unmask     `json:"unmask,omitempty"`
	Parse    []ParseLine `json:"parse,omitempty"`
	Dispatch *Dispatch   `json:"dispatch,omitempty"`
	Silent   bool        `json:"silent,omitempty"` // an SSE block that dispatched nothing
	Why      string      `json:"why,omitempty"`    // why a row has no bytes
	Err      string      `json:"err,omitempty"`    // the rule that the bytes break, as a sentence
	Spec     string      `json:"spec,omitempty"`   // where that rule stands

	Stream   string      `json:"stream,omitempty"`   // direction and connection of the bytes: "s1"
	Start    int64       `json:"start"`              // offset of the dump's first byte in that stream
	Inflated string      `json:"inflated,omitempty"` // of a compressed message: its data, in hexadecimal
	Bounds   bool        `json:"bounds,omitempty"`   // the bytes lie in a body with other boundaries to compare
	Parsers  []Flavoured `json:"parsers,omitempty"`  // when asked: what wrong parsers make of the block
	Lit      *Range      `json:"-"`                  // bytes that the page's address points at
}

// A Range is bytes of a dump, the last one included, as in an address: 3-9.
type Range struct{ From, To int }

// Flavoured is what one parser fires for a block.
type Flavoured struct {
	Name   string     `json:"name"`  // "buggyA"
	Wrong  string     `json:"wrong"` // what it does otherwise; "" for the one of the specification
	Events []Dispatch `json:"events"`
}

// Field names a run of the dump's bytes, or of bits within bytes 0 and 1.
type Field struct {
	Key    string `json:"key"`    // shared by the fields of one entry of the list: data-f
	Letter string `json:"letter"` // "A", "B" …; empty for a quiet field
	Name   string `json:"name"`   // the specification's name
	Value  string `json:"value"`
	Role   string `json:"role"` // "frame", "len", "key", "eol" or "pay": DESIGN.md §4
	Spec   string `json:"spec"` // "RFC 6455 §5.2"
	Note   string `json:"note"`
	Offset int    `json:"offset"`
	Length int    `json:"length"`
	From   int    `json:"from"` // first bit, 0…15
	To     int    `json:"to"`   // one past the last bit; 0 = whole bytes
	Quiet  bool   `json:"quiet"`

	Decoded bool `json:"decoded,omitempty"` // of what the bytes mean, not of the bytes: it has no place in the dump
}

// Unmask says where a masked frame keeps its key and payload.
type Unmask struct {
	Key     int    `json:"key"`     // offset of the masking key
	Payload int    `json:"payload"` // offset of the first masked byte
	Plain   string `json:"plain"`   // the payload unmasked, in hexadecimal
}

// ParseLine is one line of an SSE block and what it does to the parser.
type ParseLine struct {
	Key    string `json:"key"` // the Field whose twin this line is
	Raw    string `json:"raw"`
	Field  string `json:"field"`
	Value  string `json:"value"`
	Effect string `json:"effect"`

	State *ParserState `json:"state,omitempty"`
}

// ParserState is what an SSE parser holds after a line (WHATWG HTML §9.2.6).
type ParserState struct {
	Data  string `json:"data"`  // the data buffer
	Type  string `json:"type"`  // the event type buffer
	ID    string `json:"id"`    // the last event ID buffer
	Retry int    `json:"retry"` // the reconnection time in ms, -1 = never set
}

// Dispatch is the MessageEvent that a block fires.
type Dispatch struct {
	Type        string `json:"type"`
	Data        string `json:"data"`
	LastEventID string `json:"lastEventId"`
}
