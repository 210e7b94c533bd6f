package llm

import (
	"fmt"
	"net/http"
	"slices"
)

// ParseMessages reads the body of POST /v1/messages. Its error is a *Refusal,
// in the words that Anthropic's own server uses.
func ParseMessages(body []byte) (Ask, error) {
	var b struct {
		Model    string    `json:"model"`
		System   content   `json:"system"`
		Messages []message `json:"messages"`
		Tokens   *int      `json:"max_tokens"`
		Stream   bool      `json:"stream"`
	}
	if m := decode(body, &b); m != nil {
		return Ask{}, m.anthropic()
	}
	ask := Ask{Model: b.Model, Prompt: prompt(b.System, b.Messages), Stream: b.Stream}
	if b.Tokens != nil {
		ask.Limit = *b.Tokens
	}
	err := firstOf(
		field("model", b.Model != "", "Field required"),
		field("max_tokens", b.Tokens != nil, "Field required"),
		field("max_tokens", ask.Limit > 0, "Input should be greater than or equal to 1"),
		field("messages", b.Messages != nil, "Field required"),
		field("messages", len(b.Messages) > 0, "at least one message is required"),
		turns(b.Messages),
		ask.anthropicModel(),
	)
	return ask, err
}

// field refuses a member of the body, unless it is right.
func field(name string, right bool, why string) error {
	if right {
		return nil
	}
	return AnthropicRefusal(http.StatusBadRequest, name+": "+why)
}

func (m *misfit) anthropic() error {
	if m.name == "" {
		return AnthropicRefusal(http.StatusBadRequest, "The request body is not valid JSON: it must be one JSON object.")
	}
	return field(m.name, false, "Input should be "+m.want+", not "+m.got)
}

func turns(messages []message) error {
	for i, m := range messages {
		if !slices.Contains([]string{"user", "assistant", "system"}, m.Role) {
			return field(fmt.Sprintf("messages.%d.role", i), false, "Input should be 'user', 'assistant' or 'system'")
		}
	}
	return nil
}

func (a Ask) anthropicModel() error {
	if isModel(a.Model, AnthropicModels) {
		return nil
	}
	return AnthropicRefusal(http.StatusNotFound, "model: "+shown(a.Model))
}
