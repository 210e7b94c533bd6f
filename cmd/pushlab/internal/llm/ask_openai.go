package llm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// ParseChat reads the body of POST /v1/chat/completions. Its error is a
// *Refusal, in the words that OpenAI's own server uses.
func ParseChat(body []byte) (Ask, error) {
	var b struct {
		Model         string        `json:"model"`
		Stream        bool          `json:"stream"`
		Messages      []message     `json:"messages"`
		Tokens        *int          `json:"max_tokens"`
		NewTokens     *int          `json:"max_completion_tokens"` // replaces max_tokens
		N             *int          `json:"n"`
		StreamOptions openAIOptions `json:"stream_options"`
	}
	if m := decode(body, &b); m != nil {
		return Ask{}, m.openAI()
	}
	ask := Ask{Model: b.Model, Prompt: prompt("", b.Messages), Stream: b.Stream,
		Usage: b.Stream && b.StreamOptions.Usage, Padded: b.StreamOptions.padded()}
	if b.Tokens != nil && b.NewTokens != nil {
		return ask, invalid("max_tokens", "invalid_parameter_combination", "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.")
	}
	err := firstOf(
		ask.openAIModel(),
		required("messages", b.Messages != nil),
		notEmpty("messages", len(b.Messages)),
		roles("messages", b.Messages),
		ask.limit("max_tokens", b.Tokens),
		ask.limit("max_completion_tokens", b.NewTokens),
		onlyOne(b.N),
	)
	return ask, err
}

// ParseResponses reads the body of POST /v1/responses. Its error is a *Refusal.
// Responses are not stored here, so none can be continued by its id.
func ParseResponses(body []byte) (Ask, error) {
	var b struct {
		Model         string          `json:"model"`
		Stream        bool            `json:"stream"`
		Input         json.RawMessage `json:"input"`
		Instructions  content         `json:"instructions"`
		Tokens        *int            `json:"max_output_tokens"`
		Previous      string          `json:"previous_response_id"`
		StreamOptions openAIOptions   `json:"stream_options"`
	}
	if m := decode(body, &b); m != nil {
		return Ask{}, m.openAI()
	}
	messages, m := input(b.Input)
	if m != nil {
		return Ask{}, m.openAI()
	}
	ask := Ask{Model: b.Model, Prompt: prompt(b.Instructions, messages), Stream: b.Stream, Padded: b.StreamOptions.padded()}
	err := firstOf(
		ask.openAIModel(),
		notFound("previous_response_id", b.Previous),
		required("input", len(messages) > 0),
		ask.limit("max_output_tokens", b.Tokens),
	)
	return ask, err
}

// openAIOptions are those of a stream.
type openAIOptions struct {
	Usage       bool  `json:"include_usage"`       // of chat completions
	Obfuscation *bool `json:"include_obfuscation"` // nil is true
}

func (o openAIOptions) padded() bool { return o.Obfuscation == nil || *o.Obfuscation }

// input is a text, or a list of items of which messages have a content.
func input(raw json.RawMessage) (list []message, m *misfit) {
	var text string
	switch {
	case len(raw) == 0 || bytes.Equal(raw, []byte("null")):
		return nil, nil
	case json.Unmarshal(raw, &text) == nil:
		return []message{{Role: "user", Content: content(text)}}, nil
	case json.Unmarshal(raw, &list) == nil:
		return list, nil
	}
	return nil, &misfit{"input", "a string or an array of items", "something else"}
}

func invalid(param, code, format string, args ...any) error {
	return &Refusal{http.StatusBadRequest, "invalid_request_error", fmt.Sprintf(format, args...), param, code}
}

// firstOf returns the first error: a body is refused for one reason.
func firstOf(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *misfit) openAI() error {
	if m.name == "" {
		return invalid("", "", "We could not parse the JSON body of your request: it must be one JSON object.")
	}
	return invalid(m.name, "invalid_type", "Invalid type for '%s': expected %s, but got %s instead.", m.name, m.want, m.got)
}

func (a Ask) openAIModel() error {
	switch {
	case a.Model == "":
		return invalid("", "", "you must provide a model parameter")
	case !isModel(a.Model, OpenAIModels):
		return &Refusal{http.StatusNotFound, "invalid_request_error",
			fmt.Sprintf("The model `%s` does not exist or you do not have access to it.", shown(a.Model)), "", "model_not_found"}
	}
	return nil
}

func required(param string, there bool) error {
	if there {
		return nil
	}
	return invalid(param, "missing_required_parameter", "Missing required parameter: '%s'.", param)
}

func notEmpty(param string, n int) error {
	if n > 0 {
		return nil
	}
	return invalid(param, "empty_array", "Invalid '%s': empty array. Expected an array with minimum length 1, but got an empty array instead.", param)
}

func notFound(param, id string) error {
	if id == "" {
		return nil
	}
	return invalid(param, "previous_response_not_found", "Previous response with id '%s' not found.", shown(id))
}

func onlyOne(n *int) error {
	if n == nil || *n == 1 {
		return nil
	}
	return invalid("n", "unsupported_value", "Unsupported value: 'n' must be 1 with this model.")
}

var openAIRoles = []string{"system", "assistant", "user", "function", "tool", "developer"}

func roles(param string, messages []message) error {
	for i, m := range messages {
		if !slices.Contains(openAIRoles, m.Role) {
			return invalid(fmt.Sprintf("%s[%d].role", param, i), "invalid_value",
				"Invalid value: '%s'. Supported values are: '%s'.", shown(m.Role), strings.Join(openAIRoles, "', '"))
		}
	}
	return nil
}

// limit takes the most tokens that an answer may have.
func (a *Ask) limit(param string, n *int) error {
	switch {
	case n == nil:
		return nil
	case *n < 1:
		return invalid(param, "integer_below_min_value", "Invalid '%s': integer below minimum value. Expected a value >= 1, but got %d instead.", param, *n)
	}
	a.Limit = *n
	return nil
}
