package main

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"pushlab/cmd/pushlab/internal/server"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
	"pushlab/lessons"
)

// A figure is a number that a text can take from a recorded run, or from one
// exchange of it. Times are rounded to the millisecond.
type figure struct {
	name  string
	count func(events []trace.Event) int
}

var figures = []figure{
	{"sent", func(e []trace.Event) int { return bytesOf(e, wire.ToServer) }},     // bytes from the client
	{"received", func(e []trace.Event) int { return bytesOf(e, wire.ToClient) }}, // bytes from the server
	{"frames", func(e []trace.Event) int { return len(lowestOf(e)) }},            // of the lowest layer
	{"events", func(e []trace.Event) int { return len(ofKind(e, "sse.event")) }}, // dispatched
	{"framing", framingOf}, // bytes of heads, chunk lines and frame headers
	{"ms", func(e []trace.Event) int { return untilMs(e, e[len(e)-1:]) }},              // from the first thing to the last
	{"first", func(e []trace.Event) int { return untilMs(e, ofKind(e, "sse.event")) }}, // from there to the first event
}

// rowsFigure counts the rows of the ladder, which are those of the whole run.
const rowsFigure = "rows"

// figureNames is what lessons.Lint may find in a text.
func figureNames() []string {
	names := []string{rowsFigure}
	for _, f := range figures {
		names = append(names, f.name)
	}
	return names
}

// fillNumbers puts the figures of the recorded run capture into a README.
func fillNumbers(readme, capture string, log *trace.Log) (string, error) {
	return lessons.FillNumbers(readme, func(name string) (string, bool, error) {
		run, exchange, figure := lessons.SplitNumber(name)
		if run != capture {
			return "", false, nil
		}
		n, err := numberOf(log, exchange, figure)
		return strconv.Itoa(n), true, err
	})
}

// numberOf counts a figure of an exchange, or of all with "".
func numberOf(log *trace.Log, exchange, name string) (int, error) {
	if name == rowsFigure && exchange == "" {
		return len(server.Rows(log)), nil
	}
	events := log.Events(0)
	if exchange != "" {
		n, err := strconv.Atoi(exchange)
		if err != nil {
			return 0, fmt.Errorf("%q is no number of an exchange", exchange)
		}
		events = slices.DeleteFunc(events, func(e trace.Event) bool { return e.Exchange != n })
	}
	i := slices.IndexFunc(figures, func(f figure) bool { return f.name == name })
	switch {
	case i < 0:
		return 0, fmt.Errorf("no figure is called %q", name)
	case len(events) == 0:
		return 0, fmt.Errorf("the recorded run has no exchange %s", exchange)
	}
	return figures[i].count(events), nil
}

func ofKind(events []trace.Event, kind string) (some []trace.Event) {
	for _, e := range events {
		if e.Kind == kind {
			some = append(some, e)
		}
	}
	return some
}

func bytesOf(events []trace.Event, dir wire.Direction) (n int) {
	for _, e := range ofKind(events, "bytes") {
		if e.Dir == dir {
			n += e.Frame.Len()
		}
	}
	return n
}

// lowestOf returns the frames that tile the streams.
func lowestOf(events []trace.Event) (frames []wire.Frame) {
	for _, e := range events {
		if e.IsFrame() && e.Frame.Parent < 0 {
			frames = append(frames, e.Frame)
		}
	}
	return frames
}

func framingOf(events []trace.Event) (n int) {
	for _, f := range lowestOf(events) {
		n += f.Head + f.Tail
	}
	return n
}

// untilMs is the time from the first of the events to the first of some.
func untilMs(events, some []trace.Event) int {
	if len(some) == 0 {
		return 0
	}
	return int((some[0].At - events[0].At).Round(time.Millisecond).Milliseconds())
}
