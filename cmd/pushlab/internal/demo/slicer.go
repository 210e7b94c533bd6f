package demo

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

	"pushlab/cmd/pushlab/internal/sse"
)

// slicer reads one stream with a naive and a right parser.
var slicer = Demo{Slug: "slicer", Title: "Slicer", Knobs: []Knob{
	{Name: "text", Label: "Text", Options: slicerTexts},
	{Name: "eol", Label: "Line ends", Options: slicerEnds},
	{Name: "gap", Label: "Gap", Unit: "ms", Max: maxGap, Default: slicerGap},
}}

// serveSlicer streams a fixed answer, the same each time: what a parser makes of
// it can be compared event by event. The edge slices it, as the request asks.
//
//	page:   POST /r/{run}/d/slicer?edge=slice:7&id=s1, {"text": "cjk", "eol": "crlf"}
//	server: 200, text/event-stream
//	server: id: s-1, data: {"token":"你好"}                    twelve of them
//	server: : keep-alive                                       with text=comments
//	server: data: [DONE]                                       with text=done
//	server: event: done, data: {"events":12,"sha256": …}
//
// Its knobs, in the query or in the body of a POST:
//
//	text  ascii, cjk, emoji, colon, comments, done, or long: one line of 70 KiB
//	eol   lf, crlf or cr ends each line
//	gap   0…1000 ms between two events (20)
//	id    a name by which the page tells its reads of this response
//
// The hash is that of the JSON list [[type, data, id], …] of the events before
// done, as JSON.stringify writes it.
func (l *lab) serveSlicer(w http.ResponseWriter, r *http.Request, run *Run) error {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return wrongMethod(r, "GET, POST")
	}
	settings, err := postSettings(w, r)
	if err != nil {
		return err
	}
	s, err := l.slicing(run, settings)
	if err != nil {
		return err
	}
	if err := run.enter(); err != nil {
		return err
	}
	defer run.leave()
	events, err := sse.NewWriter(w)
	if err != nil {
		return err
	}
	return s.write(r.Context(), run, events)
}

// A sliced is one of the slicer's streams.
type sliced struct {
	text, eol string
	gap       time.Duration
}

const slicerGap = 20 // ms between two events: long enough for a page to read each

// slicing reads the knobs of a stream.
func (l *lab) slicing(run *Run, settings []setting) (s sliced, err error) {
	s = sliced{slicerTexts[0], slicerEnds[0], slicerGap * time.Millisecond}
	known := []knob{
		{"text", func(_ *Knobs, v string) error { s.text = v; return oneOf(v, slicerTexts) }},
		{"eol", func(_ *Knobs, v string) error { s.eol = v; return oneOf(v, slicerEnds) }},
		number("gap", 0, maxGap, func(_ *Knobs, n int) { s.gap = time.Duration(n) * time.Millisecond }),
		{"id", func(_ *Knobs, v string) error { return setAnswer(new(Knobs), v) }},
	}
	_, err = l.knobs(run, settings, known)
	return s, err
}

func oneOf(v string, list []string) error {
	if slices.Contains(list, v) {
		return nil
	}
	return fmt.Errorf("must be %s", alternatives(list))
}

// write sends each event and each comment in a write of its own.
func (s sliced) write(ctx context.Context, run *Run, out *sse.Writer) error {
	for i, part := range s.parts() {
		if i > 0 && s.gap > 0 {
			if err := run.pause(ctx, s.gap); err != nil {
				return err
			}
		}
		if err := out.SendRaw(part); err != nil {
			return err
		}
	}
	return nil
}

// serveSlicerReads takes what the page got from each read of a response, in
// bytes: a page can see that, the wire can not.
//
//	page:   POST /r/{run}/d/slicer/reads?id=s1, 7 12 3
//	server: 204
func (l *lab) serveSlicerReads(w http.ResponseWriter, r *http.Request, run *Run) error {
	values, err := l.values(run, r, "id")
	if err != nil {
		return err
	}
	if err := setAnswer(new(Knobs), values["id"]); err != nil {
		return badRequest("id %v; %s was sent.", err, quote(values["id"]))
	}
	body, err := readBody(w, r, maxReads)
	if err != nil {
		return err
	}
	list, err := parseReads(string(body), math.MaxInt)
	if err != nil {
		return err
	}
	run.tellReads(values["id"], list)
	w.WriteHeader(http.StatusNoContent)
	return nil
}
