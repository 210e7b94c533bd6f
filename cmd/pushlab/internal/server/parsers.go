package server

import (
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
	"pushlab/views"
)

// parsers are the ones whose work on a block is compared. All but the first are
// deliberately wrong.
var parsers = []struct {
	flavour     wire.Flavour
	name, wrong string
}{
	{wire.Reference, "WHATWG HTML §9.2.6", ""},
	{wire.BuggyA, "buggyA", "Once it has seen an id, it fires at any blank line, data or not."},
	{wire.BuggyB, "buggyB", "It fires an empty event for a block of comments alone, such as a heartbeat."},
}

// flavoured says what each parser fires for the block of an event, having read
// the body up to there.
func flavoured(log *trace.Log, e trace.Event) []views.Flavoured {
	body, before := bodyThrough(log, e)
	list := []views.Flavoured{}
	for _, p := range parsers {
		out := views.Flavoured{Name: p.name, Wrong: p.wrong, Events: []views.Dispatch{}}
		earlier := len(wire.ParseBody(body[:before], p.flavour).Dispatches)
		for _, d := range wire.ParseBody(body, p.flavour).Dispatches[earlier:] {
			out.Events = append(out.Events, views.Dispatch{Type: d.Type, Data: short(d.Data), LastEventID: d.LastEventID})
		}
		list = append(list, out)
	}
	return list
}

// bodyThrough joins the blocks of an event's exchange up to it. before is where
// its own begins.
func bodyThrough(log *trace.Log, e trace.Event) (body []byte, before int) {
	for _, other := range log.Events(0) {
		if other.Exchange != e.Exchange || !other.IsFrame() || other.Frame.Layer != wire.SSE || other.Frame.Start > e.Frame.Start {
			continue
		}
		before = len(body)
		body = append(body, log.Bytes(other)...)
	}
	return body, before
}
