package trace

import "pushlab/cmd/pushlab/internal/wire"

// A kind is Event.Kind in one byte.
type kind uint8

// The kinds of events.
const (
	note kind = iota // a sentence; also what has no kind of its own
	connOpen
	connClose
	rawBytes // as they were read or written
	httpReq
	httpResp
	httpChunk
	httpBody
	httpTrailers // of HTTP/2; those of HTTP/1.1 are in the last chunk
	httpEnd      // of an exchange
	sseEvent
	sseBlock
	sseComment
	wsOpen // the 101 is complete
	wsFrame
	wsMessage // of several frames
	h2Frame
	envelope // of Connect or gRPC-Web
	faultDone
	genStart
	genTok
	genEnd
	attemptStart
	attemptEnd
	challenge
	clientReads // what the page's reader got, a number a read
	edgeHold    // the edge has let go what it held
	traceFull
)

var kindNames = [...]string{
	note: "note", connOpen: "conn.open", connClose: "conn.close", rawBytes: "bytes",
	httpReq: "http.req", httpResp: "http.resp", httpChunk: "http.chunk", httpBody: "http.body",
	httpTrailers: "http.trailers", httpEnd: "http.end",
	sseEvent: "sse.event", sseBlock: "sse.block", sseComment: "sse.comment",
	wsOpen: "ws.open", wsFrame: "ws.frame", wsMessage: "ws.message",
	h2Frame: "h2.frame", envelope: "rpc.envelope",
	faultDone: "fault", genStart: "gen.start", genTok: "gen.tok", genEnd: "gen.end",
	attemptStart: "attempt.start", attemptEnd: "attempt.end", challenge: "challenge",
	clientReads: "reads", edgeHold: "edge.hold", traceFull: "trace.full",
}

func (k kind) String() string { return kindNames[k] }

// kindOf finds a kind by its name. A name that is none is a note.
func kindOf(name string) kind {
	for k, n := range kindNames {
		if n == name {
			return kind(k)
		}
	}
	return note
}

func (k kind) isFrame() bool {
	return k >= httpReq && k <= envelope && k != httpEnd && k != wsOpen
}

// frameKinds names the frames. Bytes that can not be read are of the kind of
// their layer's payload.
var frameKinds = [...][wire.KindTrailers + 1]kind{
	wire.HTTP: {
		wire.KindRequest: httpReq, wire.KindResponse: httpResp, wire.KindBody: httpBody,
		wire.KindChunk: httpChunk, wire.KindLastChunk: httpChunk, wire.KindGarbage: httpBody,
	},
	wire.SSE:       {wire.KindEvent: sseEvent, wire.KindBlock: sseBlock, wire.KindComment: sseComment},
	wire.WebSocket: {wire.KindFrame: wsFrame, wire.KindGarbage: wsFrame},
	wire.Message:   {wire.KindMessage: wsMessage},
	wire.HTTP2:     {wire.KindHTTP2: h2Frame, wire.KindPreface: h2Frame, wire.KindGarbage: h2Frame},
	wire.Header:    {wire.KindRequest: httpReq, wire.KindResponse: httpResp, wire.KindTrailers: httpTrailers},
	wire.Envelope:  {wire.KindEnvelope: envelope, wire.KindGarbage: envelope},
}

func frameKind(f *wire.Frame) kind { return frameKinds[f.Layer][f.Kind] }
