package demo

import (
	"net/http"
	"slices"

	"pushlab/cmd/pushlab/internal/tap"
)

// serveCut does a fault to every live stream of the run at once.
//
//	page:   POST /r/{run}/d/cut?fault=rst
//	server: 200, {"struck":2}
//	server: 409 when there is none
//
// The query:
//
//	fault  fin, rst, blackhole, half, stall, throttle, restart or end
//	ms     how long: of a blackhole, half or stall, and how long a restart is down
//	rate   of a throttle, in bytes a second
//
// Over HTTP/2 it is done to the run's streams alone. The trace says rst@now.
func (l *lab) serveCut(w http.ResponseWriter, r *http.Request, run *Run) error {
	values, err := l.values(run, r, "fault", "ms", "rate")
	if err != nil {
		return err
	}
	if _, err := readBody(w, r, maxBody); err != nil { // it says nothing, but who sends one must end it
		return err
	}
	f := Fault{Kind: values["fault"], Now: true}
	if !slices.Contains(nowKinds, f.Kind) {
		return badRequest("fault must be %s; %s was sent.", alternatives(nowKinds), quote(f.Kind))
	}
	set, err := nowMeasures(f, values)
	if err != nil {
		return err
	}
	n := run.strikeAll(f, set)
	if n == 0 {
		return &statusError{status: http.StatusConflict, sentence: "This run has no live stream that " + f.Kind + " could be done to. Start one and ask again while it streams."}
	}
	return writeJSON(w, map[string]int{"struck": n})
}

// nowKinds are the faults that can be done at any moment.
var nowKinds = []string{faultFin, faultRst, faultBlackhole, faultHalf, faultStall, faultThrottle, faultRestart, faultEnd}

// msKnobs has the measure that ms sets, by the fault.
var msKnobs = map[string]string{faultBlackhole: "hole", faultHalf: "hole", faultStall: "stall", faultRestart: "down"}

// nowMeasures returns what changes the measures of an answer as the query says.
func nowMeasures(f Fault, values map[string]string) (set func(Measures) Measures, err error) {
	sent := map[string]string{msKnobs[f.Kind]: values["ms"], "rate": values["rate"]}
	var k Knobs
	for name, value := range sent {
		knob, ok := find(measureKnobs, name)
		if value == "" || !ok {
			continue
		}
		if err := knob.set(&k, value); err != nil {
			return nil, badRequest("%s of %s %v; %s was sent.", nowName(name), f.Kind, err, quote(value))
		}
	}
	return k.Measures.over, nil
}

func nowName(name string) string {
	if name == "rate" {
		return name
	}
	return "ms"
}

// strikeAll does f to all live streams and returns how many of them there were.
func (run *Run) strikeAll(f Fault, set func(Measures) Measures) (struck int) {
	run.live.during(func(readers []*reader) {
		if f.Kind == faultRestart && len(readers) > 0 {
			run.GoDown(set(readers[0].answer.measures).Down)
		}
		for _, r := range readers {
			if r.strikeNow(f, set(r.answer.measures)) {
				struck++
			}
		}
		if struck > 0 {
			run.lost() // its clients may be back before their streams have left
		}
	})
	return struck
}

// A command is a fault that whoever writes is to do now.
type command struct {
	Fault
	Measures
}

// strikeNow does f to what r writes to. A stream of HTTP/2, and an end in order,
// are the writer's to do. It is called while r can not leave (live.during).
func (r *reader) strikeNow(f Fault, m Measures) bool {
	w := r.wire
	switch {
	case w.conn == nil:
		return false
	case !w.http2 && f.Kind != faultEnd:
		return w.conn.Strike(tap.Fault(f.String()), m.onTap(nil)) == nil
	case r.whole.Load():
		return false // its body is no stream
	}
	r.order.Store(&command{f, m})
	r.answer.prod(r)
	return true
}

// obey does an order.
func (c *cut) obey() (over bool, err error) {
	o := c.reader.order.Swap(nil)
	switch {
	case o == nil:
		return false, nil
	case c.wire.http2:
		return c.strikeStream(o.Fault, o.Measures)
	}
	return c.endNow(o.Fault)
}
