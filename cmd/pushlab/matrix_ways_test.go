package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"pushlab/cmd/pushlab/internal/wire"
)

// A way is a transport as an application's client uses it. exchange reads until
// the answer is whole or something is lost.
type way struct {
	name     string
	place    string // where its requests go; those with hops go to the edge
	exchange func(context.Context, *reading) error
}

// ways are the six transports.
var ways = []way{
	{"SSE, HTTP/1.1", "lab", readSSE},
	{"SSE, HTTP/2", "tls", readSSE},
	{"fetch", "lab", readChat},
	{"WebSocket", "lab", readSocket},
	{"WebSocket, deflate", "lab", readPackedSocket},
	{"long polling", "lab", readPolls},
}

// readSSE is what EventSource does.
func readSSE(ctx context.Context, r *reading) error {
	req, err := http.NewRequestWithContext(ctx, "GET", r.address("/sse", r.asked()), nil)
	if err != nil {
		return refused{err}
	}
	return readEventStream(r, req)
}

// readChat is a POST whose response is read as an event stream. Its
// Idempotency-Key makes asking twice asking once.
func readChat(ctx context.Context, r *reading) error {
	knobs := r.asked()
	name := knobs.Get("answer")
	knobs.Del("answer")
	req, err := http.NewRequestWithContext(ctx, "POST", r.address("/chat", nil), bytes.NewReader(object(knobs)))
	if err != nil {
		return refused{err}
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", name)
	return readEventStream(r, req)
}

// object writes values as a JSON object.
func object(values url.Values) []byte {
	single := map[string]string{}
	for name := range values {
		single[name] = values.Get(name)
	}
	b, _ := json.Marshal(single) // strings can always be written
	return b
}

// readEventStream reads a response that is an event stream. What stands in it without
// its blank line is no event.
func readEventStream(r *reading, req *http.Request) error {
	if r.last != "" {
		req.Header.Set("Last-Event-ID", r.last)
	}
	body, err := r.open(req)
	if err != nil {
		return err
	}
	defer body.Close()
	stream, buffer := wire.NewEventStream(), make([]byte, 4096)
	for !r.done {
		n, err := body.Read(buffer)
		for _, d := range stream.Feed(buffer[:n]) {
			if err := hearDispatch(r, d); err != nil {
				return err
			}
		}
		r.comeBackAfter(stream.Retry)
		if err != nil {
			return err
		}
	}
	return nil
}

// open sends a request and returns the body of its 200.
func (r *reading) open(req *http.Request) (io.ReadCloser, error) {
	resp, err := r.client.Do(req)
	if err != nil {
		return nil, err
	}
	r.sign()
	if r.way.place == "tls" && resp.ProtoMajor != 2 {
		return nil, refused{fmt.Errorf("the tls place speaks %s, want HTTP/2", resp.Proto)}
	}
	if resp.StatusCode == http.StatusOK {
		return resp.Body, nil
	}
	said, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	err = fmt.Errorf("%s: %s", resp.Status, said)
	if resp.StatusCode < http.StatusInternalServerError {
		err = refused{err}
	}
	return nil, err
}

func hearDispatch(r *reading, d wire.Dispatch) error {
	s := seen{kind: d.Type, id: d.LastEventID}
	if d.Type == "message" {
		s.kind, s.text = "token", d.Data
		r.hear(s, 0)
		return nil
	}
	var m message
	if d.Data != "" {
		if err := json.Unmarshal([]byte(d.Data), &m); err != nil {
			return refused{fmt.Errorf("event %s has the data %q: %w", d.Type, d.Data, err)}
		}
	}
	s.sha256 = m.SHA256
	r.hear(s, 0)
	return nil
}
