//go:build peers

package main

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
)

// words are the first n tokens of the model as a JSON string.
func words(n int) string {
	text, err := json.Marshal(llm.Model{Seed: 7, Tokens: n}.Text())
	if err != nil {
		panic(err)
	}
	return string(text)
}

// peer lets a script do one task with a vendor's own client and returns what it
// printed.
func peer(t *testing.T, script, lab, task string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", "peers", script))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", path, lab, task)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v: %s", script, task, err, stderr.String())
	}
	return regexp.MustCompile(`req_[a-z2-7]{24}`).ReplaceAllString(strings.TrimSpace(string(out)), "REQ")
}

// What npm's openai makes of each answer. Two of its findings are lessons: it
// takes an answer that ended early for whole, unless one looks at finish_reason;
// and it hands on the error event of Responses like any other.
func TestPeerOpenAI(t *testing.T) {
	p := start(t, t.TempDir())
	for _, row := range []struct{ task, want string }{
		{"stream", `{"text":` + words(60) + `,"finish":"stop","usage":{"prompt_tokens":12,"completion_tokens":60,"total_tokens":72},"ids":1}`},
		{"length", `{"text":` + words(20) + `,"finish":"length","usage":null,"ids":1}`},
		{"whole", `{"text":` + words(60) + `,"finish":"stop","usage":{"prompt_tokens":12,"completion_tokens":60,"total_tokens":72},"id":"req_"}`},
		{"helper", `{"text":` + words(60) + `,"finish":"stop"}`},
		{"error", `{"kind":"api","name":"APIError","status":null,"type":"server_error","code":null,"message":"The model failed after token 20, as error=20 asked."}`},
		{"cut", `{"kind":"other","name":"TypeError","status":null,"type":null,"code":null,"message":"terminated"}`},
		{"end", `{"text":` + words(20) + `,"finish":null,"usage":null,"ids":1}`},
		{"model", "{\"kind\":\"api\",\"name\":\"NotFoundError\",\"status\":404,\"type\":\"invalid_request_error\",\"code\":\"model_not_found\",\"message\":\"404 The model `gpt-99` does not exist or you do not have access to it.\"}"},
		{"retry", `{"kind":"api","name":"InternalServerError","status":500,"type":"server_error","code":null,"message":"500 The model failed after token 0, as error=0 asked."}`},
		{"abort", `{"chunks":3}`},
		{"responses", `{"text":` + words(60) + `,"types":["response.created","response.in_progress","response.output_item.added","response.content_part.added","response.output_text.delta","response.output_text.done","response.content_part.done","response.output_item.done","response.completed"]}`},
		{"responses-helper", `{"text":` + words(20) + `,"status":"incomplete","why":"max_output_tokens","tokens":20}`},
		{"responses-whole", `{"text":` + words(60) + `,"status":"completed"}`},
		{"responses-error", `{"type":"error","code":"server_error"}`},
	} {
		t.Run(row.task, func(t *testing.T) { checkPeer(t, p, "openai.mjs", row.task, row.want) })
	}
}

// What npm's @anthropic-ai/sdk makes of each answer. It notices an answer that
// ended early, and it drops pings.
func TestPeerAnthropic(t *testing.T) {
	p := start(t, t.TempDir())
	refusal := func(name, status, kind, message string) string {
		return `{"kind":"api","name":"` + name + `","status":` + status + `,"type":"` + kind + `","message":"` + status +
			` {\"type\":\"error\",\"error\":{\"type\":\"` + kind + `\",\"message\":\"` + message + `\"},\"request_id\":\"REQ\"}"}`
	}
	for _, row := range []struct{ task, want string }{
		{"stream", `{"text":` + words(60) + `,"types":["message_start","content_block_start","content_block_delta","content_block_stop","message_delta","message_stop"]}`},
		{"helper", `{"text":` + words(60) + `,"stop":"end_turn","usage":60}`},
		{"length", `{"text":` + words(20) + `,"stop":"max_tokens","usage":20}`},
		{"whole", `{"text":` + words(60) + `,"stop":"end_turn","usage":60,"id":"req_"}`},
		{"error", `{"kind":"api","name":"APIError","status":null,"type":"overloaded_error","message":"{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"The model failed after token 20, as error=20 asked.\"}}"}`},
		{"cut", `{"kind":"other","name":"AnthropicError","status":null,"type":null,"message":"stream ended without producing a Message with role=assistant"}`},
		{"model", refusal("NotFoundError", "404", "not_found_error", "model: claude-99")},
		{"overloaded", refusal("OverloadedError", "529", "overloaded_error", "The model failed after token 3, as error=3 asked.")},
		{"limit", refusal("BadRequestError", "400", "invalid_request_error", "max_tokens: Field required")},
		{"abort", `{"events":3}`},
	} {
		t.Run(row.task, func(t *testing.T) { checkPeer(t, p, "anthropic.mjs", row.task, row.want) })
	}
}

// checkPeer gives each task a run of its own, whose trace must show the client's
// request without its key.
func checkPeer(t *testing.T, p *program, script, task, want string) {
	t.Helper()
	id, lab := newRun(t, p, nil)
	if got := peer(t, script, lab, task); got != want {
		t.Errorf("the client made of it\n%s\nwant\n%s", got, want)
	}
	trace := get(t, p.places["site"]+"/runs/"+id+"/trace.jsonl")
	if strings.Contains(trace, "sk-secret") || !strings.Contains(strings.ToLower(trace), "x-stainless-lang") {
		t.Errorf("the trace has the client's key, or not its request: %s", tail(trace))
	}
	switch posts := strings.Count(trace, `"kind":"http.req"`); {
	case task == "retry" && posts != 2:
		t.Errorf("the client asked %d times, want again once after a 500", posts)
	case task != "retry" && posts != 1:
		t.Errorf("the client asked %d times, want once", posts)
	}
	if task == "abort" {
		waitForClose(t, p, id)
	}
}

// waitForClose waits until the trace says that the client has closed a connection
// on which the answer was still being sent.
func waitForClose(t *testing.T, p *program, id string) {
	t.Helper()
	deadline := time.After(time.Minute)
	closed := regexp.MustCompile(`"kind":"conn.close"[^\n]*client`)
	for {
		trace := get(t, p.places["site"]+"/runs/"+id+"/trace.jsonl")
		if closed.MatchString(trace) && !strings.Contains(trace, "[DONE]") && !strings.Contains(trace, "message_stop") {
			return
		}
		select {
		case <-deadline:
			t.Fatalf("the client did not close its connection: %s", tail(trace))
		case <-time.After(20 * time.Millisecond):
		}
	}
}
