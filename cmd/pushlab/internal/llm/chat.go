package llm

import "encoding/json"

// Chat puts a reply into the words of OpenAI's chat completions.
//
//	data: {…"delta":{"role":"assistant","content":""}…}
//	data: {…"delta":{"content":" wire"}…}                 for each token
//	data: {…"delta":{},"finish_reason":"stop"}…}          or "length"
//	data: {…"choices":[],"usage":{…}}                     when it was asked for
//	data: [DONE]
//
// Source: openapi.yaml of openai/openai-openapi, CreateChatCompletionResponse
// and CreateChatCompletionStreamResponse.
type Chat struct{ Reply }

// chatDone ends a stream. It is the only event that is no JSON.
const chatDone = "[DONE]"

type chatObject struct {
	ID          string          `json:"id"`
	Object      string          `json:"object"`
	Created     int64           `json:"created"` // seconds
	Model       string          `json:"model"`
	Tier        string          `json:"service_tier"`
	Fingerprint string          `json:"system_fingerprint"`
	Choices     []chatChoice    `json:"choices"`
	Usage       json.RawMessage `json:"usage,omitempty"`
	Padding     string          `json:"obfuscation,omitempty"`
}

type chatChoice struct {
	Index    int          `json:"index"`
	Delta    *chatDelta   `json:"delta,omitempty"`
	Message  *chatMessage `json:"message,omitempty"`
	Logprobs *struct{}    `json:"logprobs"`
	Finish   *string      `json:"finish_reason"` // null: it goes on
}

type chatDelta struct {
	Role    string  `json:"role,omitempty"`
	Content *string `json:"content,omitempty"`
}

type chatMessage struct {
	Role        string     `json:"role"`
	Content     string     `json:"content"`
	Refusal     *string    `json:"refusal"`
	Annotations []struct{} `json:"annotations"`
}

type chatUsage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
}

// Begin says whose turn it is.
func (c Chat) Begin() []Payload {
	return []Payload{c.chunk(&chatDelta{"assistant", new(string)}, nil, "")}
}

// Token carries the text of token seq.
func (c Chat) Token(seq int, text string) Payload {
	return c.chunk(&chatDelta{Content: &text}, nil, c.padding(seq, text))
}

// End says why the answer ends, and what it cost. A client that does not look
// at finish_reason takes a stream that was cut for a whole one.
func (c Chat) End(string) []Payload {
	list := []Payload{c.chunk(&chatDelta{}, c.finish(), "")}
	if c.Usage {
		o := c.object("chat.completion.chunk")
		o.Choices, o.Usage = []chatChoice{}, c.usage()
		list = append(list, Payload{Data: encode(o)})
	}
	return append(list, Payload{Data: chatDone})
}

// Fail ends a stream behind its head with an error.
func (c Chat) Fail(_ int, r *Refusal) Payload { return Payload{Data: r.OpenAI()} }

// Whole is the answer in one body.
func (c Chat) Whole(text string) string {
	o := c.object("chat.completion")
	message := &chatMessage{Role: "assistant", Content: text, Annotations: []struct{}{}}
	o.Choices, o.Usage = []chatChoice{{Message: message, Finish: c.finish()}}, c.usage()
	return encode(o)
}

func (c Chat) chunk(d *chatDelta, finish *string, padding string) Payload {
	o := c.object("chat.completion.chunk")
	o.Choices, o.Padding = []chatChoice{{Delta: d, Finish: finish}}, padding
	if c.Usage {
		o.Usage = json.RawMessage("null") // in every chunk but the last
	}
	return Payload{Data: encode(o)}
}

func (c Chat) object(kind string) chatObject {
	return chatObject{ID: "chatcmpl-" + c.ID, Object: kind, Created: c.Made.Unix(), Model: c.Model,
		Tier: "default", Fingerprint: "fp_pushlab"}
}

func (c Chat) finish() *string {
	if c.Cut {
		return orNull("length")
	}
	return orNull("stop")
}

func (c Chat) usage() json.RawMessage {
	in := c.input()
	return json.RawMessage(encode(chatUsage{in, c.Tokens, in + c.Tokens}))
}
