package llm

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// The padding hides the length of a text: all that are shorter than a block are
// as long as one another.
func TestPaddingHidesLength(t *testing.T) {
	r := Reply{Ask: Ask{Padded: true}, ID: "k3x9"}
	for seq, text := range []string{"A", " wire", "é", "\n\n", " 你好", " acknowledg"} {
		pad := r.padding(seq, text)
		if got := len(text) + len(pad); got != padded {
			t.Errorf("%q and its padding are %d bytes, want %d", text, got, padded)
		}
		if pad != r.padding(seq, text) {
			t.Errorf("the padding of %q differs when it is made again", text)
		}
	}
	if a, b := r.padding(1, " a"), r.padding(2, " a"); a == b {
		t.Errorf("two events have the same padding %q", a)
	}
	if got := (Reply{}).padding(1, "A"); got != "" {
		t.Errorf("padding = %q, want none", got)
	}
}

// Every payload is one line, whatever the text is, and reads back as that text.
func TestPayloadsAreOneLine(t *testing.T) {
	text := "a\nb\r\n<&>\u2028\"\x00 你好"
	r := Reply{Ask: Ask{Model: "pushlab\n", Usage: true}, ID: "k3x9", Made: time.Unix(1, 0), Tokens: 1}
	why := OpenAIRefusal(http.StatusInternalServerError, text)
	for _, e := range []interface {
		Begin() []Payload
		Token(int, string) Payload
		End(string) []Payload
		Fail(int, *Refusal) Payload
		Whole(string) string
	}{Chat{r}, Responses{r}, Messages{r}} {
		all := append(e.Begin(), e.Token(1, text), e.Fail(1, why), Payload{Data: e.Whole(text)})
		for _, p := range append(all, e.End(text)...) {
			if strings.ContainsAny(p.Type+p.Data, "\r\n") {
				t.Errorf("%T: %q has several lines", e, p)
			}
			if p.Data != chatDone && !json.Valid([]byte(p.Data)) {
				t.Errorf("%T: %s is no JSON", e, p.Data)
			}
		}
		if token, _ := json.Marshal(text); !strings.Contains(unescaped(t, e.Token(1, text).Data), unescaped(t, string(token))) {
			t.Errorf("%T: %s has another text than %q", e, e.Token(1, text).Data, text)
		}
	}
}

// unescaped is JSON as encoding/json writes it again.
func unescaped(t *testing.T, data string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(data), &v); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(again)
}

// The numbers of the events of Responses are 0, 1, 2 … without a gap.
func TestResponsesAreNumbered(t *testing.T) {
	r := Responses{Reply{ID: "k3x9", Tokens: 3}}
	list := r.Begin()
	for seq := range 3 {
		list = append(list, r.Token(seq+1, "a"))
	}
	failed := r.Fail(3, OpenAIRefusal(500, "a"))
	for i, p := range append(list, r.End("aaa")...) {
		checkNumber(t, p, i)
	}
	checkNumber(t, failed, len(list))
}

func checkNumber(t *testing.T, p Payload, want int) {
	t.Helper()
	var e struct {
		Type   string
		Number *int `json:"sequence_number"`
	}
	if err := json.Unmarshal([]byte(p.Data), &e); err != nil || e.Type != p.Type || e.Number == nil || *e.Number != want {
		t.Errorf("%s: type or number differ from %s, %d (%v)", p.Data, p.Type, want, err)
	}
}

// Each status has the vendor's own type.
func TestRefusals(t *testing.T) {
	for _, row := range []struct {
		status            int
		openAI, anthropic string
	}{
		{400, "invalid_request_error", "invalid_request_error"}, {403, "invalid_request_error", "permission_error"},
		{404, "invalid_request_error", "not_found_error"}, {405, "invalid_request_error", "invalid_request_error"},
		{413, "invalid_request_error", "request_too_large"}, {429, "requests", "rate_limit_error"},
		{500, "server_error", "api_error"}, {503, "server_error", "api_error"}, {529, "server_error", "overloaded_error"},
	} {
		if got := OpenAIRefusal(row.status, "a").Type; got != row.openAI {
			t.Errorf("OpenAI's type of %d = %s, want %s", row.status, got, row.openAI)
		}
		if got := AnthropicRefusal(row.status, "a").Type; got != row.anthropic {
			t.Errorf("Anthropic's type of %d = %s, want %s", row.status, got, row.anthropic)
		}
	}
	if got, want := AnthropicRefusal(404, "a").Anthropic(""), `{"type":"error","error":{"type":"not_found_error","message":"a"},"request_id":null}`; got != want {
		t.Errorf("body = %s, want %s", got, want)
	}
}
