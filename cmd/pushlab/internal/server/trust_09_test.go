package server

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/wire"
)

// forging is a text that would begin events of its own, were it written as it is.
const forging = "x\revent: forged\rid: forged\rretry: 1\rdata: forged\r\r\n\nevent: forged\nid: forged\nretry: 1\ndata: forged\n\n\r\n\r\n"

// Row 9 of the threat model, forged fields: what a seat sends comes back in streams,
// in errors, and in the answers of vendors, and forges no event there. Package sse
// has the vectors and the property.
func TestTrust09(t *testing.T) {
	t.Parallel()
	w := openWeb(t, Config{})
	body := func(pattern string) string {
		quoted, _ := json.Marshal(forging) // of a string it does not fail
		return strings.ReplaceAll(pattern, "$", string(quoted))
	}
	query := url.QueryEscape(forging)
	tests := []struct{ what, method, path, body, lastEventID string }{
		{"a prompt", "GET", "/sse?ttft=0&tokens=3&prompt=" + query, "", ""},
		{"the name of an answer", "GET", "/sse?ttft=0&tokens=3&answer=" + query, "", ""},
		{"an unknown knob", "GET", "/sse?ttft=0&tokens=3&" + query + "=" + query, "", ""},
		{"a bad knob", "GET", "/sse?ttft=" + query, "", ""},
		{"an exercise", "GET", "/sse?ttft=0&tokens=3&check=" + query, "", ""},
		{"the last event's id", "GET", "/sse?ttft=0&tokens=3", "", "old\tevent: forged"},
		{"an epoch", "GET", "/sse?ttft=0&tokens=3", "", "forged-1"},
		{"a chat", "POST", "/chat", body(`{"prompt":$,"tokens":3,"ttft":0}`), ""},
		{"its answer's name", "POST", "/chat", body(`{"prompt":"x","answer":$,"tokens":3,"ttft":0}`), ""},
		{"a model", "POST", "/v1/chat/completions?ttft=0&tokens=3", body(`{"model":$,"stream":true,"messages":[{"role":"user","content":$}]}`), ""},
		{"a model of responses", "POST", "/v1/responses?ttft=0&tokens=3", body(`{"model":$,"stream":true,"input":$,"instructions":$}`), ""},
		{"a model of messages", "POST", "/v1/messages?ttft=0&tokens=3", body(`{"model":$,"stream":true,"max_tokens":9,"system":$,"messages":[{"role":"user","content":$}]}`), ""},
		{"a message", "POST", "/v1/chat/completions?ttft=0&tokens=3", body(`{"model":"pushlab","stream":true,"messages":[{"role":"user","content":$}]}`), ""},
		{"an input", "POST", "/v1/responses?ttft=0&tokens=3", body(`{"model":"gpt-5","stream":true,"input":$,"instructions":$}`), ""},
		{"a system's text", "POST", "/v1/messages?ttft=0&tokens=3", body(`{"model":"claude-sonnet-4-6","stream":true,"max_tokens":9,"system":$,"messages":[{"role":"user","content":$}]}`), ""},
		{"the edge's hop", "GET", "/sse?ttft=0&tokens=3&edge=" + query, "", ""},
	}
	streams := 0
	for _, place := range []string{"lab", "edge"} {
		for _, test := range tests {
			resp, text := ask(t, browser(t), test.method, w.place(place).URL+"/r/"+w.run.Run+test.path, test.body,
				"Content-Type", "application/json", "Last-Event-ID", test.lastEventID, "Idempotency-Key", "k-"+place+test.what)
			if resp.StatusCode == http.StatusOK && strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
				streams++
			}
			checkForged(t, test.what+" at the "+place, text)
		}
	}
	if streams < 15 { // the others refuse what was sent, and quote it
		t.Errorf("%d answers were streams, want 15 at least", streams)
	}
}

// checkForged reads an answer as an EventSource would, whatever it says that it is.
func checkForged(t *testing.T, what, text string) {
	t.Helper()
	stream := wire.NewEventStream()
	for _, e := range stream.Feed([]byte(text + "\n\n")) {
		if e.Type == "forged" || e.Data == "forged" || e.LastEventID == "forged" {
			t.Errorf("%s: a client saw %q", what, e)
		}
	}
	if stream.LastEventID == "forged" || stream.Retry == 1 {
		t.Errorf("%s: a client keeps the id %q and retry %d", what, stream.LastEventID, stream.Retry)
	}
}
