package check

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"

	"pushlab/cmd/pushlab/internal/wire"
)

// A reading is what the reference parser makes of a submission, as far as a shot
// asks for it.
type reading struct {
	fired        []wire.Dispatch // the first of them
	count        int             // of all
	lastEventID  string
	reconnection int  // ms; -1 = it sets none
	open         bool // the bytes end within a line, or within a block that a blank line would have ended
}

// mostFired is how many events of a submission are told apart.
const mostFired = 4

func read(bytes string) *reading {
	p := wire.ParseBody([]byte(bytes), wire.Reference)
	r := &reading{count: len(p.Dispatches), lastEventID: p.LastEventID, reconnection: p.Retry}
	r.fired = append(r.fired, p.Dispatches[:min(r.count, mostFired)]...)
	if n := len(p.Lines); n > 0 {
		r.open = strings.TrimRight(bytes[p.Lines[n-1].Offset:], "\r\n") != ""
	}
	return r
}

// one returns the event of a submission that fires exactly one.
func (r *reading) one() (d wire.Dispatch, ok bool) {
	if r.count != 1 {
		return d, false
	}
	return r.fired[0], true
}

// silent: nothing is fired.
func (r *reading) silent() bool { return r.count == 0 }

// readings keeps what was made of submissions: an attempt is looked at with each
// of its events, by several who wait, and 64 KiB of short lines take a parser
// tens of milliseconds. What is kept follows from the bytes alone.
var readings = kept{of: map[[sha256.Size]byte]*reading{}}

type kept struct {
	mu sync.Mutex
	of map[[sha256.Size]byte]*reading
}

// mostReadings is more than the submissions of a few traces that are full.
const mostReadings = 1024

func (k *kept) read(bytes string) *reading {
	key := sha256.Sum256([]byte(bytes))
	k.mu.Lock()
	defer k.mu.Unlock()
	r, ok := k.of[key]
	if !ok {
		if len(k.of) == mostReadings {
			clear(k.of)
		}
		r = read(bytes)
		k.of[key] = r
	}
	return r
}

// Around a heartbeat: a stream in which an id was seen, and its next event.
const (
	streamBefore = "id: 1\ndata: a\n\n"
	streamBehind = "data: b\n\n"
)

// doesNothing says whether a stream with s in its middle is, to a parser, the
// stream without it.
func (s submission) doesNothing(f wire.Flavour) bool {
	with := wire.ParseBody([]byte(streamBefore+s.bytes+streamBehind), f)
	without := wire.ParseBody([]byte(streamBefore+streamBehind), f)
	return fmt.Sprint(with.Dispatches) == fmt.Sprint(without.Dispatches) && with.LastEventID == without.LastEventID && with.Retry == without.Retry
}
