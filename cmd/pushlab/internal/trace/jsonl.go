package trace

import (
	"bufio"
	"io"
	"slices"
	"strings"
	"time"
)

// WriteJSONL writes the trace as one JSON object a line. Every line has kind
// and t, the milliseconds since the run began; most have c and r, the numbers
// of connection and exchange, dir (in: to the server), and off and n, where the
// bytes lie in their stream. describe.go has what else there is.
//
// Raw bytes of one direction that came at one time are one line: where a read
// ends is chance.
func (l *Log) WriteJSONL(w io.Writer) error {
	out := &jsonlWriter{log: l, w: bufio.NewWriter(w), ids: map[int]string{}}
	for _, e := range l.Events(0) {
		e.At = e.At.Truncate(time.Microsecond)
		out.event(e)
	}
	out.flush(func(Event) bool { return true }) // what is left
	return out.w.Flush()
}

// A jsonlWriter holds back bytes until a frame needs them, or time goes on.
type jsonlWriter struct {
	log     *Log
	w       *bufio.Writer  // keeps the first error
	pending []Event        // of kind bytes, all at one time
	ids     map[int]string // the last event ID of each exchange
}

func (w *jsonlWriter) event(e Event) {
	w.flush(func(p Event) bool { return due(p, e) })
	if e.Kind != "bytes" {
		w.line(e)
		return
	}
	for i, p := range w.pending {
		if continues(p, e) {
			w.pending[i].Frame.End = e.Frame.End
			return
		}
	}
	w.pending = append(w.pending, e)
}

// due says whether the bytes p must be written before e is.
func due(p, e Event) bool {
	switch {
	case p.At != e.At:
		return true
	case p.Conn != e.Conn, continues(p, e):
		return false
	case e.IsFrame(), e.Kind == "bytes":
		return p.Dir == e.Dir
	}
	return true // the exchange or the connection ends
}

// continues says whether e has the bytes that follow those of p.
func continues(p, e Event) bool {
	return e.Kind == "bytes" && p.Conn == e.Conn && p.Dir == e.Dir && p.Exchange == e.Exchange && p.Frame.End == e.Frame.Start
}

// flush writes the bytes that are due.
func (w *jsonlWriter) flush(due func(Event) bool) {
	for _, p := range w.pending {
		if due(p) {
			w.line(p)
		}
	}
	w.pending = slices.DeleteFunc(w.pending, due)
}

func (w *jsonlWriter) line(e Event) {
	var o object
	o.add("kind", e.Kind)
	o.add("t", float64(e.At.Microseconds())/1000)
	o.addSome("c", e.Conn)
	o.addSome("r", e.Exchange)
	if k := kindOf(e.Kind); k.isFrame() || k == rawBytes {
		o.add("dir", e.Dir.String())
		o.add("off", e.Frame.Start)
		o.add("n", e.Frame.Len())
	}
	w.describe(&o, e)
	o.addSome("place", e.Place)
	o.addSome("link", e.Link)
	o.addSome("g", e.Answer)
	o.addSome("i", e.Seq)
	o.addText(e)
	if e.Frame.Err != 0 {
		o.add("err", e.Frame.Err.String())
		o.add("spec", e.Frame.Err.Spec())
	}
	w.w.Write(o.close())
}

// textKeys names the words of an Event's Text. The last name has the rest.
var textKeys = [...][]string{
	connOpen: {"remote"}, connClose: {"by", "how"}, faultDone: {"fault"}, httpEnd: {"how"},
	genEnd: {"why", "sha256"}, challenge: {"nonce", "deadline"}, attemptStart: {"exercise"},
	traceFull: nil,
}

func keysOf(k kind) []string {
	if keys := textKeys[k]; keys != nil {
		return keys
	}
	return []string{"text"}
}

func (o *object) addText(e Event) {
	if e.Kind == edgeHold.String() {
		return // numbers
	}
	keys := keysOf(kindOf(e.Kind))
	for i, word := range strings.SplitN(e.Text, " ", len(keys)) {
		o.addSome(keys[i], word)
	}
}
