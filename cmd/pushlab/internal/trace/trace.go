// Package trace is the memory of a run: what crossed the wire, and when.
//
// # Log
//
// A Log is one run's trace, in time order and append-only. It keeps the bytes
// of each connection, one buffer a direction, and a record of at most 64 bytes
// for each event. A record of a frame says where it lies in the bytes and no
// more; its fields are made again from the bytes when somebody looks:
//
//	log.Events(0)      what happened
//	log.Bytes(e)       the bytes of a frame
//	log.Dissect(e)     what each of them means
//	log.Dump(e)        the same with the framing around it, for the byte view
//
// A Log is bounded. When it is full it keeps what it has, says trace.full, and
// goes on with the few kinds of events that tell how the run went on. Readers
// follow at their own pace; a writer never waits for them.
//
// # Recorder
//
// A Recorder hears of every connection of a tapped listener and decides whose
// bytes are whose. One connection may serve several runs: over HTTP/1.1 one
// exchange after the other, over HTTP/2 several at a time (http2.go). The target
// of a request names the run. Before anything is kept, the values of cookies and
// keys are overwritten (redact.go, http2_block.go).
//
// Of HTTP/2 a run has the frames of its own streams and of stream 0. What HPACK
// made of a field block can not be made again from these: the Log keeps the list
// of header lines, and Head returns it.
package trace

import (
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// An Event is one thing that happened in a run.
type Event struct {
	N              int           // its index in the trace, from 0
	Kind           string        // one of the kinds in kind.go: "sse.event"
	At             time.Duration // since the run began
	Conn, Exchange int           // numbers within the run, from 1; 0 is none
	Dir            wire.Direction

	// Frame says where a frame lies in the stream of its connection, and of a
	// "bytes" event from where to where it goes. Fields are Dissect's.
	Frame wire.Frame

	Text   string // fault "rst@7", conn.close "client fin", conn.open the client's address, gen.end why, reads "e3 7 12", edge.hold "bytes ms"
	Answer string // gen.*: the answer's epoch
	Seq    int    // gen.*: the number of the token

	Place string // conn.open: the place that was reached: "lab", "edge", "tls"; "" is not known
	Link  int    // conn.open: the connection to the edge that goes on as this one; 0 is none
}

// IsFrame says whether the event is a frame with bytes to look at.
func (e Event) IsFrame() bool { return kindOf(e.Kind).isFrame() }
