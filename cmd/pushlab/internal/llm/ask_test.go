package llm

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// What each vendor's body asks for.
func TestParse(t *testing.T) {
	for _, row := range []struct {
		parse func([]byte) (Ask, error)
		body  string
		want  Ask
	}{
		{ParseChat, `{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}`, Ask{Model: "gpt-4o", Prompt: "Hi", Padded: true}},
		{ParseChat, `{"model":"pushlab-large","temperature":0.2,"tools":[{"type":"function"}],"messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"x"}},{"type":"text","text":"b"}]},{"role":"assistant","content":null}],"stream":true,"max_tokens":9,"stream_options":{"include_usage":true}}`,
			Ask{Model: "pushlab-large", Prompt: "Be brief.\n\na\nb", Limit: 9, Stream: true, Usage: true, Padded: true}},
		{ParseChat, `{"model":"pushlab","messages":[{"role":"user","content":"Hi"}],"stream_options":{"include_usage":true,"include_obfuscation":false},"max_completion_tokens":7,"n":1}`, Ask{Model: "pushlab", Prompt: "Hi", Limit: 7}},
		{ParseResponses, `{"model":"pushlab","input":"Hi","instructions":"Be brief."}`, Ask{Model: "pushlab", Prompt: "Be brief.\n\nHi", Padded: true}},
		{ParseResponses, `{"model":"pushlab","input":[{"role":"user","content":[{"type":"input_text","text":"Hi"}]},{"type":"function_call_output","output":"x"}],"max_output_tokens":16,"stream":true,"stream_options":{"include_obfuscation":false},"previous_response_id":null}`,
			Ask{Model: "pushlab", Prompt: "Hi", Limit: 16, Stream: true}},
		{ParseMessages, `{"model":"claude-haiku-4-5","max_tokens":5,"system":[{"type":"text","text":"Be brief."}],"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"text","text":"Yes?"},{"type":"tool_use","id":"t","name":"n","input":{}}]},{"role":"user","content":"So"}],"stream":true}`,
			Ask{Model: "claude-haiku-4-5", Prompt: "Be brief.\n\nHi\n\nYes?\n\nSo", Limit: 5, Stream: true}},
	} {
		got, err := row.parse([]byte(row.body))
		if err != nil || got != row.want {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", row.body, got, err, row.want)
		}
	}
}

// What is refused, with status, type, param, code and words.
func TestParseRefuses(t *testing.T) {
	const turn = `"messages":[{"role":"user","content":"a"}]`
	for _, row := range []struct {
		parse func([]byte) (Ask, error)
		body  string
		want  string
	}{
		{ParseChat, `null`, "400 invalid_request_error   you must provide a model parameter"},
		{ParseChat, `"a"`, "400 invalid_request_error   We could not parse the JSON body of your request: it must be one JSON object."},
		{ParseChat, `{} {}`, "400 invalid_request_error   We could not parse the JSON body of your request: it must be one JSON object."},
		{ParseChat, `{"model":7}`, "400 invalid_request_error model invalid_type Invalid type for 'model': expected a string, but got number instead."},
		{ParseChat, `{"model":"pushlab",` + turn + `,"stream":"yes"}`, "400 invalid_request_error stream invalid_type Invalid type for 'stream': expected a boolean, but got string instead."},
		{ParseChat, `{"model":"pushlab",` + turn + `,"max_tokens":1.5}`, "400 invalid_request_error max_tokens invalid_type Invalid type for 'max_tokens': expected a whole number, but got number 1.5 instead."},
		{ParseChat, `{"model":"pushlab",` + turn + `,"max_tokens":1,"max_completion_tokens":1}`, "400 invalid_request_error max_tokens invalid_parameter_combination Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."},
		{ParseChat, `{"model":"pushlab",` + turn + `,"n":2}`, "400 invalid_request_error n unsupported_value Unsupported value: 'n' must be 1 with this model."},
		{ParseChat, `{"model":"pushlab","messages":[{"role":"user","content":{}}]}`, "400 invalid_request_error messages invalid_type Invalid type for 'messages': expected a text, or a list of parts with a type, but got something else instead."},
		{ParseChat, `{"model":"claude-haiku-4-5",` + turn + `}`, "404 invalid_request_error  model_not_found The model `claude-haiku-4-5` does not exist or you do not have access to it."},
		{ParseChat, `{"model":"pushlab` + strings.Repeat("x", 100) + `",` + turn + `}`, "404 invalid_request_error  model_not_found The model `pushlab" + strings.Repeat("x", 57) + "…` does not exist or you do not have access to it."},
		{ParseResponses, `{"model":"pushlab","input":[]}`, "400 invalid_request_error input missing_required_parameter Missing required parameter: 'input'."},
		{ParseResponses, `{"model":"pushlab","input":"a","max_output_tokens":-1}`, "400 invalid_request_error max_output_tokens integer_below_min_value Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 1, but got -1 instead."},
		{ParseMessages, `[]`, "400 invalid_request_error   The request body is not valid JSON: it must be one JSON object."},
		{ParseMessages, `{}`, "400 invalid_request_error   model: Field required"},
		{ParseMessages, `{"model":"pushlab","max_tokens":0,` + turn + `}`, "400 invalid_request_error   max_tokens: Input should be greater than or equal to 1"},
		{ParseMessages, `{"model":"pushlab","max_tokens":1}`, "400 invalid_request_error   messages: Field required"},
		{ParseMessages, `{"model":"pushlab","max_tokens":1,"messages":[{"role":"tool","content":"a"}]}`, "400 invalid_request_error   messages.0.role: Input should be 'user', 'assistant' or 'system'"},
		{ParseMessages, `{"model":"gpt-4o","max_tokens":1,` + turn + `}`, "404 not_found_error   model: gpt-4o"},
	} {
		var r *Refusal
		if _, err := row.parse([]byte(row.body)); !errors.As(err, &r) {
			t.Errorf("%s: %v, want a refusal", row.body, err)
			continue
		}
		if got := fmt.Sprint(r.Status, " ", r.Type, " ", r.Param, " ", r.Code, " ", r.Message); got != row.want {
			t.Errorf("%s:\n got %s\nwant %s", row.body, got, row.want)
		}
	}
}
