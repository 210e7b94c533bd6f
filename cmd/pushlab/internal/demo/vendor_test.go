package demo

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
)

var update = flag.Bool("update", false, "write the golden files")

// A still bench has one time, pauses that are over at once, and the same random
// numbers each time.
func newStillBench(t *testing.T) *bench {
	began := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	return newBench(t, Config{
		Now:  func() time.Time { return began },
		Rand: rand.NewChaCha8([32]byte{7}),
		AfterFunc: func(d time.Duration, f func()) func() bool {
			if d < graceTime {
				go f()
			}
			return func() bool { return false }
		},
	})
}

// What each address answers, byte for byte: the status, the headers that a
// client looks at, and the body.
func TestVendors(t *testing.T) {
	const (
		chat      = `"model":"pushlab","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"Why?"}]}]`
		responses = `"model":"gpt-5","instructions":"Be brief.","input":[{"role":"user","content":[{"type":"input_text","text":"Why?"}]}]`
		messages  = `"model":"claude-sonnet-4-6","system":"Be brief.","messages":[{"role":"user","content":"Why?"},{"role":"assistant","content":"Because"},{"role":"user","content":"And?"}]`
	)
	for _, row := range []struct{ name, path, body string }{
		{"chat-stream", "chat/completions?tokens=3", chat + `,"stream":true`},
		{"chat-usage", "chat/completions?tokens=3", chat + `,"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false}`},
		{"chat-length", "chat/completions", chat + `,"stream":true,"max_completion_tokens":2`},
		{"chat-whole", "chat/completions?tokens=20", chat},
		{"chat-whole-length", "chat/completions?tokens=20", chat + `,"max_tokens":4`},
		{"chat-error", "chat/completions?tokens=9&error=2", chat + `,"stream":true`},
		{"chat-whole-error", "chat/completions?tokens=9&error=2", chat},
		{"chat-no-model", "chat/completions", `"messages":[]`},
		{"chat-unknown-model", "chat/completions", `"model":"gpt-99","messages":[{"role":"user","content":"a"}]`},
		{"chat-no-messages", "chat/completions", `"model":"pushlab"`},
		{"chat-empty-messages", "chat/completions", `"model":"pushlab","messages":[]`},
		{"chat-bad-role", "chat/completions", `"model":"pushlab","messages":[{"role":"robot","content":"a"}]`},
		{"chat-bad-type", "chat/completions", chat + `,"max_tokens":"many"`},
		{"chat-bad-limit", "chat/completions", chat + `,"max_tokens":0`},
		{"chat-bad-knob", "chat/completions?tokens=0", chat},
		{"responses-stream", "responses?tokens=3", responses + `,"stream":true`},
		{"responses-incomplete", "responses?tokens=3", responses + `,"stream":true,"max_output_tokens":2,"stream_options":{"include_obfuscation":false}`},
		{"responses-whole", "responses?tokens=20", responses},
		{"responses-error", "responses?tokens=9&error=2", responses + `,"stream":true`},
		{"responses-unknown-model", "responses", `"model":"gpt-99","input":"a"`},
		{"responses-no-input", "responses", `"model":"pushlab"`},
		{"responses-bad-input", "responses", `"model":"pushlab","input":7`},
		{"responses-previous", "responses", responses + `,"previous_response_id":"resp_1"`},
		{"messages-stream", "messages?tokens=3", messages + `,"max_tokens":300,"stream":true`},
		{"messages-max-tokens", "messages?tokens=9", messages + `,"max_tokens":2,"stream":true`},
		{"messages-whole", "messages?tokens=20", messages + `,"max_tokens":300`},
		{"messages-error", "messages?tokens=9&error=2", messages + `,"max_tokens":300,"stream":true`},
		{"messages-error-first", "messages?error=0", messages + `,"max_tokens":300,"stream":true`},
		{"messages-whole-error", "messages?tokens=9&error=2", messages + `,"max_tokens":300`},
		{"messages-no-max-tokens", "messages", messages},
		{"messages-unknown-model", "messages", `"model":"gpt-5","max_tokens":9,"messages":[{"role":"user","content":"a"}]`},
		{"messages-empty", "messages", `"model":"pushlab","max_tokens":9,"messages":[]`},
		{"messages-bad-type", "messages", `"model":"pushlab","max_tokens":9,"messages":"a"`},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := newStillBench(t)
			resp, got := b.do("POST", "v1/"+row.path, "{"+row.body+"}", "Authorization", "Bearer sk-secret", "X-Api-Key", "sk-ant-secret")
			golden(t, row.name, written(resp, got))
		})
	}
}

// written is a response as a golden file has it.
func written(resp *http.Response, body string) string {
	var b strings.Builder
	fmt.Fprintln(&b, resp.StatusCode)
	for _, name := range []string{"Content-Type", "Content-Length", "Request-Id", "X-Request-Id"} {
		if v := resp.Header.Get(name); v != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, v)
		}
	}
	return b.String() + "\n" + body
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", "v1", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("answered\n%s\nwant\n%s", got, want)
	}
}

// ask is a body for each address.
var asks = map[string]string{
	"v1/chat/completions": `{"model":"pushlab","messages":[{"role":"user","content":"a"}],"stream":%t}`,
	"v1/responses":        `{"model":"pushlab","input":"a","stream":%t}`,
	"v1/messages":         `{"model":"pushlab","max_tokens":999,"messages":[{"role":"user","content":"a"}],"stream":%t}`,
}

// The lab's own refusals are in the vendor's shape too.
func TestVendorRefusals(t *testing.T) {
	b := newBench(t, Config{})
	for path := range asks {
		anthropic := strings.HasSuffix(path, "messages")
		for _, row := range []struct {
			method, query, body string
			status              int
			kind, words         string
		}{
			{"POST", "", "{", 400, "invalid_request_error", "JSON"},
			{"POST", "", "[]", 400, "invalid_request_error", "one JSON object"},
			{"POST", "?error=1025", "", 400, "invalid_request_error", "error must be a whole number from 0 to 1024"},
			{"POST", "?check=EX01", "", 400, "invalid_request_error", "check is for the addresses"},
			{"POST", "?tokens=1&tokens=2", "", 400, "invalid_request_error", "must be sent once"},
			{"POST", "?fault=end@3", "whole", 400, "invalid_request_error", "fault must be"},
			{"GET", "", "", 405, "invalid_request_error", "takes POST"},
			{"POST", "", strings.Repeat("a", 70_000), 413, "", "65536 bytes"},
		} {
			body := row.body
			if body == "" || body == "whole" {
				body = fmt.Sprintf(asks[path], row.body == "")
			}
			kind := row.kind
			if kind == "" {
				kind = map[bool]string{true: "request_too_large", false: "invalid_request_error"}[anthropic]
			}
			resp, got := b.do(row.method, path+row.query, body)
			begins := map[bool]string{true: `{"type":"error","error":{"type":"` + kind + `","message":"`, false: `{"error":{"message":"`}[anthropic]
			if resp.StatusCode != row.status || !strings.HasPrefix(got, begins) || !strings.Contains(got, row.words) || !strings.Contains(got, `"type":"`+kind+`"`) {
				t.Errorf("%s %s%s %.20s: %d %s, want %d %s with %q", row.method, path, row.query, row.body, resp.StatusCode, got, row.status, begins, row.words)
			}
		}
	}
	if n := len(b.events("gen.start")); n != 0 {
		t.Errorf("%d answers were begun, want none", n)
	}
	b.run = &Run{ID: strings.Repeat("a", 40)}
	if resp, got := b.do("POST", "v1/messages", ""); resp.StatusCode != 404 || !strings.HasPrefix(got, `{"type":"error","error":{"type":"not_found_error",`) {
		t.Errorf("a wrong MAC: %d %s, want not_found_error", resp.StatusCode, got)
	}
}

// The cap on live streams holds, with what a client needs to come back.
func TestVendorCap(t *testing.T) {
	b := newBench(t, Config{})
	for range maxStreams {
		resp, err := getSSE(b, "ttft=60000", "")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
	}
	for path, kind := range map[string]string{"v1/chat/completions": `"requests"`, "v1/messages": `"rate_limit_error"`} {
		resp, got := b.do("POST", path, fmt.Sprintf(asks[path], true))
		if resp.StatusCode != 429 || resp.Header.Get("Retry-After") != "5" || !strings.Contains(got, kind) {
			t.Errorf("%s: %d, Retry-After %q, %s, want 429 and %s", path, resp.StatusCode, resp.Header.Get("Retry-After"), got, kind)
		}
	}
}

// Knobs come in the query or as headers, and every dialect says the same words.
func TestVendorKnobs(t *testing.T) {
	b := newBench(t, Config{})
	want := llm.Model{Seed: 3, Tokens: 40}.Text()
	for path, body := range asks {
		_, got := b.do("POST", path+"?tps=1000&speed=1", fmt.Sprintf(body, true), "X-Pushlab-Seed", "3", "X-Pushlab-Tokens", "40", "X-Pushlab-Ttft", "0", "X-Pushlab-Colour", "red")
		var said strings.Builder
		for _, e := range parseEvents([]byte(got), "") {
			said.WriteString(deltaOf(t, e.data))
		}
		if said.String() != want {
			t.Errorf("%s said %q, want %q", path, said.String(), want)
		}
	}
	if notes := b.events("note"); len(notes) != 3 || notes[0].Text != `ignored, since this address has no such knob: "speed", "colour"` {
		t.Errorf("notes = %v, want one for each request about speed and colour", notes)
	}
	if resp, got := b.do("POST", "v1/messages?tokens=3", fmt.Sprintf(asks["v1/messages"], true), "X-Pushlab-Tokens", "3"); resp.StatusCode != 400 {
		t.Errorf("a knob in both places: %d %s, want 400", resp.StatusCode, got)
	}
}

// A named answer is one generation, whoever asks for it.
func TestVendorsShareAnAnswer(t *testing.T) {
	b := newBench(t, Config{})
	for path, body := range asks {
		if _, got := b.do("POST", path+"?answer=A&"+quick+"&tokens=30", fmt.Sprintf(body, false)); !strings.Contains(got, "A wire carries bytes") {
			t.Errorf("%s answered %s", path, got)
		}
	}
	if n := len(b.events("gen.start")); n != 1 {
		t.Errorf("%d answers were begun, want 1", n)
	}
}

// Keys never enter the trace, in whatever spelling they come.
func TestVendorKeysAreMasked(t *testing.T) {
	b := newBench(t, Config{})
	for path, body := range asks {
		b.do("POST", path+"?"+quick+"&tokens=2", fmt.Sprintf(body, true), "Authorization", "Bearer sk-secret-1", "X-Api-Key", "sk-ant-secret-2", "api-key", "secret-3")
	}
	var lines bytes.Buffer
	if err := b.run.Log.WriteJSONL(&lines); err != nil {
		t.Fatal(err)
	}
	all := append(traceBytes(b.run.Log), lines.Bytes()...)
	if bytes.Contains(all, []byte("secret")) {
		t.Errorf("the trace holds a key: %q", all)
	}
	if !bytes.Contains(all, []byte("X-Api-Key: ***************\r\n")) || bytes.Count(all, []byte("v1/messages")) < 2 {
		t.Errorf("the trace has no head with a masked key: %q", all)
	}
}

// deltaOf is the text that an event of any dialect adds, "" for one that adds none.
func deltaOf(t *testing.T, data string) string {
	t.Helper()
	if data == "[DONE]" {
		return ""
	}
	var e struct {
		Choices []struct{ Delta struct{ Content string } }
		Delta   json.RawMessage
	}
	if err := json.Unmarshal([]byte(data), &e); err != nil {
		t.Fatalf("%s is no JSON: %v", data, err)
	}
	if len(e.Choices) > 0 {
		return e.Choices[0].Delta.Content
	}
	var text string
	var block struct{ Text string }
	if json.Unmarshal(e.Delta, &text) != nil && e.Delta != nil {
		json.Unmarshal(e.Delta, &block) // one of Anthropic's; message_delta has no text
	}
	return text + block.Text
}
