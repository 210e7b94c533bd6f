package main

import (
	"io"
	"net/http"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// recordings04 are the runs of "onerror is not an error".
var recordings04 = []recording{
	{
		lesson: "04-eventsource", name: "three",
		title: "A message ladder of an EventSource: two events and a clean end; a second later a request with the last event's id, an event, and a cut in the middle of the next; a second later again, a 204, and no more requests.",
		run:   func(s *studio) error { return s.audience("acts=events:2,cut:mid,204&page=A1&retry=1000") },
	},
	{
		lesson: "04-eventsource", name: "deploy",
		title: "A message ladder of an EventSource: two events and a clean end; a second later the request with the last id is answered by 502, and no more requests come.",
		run:   func(s *studio) error { return s.audience("acts=events:2,502&page=A1&retry=1000") },
	},
}

// chromiumRetry is the reconnection time of a stream that sets none.
const chromiumRetry = 3 * time.Second

// audience plays an EventSource in the theatre. It asks again behind each stream
// that ends or breaks, and no more behind any other response (WHATWG HTML §9.2.3).
func (s *studio) audience(query string) error {
	stream := wire.NewEventStream()
	for {
		streamed, err := s.attend(query, stream)
		if err != nil || !streamed {
			return err
		}
		wait := chromiumRetry
		if stream.Retry > 0 {
			wait = time.Duration(stream.Retry) * time.Millisecond
		}
		if err := s.sleep(wait); err != nil {
			return err
		}
	}
}

// attend makes one request. streamed: it was answered by an event stream.
func (s *studio) attend(query string, stream *wire.EventStream) (streamed bool, err error) {
	c, resp, err := s.ask("d/theatre?"+query, stream)
	if err != nil {
		return false, err
	}
	defer c.Close()
	readEvents(resp.Body, stream)
	io.Copy(io.Discard, c) // the theatre ends each connection, and ends it first
	streamed = resp.StatusCode == http.StatusOK && strings.HasPrefix(resp.Header.Get("Content-Type"), wire.EventStreamType)
	return streamed, c.hangUp()
}
