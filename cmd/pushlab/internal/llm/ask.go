package llm

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
)

// An Ask is what a request in a vendor's format asks of the model. Members that
// it does not name (temperature, tools, metadata …) are taken and do nothing.
type Ask struct {
	Model  string
	Prompt string // the texts of its messages, with empty lines between; counted, not understood
	Limit  int    // tokens of the answer at most; 0 = none
	Stream bool
	Usage  bool // chat completions: the usage comes in a chunk of its own
	Padded bool // OpenAI: events with text carry obfuscation
}

// The model has one mind, whatever it is called. Any name that begins with
// pushlab is one of its names, and so are these, which examples use.
var (
	OpenAIModels    = []string{"gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-5", "gpt-5-mini"}
	AnthropicModels = []string{"claude-haiku-4-5", "claude-sonnet-4-5", "claude-sonnet-4-6", "claude-opus-4-5", "claude-opus-4-6"}
)

// longestModel bounds a name, in bytes: every chunk of chat completions has it.
const longestModel = 64

func isModel(name string, others []string) bool {
	return len(name) <= longestModel && strings.HasPrefix(name, "pushlab") || slices.Contains(others, name)
}

// shown is a name as an error shows it.
func shown(name string) string {
	if len(name) <= longestModel {
		return name
	}
	return strings.ToValidUTF8(name[:longestModel], "") + "…"
}

// A message is one turn of a conversation. Its content is a text or a list of
// parts.
type message struct {
	Role    string  `json:"role"`
	Content content `json:"content"`
}

// A content is the text of a message: its parts that are no text (pictures,
// calls of tools) count for nothing.
type content string

var errContent = errors.New("a text, or a list of parts with a type")

// UnmarshalJSON takes a string, a list of parts, or null.
func (c *content) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*c = content(text)
		return nil
	}
	var parts []struct{ Type, Text string }
	if json.Unmarshal(b, &parts) != nil {
		return errContent
	}
	var texts []string
	for _, p := range parts {
		if strings.HasSuffix(p.Type, "text") { // text, input_text, output_text
			texts = append(texts, p.Text)
		}
	}
	*c = content(strings.Join(texts, "\n"))
	return nil
}

// prompt joins the texts that the model would read.
func prompt(system content, messages []message) string {
	texts := []string{string(system)}
	for _, m := range messages {
		texts = append(texts, string(m.Content))
	}
	texts = slices.DeleteFunc(texts, func(s string) bool { return s == "" })
	return strings.Join(texts, "\n\n")
}

// A misfit says which member of a body has the wrong type. Its name is "" when
// the body is no JSON object at all.
type misfit struct{ name, want, got string }

// decode reads a body into v, nil when it fits.
func decode(body []byte, v any) *misfit {
	var wrong *json.UnmarshalTypeError
	err := json.Unmarshal(body, v)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errContent):
		return &misfit{"messages", errContent.Error(), "something else"}
	case errors.As(err, &wrong) && wrong.Field != "":
		return &misfit{wrong.Field, typeNames[wrong.Type.Kind()], wrong.Value}
	}
	return &misfit{}
}

var typeNames = map[reflect.Kind]string{
	reflect.String: "a string", reflect.Bool: "a boolean", reflect.Int: "a whole number",
	reflect.Slice: "an array", reflect.Struct: "an object",
}
