package server

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/llm"
)

// The rows of an answer in a vendor's format name each event and show its text,
// with the ids that the tokens have in the answer.
func TestVendorRows(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		path, body string
		labels     []string // in this order, others may lie between
	}{
		{"v1/chat/completions", `{"model":"pushlab","messages":[{"role":"user","content":"a"}],"stream":true}`,
			[]string{"POST /v1/chat/completions", "200 OK  text/event-stream", "chat.completion.chunk", `chat.completion.chunk "A"`, `chat.completion.chunk " wire"`, "chat.completion.chunk stop", "data: [DONE]"}},
		{"v1/responses", `{"model":"pushlab","input":"a","stream":true}`,
			[]string{"POST /v1/responses", "response.created", `response.output_text.delta "A"`, `response.output_text.delta " wire"`, "response.output_text.done", "response.completed"}},
		{"v1/messages", `{"model":"pushlab","max_tokens":2,"messages":[{"role":"user","content":"a"}],"stream":true}`,
			[]string{"POST /v1/messages", "message_start", "ping", `content_block_delta "A"`, `content_block_delta " wire"`, "message_delta end_turn", "message_stop"}},
		{"v1/messages?error=1", `{"model":"pushlab","max_tokens":2,"messages":[{"role":"user","content":"a"}],"stream":true}`,
			[]string{`content_block_delta "A"`, "error overloaded_error"}},
		{"v1/responses?error=1", `{"model":"pushlab","input":"a","stream":true}`, []string{`response.output_text.delta "A"`, "error server_error"}},
		{"v1/chat/completions?error=1", `{"model":"pushlab","messages":[{"role":"user","content":"a"}],"stream":true}`, []string{`chat.completion.chunk "A"`, "error server_error"}},
	} {
		t.Run(row.path, func(t *testing.T) {
			s := open(t, Config{})
			c := browser(t)
			run := makeRun(t, s, c)
			ask(t, c, "POST", run.Lab+"/"+row.path, row.body, "X-Pushlab-Tokens", "2", "X-Pushlab-Ttft", "0", "Origin", s.Places()[0].URL)
			labels, tokens := row.labels, []string{}
			for _, r := range rowsOf(t, s, c, run) {
				if len(labels) > 0 && r.Label == labels[0] {
					labels = labels[1:]
				}
				if (r.Kind == "sse" || r.Kind == "http" && r.Exchange > 0) && r.Wire != "fs" {
					t.Errorf("wire of %q = %q, want fs", r.Label, r.Wire)
				}
				if r.Token != "" {
					tokens = append(tokens, r.Token)
					checkTokenBracket(t, s, run, r.N, len(tokens))
				}
			}
			if len(labels) > 0 {
				t.Errorf("no row says %q, or not in this order", labels[0])
			}
			want := []string{"-1", "-2"}[:min(2, 2-strings.Count(row.path, "error"))]
			for i, end := range want {
				if len(tokens) != len(want) || !strings.HasSuffix(tokens[i], end) || len(tokens[i]) <= len(end) {
					t.Errorf("tokens = %q, want an epoch and %q", tokens, want)
					break
				}
			}
		})
	}
}

// checkTokenBracket wants the bracket of token seq around its very text.
func checkTokenBracket(t *testing.T, s *Server, run runAddress, row, seq int) {
	t.Helper()
	var b struct {
		From   int64
		Hex    string
		Tokens [][]any
	}
	_, body := ask(t, browser(t), "GET", fmt.Sprintf("%s%s/rows/%d/boundaries", s.Places()[0].URL, run.Inspector, row), "")
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		t.Fatalf("boundaries = %s: %v", body, err)
	}
	text := (llm.Model{Seed: 7, Tokens: seq}).TokenTexts()[seq-1]
	all := string(unhex(t, b.Hex))
	for _, bracket := range b.Tokens {
		from, to := int64(bracket[0].(float64))-b.From, int64(bracket[1].(float64))-b.From
		if from >= 0 && to <= int64(len(all)) && all[from:to] == text {
			return
		}
	}
	t.Errorf("row %d: no bracket around %q: %v", row, text, b.Tokens)
}

// Other events than a vendor's keep their lines as labels, at such an address too.
func TestVendorTurnLeavesOthers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		block, label string
		ok           bool
	}{
		{"data: [DONE]\n\n", "", false}, {": beat\n\n", "", false}, {"data: {\"a\":1}\n\n", "", false}, {"data: {\"type\":\n\n", "", false},
		{"data: {\"object\":\"chat.completion.chunk\",\"choices\":7}\n\n", "chat.completion.chunk", true},
		{"data: {\"type\":\"x\",\"delta\":{\"partial_json\":\"{\"}}\n\n", "x", true},
		{"data: {\"type\":\"x\",\"delta\":\"a\\nb\"}\n\n", `x "a\nb"`, true},
	} {
		label, _, ok := new(vendorTurn).label([]byte(test.block))
		if ok != test.ok || ok && label != test.label {
			t.Errorf("%q: %q, %t, want %q, %t", test.block, label, ok, test.label, test.ok)
		}
	}
}
