package sse

import (
	"slices"
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

// Row 9 of the threat model, forged fields: an emitter that splits its data at LF
// alone lets whoever writes a CR begin a field (the vector own-injection-cr-naive,
// which package wire reads as a client does). Ours gives the client one event, with
// the text in it and nothing of the writer's choice. TestEventsCannotBeForged says
// the same of a million texts.
func TestTrust09(t *testing.T) {
	for _, data := range []string{
		"hi\revent: admin\rdata: grant", "hi\r\revent: admin\rdata: grant\r\r", "hi\nevent: admin\n\n", "hi\r\nevent: admin\r\n\r\n",
		"\revent: admin", "\r\rid: 99", "\n\rretry: 1\r\n", "x\r:\rid:\r\r", "\ufeffevent: admin\r\r", "x\r\x00\r", "a\u2028event: admin\u2029b", "a\u0085event: admin",
	} {
		naive := wire.NewEventStream()
		forged := naive.Feed([]byte("id: 7\ndata: " + data + "\n\n"))
		b, err := Event{ID: "7", Data: data}.Append(nil)
		if err != nil {
			t.Fatalf("%q: %v", data, err)
		}
		ours := wire.NewEventStream()
		if got, want := ours.Feed(b), dispatched(Event{Data: data}, "7"); len(got) != 1 || got[0] != want || ours.Retry != -1 {
			t.Errorf("%q: a client saw %q and retry %d, want %q alone", data, got, ours.Retry, want)
		}
		if slices.ContainsFunc([]byte(data), func(c byte) bool { return c == '\r' || c == '\n' }) && len(forged) == 1 && forged[0] == dispatched(Event{Data: data}, "7") {
			t.Errorf("%q does not harm a naive emitter: is it still a test?", data)
		}
		for _, e := range []Event{{ID: data}, {Type: data}} {
			if bad := slices.ContainsFunc([]byte(data), func(c byte) bool { return c == '\r' || c == '\n' || c == 0 }); bad != (e.check() != nil) {
				t.Errorf("%+v: check = %v, want an error: %t", e, e.check(), bad)
			}
		}
	}
}
