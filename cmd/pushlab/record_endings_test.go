package main

import (
	"bytes"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/demo"
)

// Each ending can be recorded, the same every time, and in the recording TCP is
// ended by whom it is ended in a browser.
func TestEndingsAreRecorded(t *testing.T) {
	for _, e := range demo.Endings {
		play := recording{run: func(s *studio) error { return s.ending(e.Slug) }}
		var before string
		for range 2 {
			log, err := perform(t.Context(), play)
			if err != nil {
				t.Fatalf("%s: %v", e.Slug, err)
			}
			var text bytes.Buffer
			log.WriteJSONL(&text)
			if before != "" && text.String() != before {
				t.Errorf("%s: two recordings differ:\n%s\n%s", e.Slug, before, text.String())
			}
			before = text.String()
			ends := eventsOf(log, "conn.close")
			if want := tcpOf(e.Slug); len(ends) != 1 || ends[0].Text != want {
				t.Errorf("%s: TCP was ended by %v, want %s", e.Slug, ends, want)
			}
		}
	}
	if _, err := perform(t.Context(), recording{run: func(s *studio) error { return s.ending("1005") }}); err == nil || !strings.Contains(err.Error(), "no ending") {
		t.Errorf("1005: %v, want that there is none", err)
	}
}

// tcpOf is who ended TCP in Chromium.
func tcpOf(slug string) string {
	for _, c := range endingCases {
		if c.name == slug {
			return c.tcp
		}
	}
	return ""
}
