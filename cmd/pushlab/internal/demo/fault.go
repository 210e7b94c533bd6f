package demo

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// A Fault is what a client wants done to its own wire, once per answer. Several
// are done one after the other, each in an exchange of its own: rst@20,fin@42+7.
//
//	rst@42    after the last byte of event (WebSocket: message) 42
//	rst@42+7  after 7 bytes of event 43, chunk framing not counted
//	rst@b500  after 500 bytes of the response, head included
//
// Over HTTP/2 only the first of these can be done (http2.go).
type Fault struct {
	Kind  string // "end", "fin", "rst"; "" is no fault
	Event int    // SEQ of the last event that crosses whole
	More  int    // bytes of the event after it
	Byte  int64  // bytes of the response; 0: counted in events
}

// The kinds of faults. An end is a proper one: HTTP's last chunk, WebSocket's
// Close. A fin ends TCP without them, a rst resets it.
const (
	faultEnd = "end"
	faultFin = "fin"
	faultRst = "rst"
)

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

var errFault = fmt.Errorf("must be KIND@N, KIND@N+BYTES or KIND@bBYTES with a KIND of end, fin or rst, "+
	"N from 1 to %d (from 0 before a +) and BYTES from 1 to %d", lastEvent, maxFaultByte)

func parseFault(s string) (Fault, error) {
	kind, place, ok := strings.Cut(s, "@")
	if !ok || kind != faultEnd && kind != faultFin && kind != faultRst {
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
	case f.Byte > 0:
		return fmt.Sprintf("%s@b%d", f.Kind, f.Byte)
	case f.More > 0:
		return fmt.Sprintf("%s@%d+%d", f.Kind, f.Event, f.More)
	}
	return fmt.Sprintf("%s@%d", f.Kind, f.Event)
}
