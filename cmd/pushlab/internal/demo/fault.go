package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Fault is what a client wants done to its own wire, once per answer. Several
// are done one after the other, each in an exchange of its own: rst@20,fin@42+7.
//
//	rst@42    after the last byte of event (WebSocket: message) 42
//	rst@42+7  after 7 bytes of event 43, chunk framing not counted
//	rst@b500  after 500 bytes of the response, head included
//	refuse    before the first of them; the trace says refuse@b0
//	rst@now   when POST …/d/cut said so (cutnow.go)
//
// A host can also put a buffer on all runs of a room: buffer@now (strike.go).
//
// Over HTTP/2, where a connection is not the exchange's own, some are another
// thing and some can not be done (http2.go).
type Fault struct {
	Kind  string // "" is no fault
	Event int    // SEQ of the last event that crosses whole
	More  int    // bytes of the event after it
	Byte  int64  // bytes of the response; 0: counted in events
	Now   bool   // it was asked for while the answer was on its way
}

// Where a fault strikes, its kind decides what the client gets behind that place:
//
//	end, fin, rst     nothing; the response, or TCP, is over
//	blackhole, half   nothing; TCP stays open until hole=MS is over, and is reset
//	stall             everything, after stall=MS
//	throttle          everything, at rate=BYTES a second, to the end of the exchange
//	restart           nothing, as of fin; for down=MS each stream is answered 502
//
// A fault belongs to an exchange, and ends with it. The trace has it as a fault,
// and says in a note when a hole or a stall is over.

// The kinds of faults. An end is a proper one: HTTP's last chunk, WebSocket's
// Close. The others are the tap's.
const (
	faultEnd       = "end"
	faultFin       = "fin"       // TCP ends without them
	faultRst       = "rst"       // TCP is reset
	faultBlackhole = "blackhole" // nothing passes, both ways, and TCP stays open
	faultHalf      = "half"      // nothing passes to the client
	faultStall     = "stall"     // nothing is written for a while
	faultThrottle  = "throttle"  // so many bytes a second from here on
	faultRefuse    = "refuse"    // a reset before the first byte
	faultRestart   = "restart"   // a fin, and 502 for a while (restart.go)
	faultReset     = "h2reset"   // RST_STREAM of HTTP/2, what a fin and a rst are there
)

// faultKinds are those that can be asked for with a place.
var faultKinds = []string{faultEnd, faultFin, faultRst, faultBlackhole, faultHalf, faultStall, faultThrottle, faultRestart, faultReset}

const (
	lastEvent    = maxTokens + 1 // done, of the longest answer
	maxFaultByte = 1 << 24
)

// maxFaults is how many faults an answer may have.
const maxFaults = 8

var errFaults = fmt.Errorf("may have %d faults, with commas between them", maxFaults)

// parseFaults reads a list of faults; it has at least one.
func parseFaults(s string) (list []Fault, err error) {
	items := strings.Split(s, ",")
	if len(items) > maxFaults {
		return nil, errFaults
	}
	for _, item := range items {
		f, err := parseFault(item)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

// faults are all that the client wants done, in order.
func (k Knobs) faults() []Fault {
	if k.Fault.Kind == "" {
		return nil
	}
	return append([]Fault{k.Fault}, k.Then...)
}

var errFault = fmt.Errorf("must be refuse, or KIND@N, KIND@N+BYTES or KIND@bBYTES with a KIND of %s, "+
	"N from 1 to %d (from 0 before a +) and BYTES from 1 to %d", alternatives(faultKinds), lastEvent, maxFaultByte)

func parseFault(s string) (Fault, error) {
	if s == faultRefuse || s == (Fault{Kind: faultRefuse}).String() {
		return Fault{Kind: faultRefuse}, nil
	}
	kind, place, ok := strings.Cut(s, "@")
	if !ok || !slices.Contains(faultKinds, kind) {
		return Fault{}, errFault
	}
	place = strings.Replace(place, " ", "+", 1) // a + in a query means a space
	if k, ok := strings.CutPrefix(place, "b"); ok {
		n, err := decimal(k, 1, maxFaultByte)
		return Fault{Kind: kind, Byte: int64(n)}, err
	}
	event, more, within := strings.Cut(place, "+")
	if !within {
		n, err := decimal(event, 1, lastEvent)
		return Fault{Kind: kind, Event: n}, err
	}
	n, err := decimal(event, 0, lastEvent)
	k, err2 := decimal(more, 1, maxFaultByte)
	return Fault{Kind: kind, Event: n, More: k}, cmp.Or(err, err2)
}

func decimal(s string, least, most int) (int, error) {
	n, err := strconv.ParseUint(s, 10, 31)
	if err != nil || int(n) < least || int(n) > most {
		return 0, errFault
	}
	return int(n), nil
}

// String writes the fault as it is asked for.
func (f Fault) String() string {
	switch {
	case f.Kind == "":
		return ""
	case f.Now:
		return f.Kind + "@now"
	case f.Kind == faultRefuse:
		return f.Kind + "@b0"
	case f.Byte > 0:
		return fmt.Sprintf("%s@b%d", f.Kind, f.Byte)
	case f.More > 0:
		return fmt.Sprintf("%s@%d+%d", f.Kind, f.Event, f.More)
	}
	return fmt.Sprintf("%s@%d", f.Kind, f.Event)
}
