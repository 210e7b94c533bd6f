package demo

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// An order says how submitted bytes are to be written.
type order struct {
	slices      string        // "whole", "after-cr", "inside-char", or sizes: "3,1,rest"
	every       int           // bytes of each slice; 0 = slices says it
	gap         time.Duration // between two slices
	hold        time.Duration // between the last slice and the end
	contentType string        // "" = none
	status      int
	parse       bool   // the answer tells what the parsers make of the bytes
	check       string // the exercise that this belongs to; "" = none
}

// Limits of an order.
const (
	maxSlices = 4096
	maxGap    = 1000   // ms
	maxHold   = 30_000 // ms
	maxTakes  = time.Minute
)

// emitOrder reads the query of a submission.
func (l *lab) emitOrder(run *Run, r *http.Request) (o order, err error) {
	v, err := l.values(run, r, "slices", "n", "gap", "hold", "type", "status", "parse", "check")
	if err != nil {
		return o, err
	}
	if o, err = slicing(v); err != nil {
		return o, err
	}
	o.contentType, o.status, o.parse = emitType, http.StatusOK, v["parse"] != "off"
	if text, ok := v["parse"]; ok && text != "on" && text != "off" {
		return o, badRequest("parse must be on or off; %s was sent.", quote(text))
	}
	if o.check = v["check"]; o.check != "" {
		if err := beginsAt("emit", o.check); err != nil {
			return o, badRequest("check %v; %s was sent.", err, quote(o.check))
		}
	}
	if text, ok := v["type"]; ok {
		o.contentType = text
	}
	if err := checkType(o.contentType); err != nil {
		return o, err
	}
	hold, err := whole(v, "hold", 0, maxHold, 0)
	if err != nil {
		return o, err
	}
	o.hold = time.Duration(hold) * time.Millisecond
	o.status, err = whole(v, "status", http.StatusOK, 599, http.StatusOK)
	if err == nil && (o.status == http.StatusNoContent || o.status == http.StatusNotModified) {
		err = badRequest("status %d has no body to write; it may be 200 to 599 without 204 and 304.", o.status)
	}
	return o, err
}

// slicing reads where the bytes are cut, and how fast they come.
func slicing(v map[string]string) (o order, err error) {
	o.slices = v["slices"]
	if o.every, err = whole(v, "n", 1, maxEmission, 0); err != nil {
		return o, err
	}
	if o.every > 0 && o.slices != "" {
		return o, badRequest("slices and n both say where to cut: send one of them; slices=%s and n=%d were sent.", quote(o.slices), o.every)
	}
	gap, err := whole(v, "gap", 0, maxGap, 0)
	o.gap = time.Duration(gap) * time.Millisecond
	return o, err
}

// whole reads a number from least to most; none is what is not sent.
func whole(v map[string]string, name string, least, most, none int) (int, error) {
	text, ok := v[name]
	if !ok {
		return none, nil
	}
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil || int(n) < least || int(n) > most {
		return 0, badRequest("%s must be a whole number from %d to %d; %s was sent.", name, least, most, quote(text))
	}
	return int(n), nil
}

// checkType keeps a Content-Type from ending its own header line.
func checkType(text string) error {
	for _, c := range []byte(text) {
		if c < ' ' || c > '~' || len(text) > 200 {
			return badRequest("type must be at most 200 printable ASCII characters; %s was sent.", quote(text))
		}
	}
	return nil
}

// fits refuses what nobody would wait for.
func (o order) fits(slices int) error {
	takes := time.Duration(max(0, slices-1))*o.gap + o.hold
	if takes <= maxTakes {
		return nil
	}
	return badRequest("%d slices with a gap of %d ms take %.0f s, and %.0f s are allowed: make the gap or the number of slices smaller.",
		slices, o.gap.Milliseconds(), takes.Seconds(), maxTakes.Seconds())
}

// cut returns the ends of the slices. What lies behind the last slice that is
// allowed is one more.
func (o order) cut(body []byte) (ends []int, notes []string, err error) {
	switch {
	case o.every > 0:
		ends = everyEnds(len(body), o.every)
	case o.slices == "after-cr":
		ends = endsWhere(body, func(i int) bool { return body[i] == '\r' })
	case o.slices == "inside-char":
		ends = endsWhere(body, func(i int) bool { return body[i] >= 0xC0 }) // the first byte of several (RFC 3629 §3)
	case o.slices != "" && o.slices != "whole":
		ends, err = listedEnds(len(body), o.slices)
	}
	if len(body) > 0 && (len(ends) == 0 || ends[len(ends)-1] < len(body)) {
		ends = append(ends, len(body))
	}
	if n := len(ends); n > maxSlices {
		notes = append(notes, fmt.Sprintf("%d slices were asked for and %d are the most: the last one has all the rest", n, maxSlices))
		ends = append(ends[:maxSlices-1:maxSlices-1], len(body))
	}
	return ends, notes, err
}

func everyEnds(size, n int) (ends []int) {
	for end := n; end < size; end += n {
		ends = append(ends, end)
	}
	return ends
}

func endsWhere(body []byte, behind func(i int) bool) (ends []int) {
	for i := range body {
		if behind(i) {
			ends = append(ends, i+1)
		}
	}
	return ends
}

// listedEnds reads sizes: "3,1,rest".
func listedEnds(size int, list string) (ends []int, err error) {
	end := 0
	for item := range strings.SplitSeq(list, ",") {
		item = strings.TrimSpace(item)
		if item == "rest" {
			break
		}
		n, err := strconv.ParseUint(item, 10, 31)
		if err != nil || n == 0 {
			return nil, badRequest("slices must be whole, after-cr, inside-char, or sizes in bytes such as 3,1,rest; %s was sent in it.", quote(item))
		}
		if end += int(n); end > size {
			return nil, badRequest("slices add up to %d bytes and more; the body has %d.", end, size)
		}
		ends = append(ends, end)
	}
	return ends, nil
}

// sizes are the lengths of the slices that end there.
func sizes(ends []int) []int {
	list := make([]int, len(ends))
	start := 0
	for i, end := range ends {
		list[i], start = end-start, end
	}
	return list
}
