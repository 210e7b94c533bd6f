package llm

// Messages puts a reply into the words of Anthropic's Messages. Each event has
// its type twice, in the event field and in the JSON; the vendor's own clients
// drop an event without the field.
//
//	event: message_start          the message, without content
//	event: content_block_start    a text in it
//	event: ping                   nothing, but a byte crosses
//	event: content_block_delta    for each token
//	event: content_block_stop
//	event: message_delta          stop_reason and usage
//	event: message_stop
//
// Source: docs.claude.com, streaming messages.
type Messages struct{ Reply }

type messageEvent struct {
	Type    string         `json:"type"`
	Message *messageObject `json:"message,omitempty"`
	Index   *int           `json:"index,omitempty"`
	Block   *messageBlock  `json:"content_block,omitempty"`
	Delta   any            `json:"delta,omitempty"`
	Usage   *outputUsage   `json:"usage,omitempty"`
}

type messageObject struct {
	ID      string         `json:"id"`
	Type    string         `json:"type"`
	Role    string         `json:"role"`
	Model   string         `json:"model"`
	Content []messageBlock `json:"content"`
	stopDelta
	Usage messageUsage `json:"usage"`
}

type messageBlock struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// stopDelta says why a message ends; null while it goes on.
type stopDelta struct {
	Reason   *string `json:"stop_reason"`
	Sequence *string `json:"stop_sequence"`
}

type messageUsage struct {
	Input  int `json:"input_tokens"`
	Output int `json:"output_tokens"`
}

// outputUsage counts all tokens so far, not those since the last time.
type outputUsage struct {
	Output int `json:"output_tokens"`
}

// Begin opens the message and a text in it. The ping keeps what lies between
// from taking the wait for the first token for a dead connection.
func (m Messages) Begin() []Payload {
	return []Payload{
		m.event(messageEvent{Type: "message_start", Message: m.message([]messageBlock{}, stopDelta{}, 1)}),
		m.event(messageEvent{Type: "content_block_start", Index: zero, Block: &messageBlock{"text", ""}}),
		m.event(messageEvent{Type: "ping"}),
	}
}

// Token carries a token's text.
func (m Messages) Token(_ int, text string) Payload {
	return m.event(messageEvent{Type: "content_block_delta", Index: zero, Delta: messageBlock{"text_delta", text}})
}

// End closes the text and the message.
func (m Messages) End(string) []Payload {
	return []Payload{
		m.event(messageEvent{Type: "content_block_stop", Index: zero}),
		m.event(messageEvent{Type: "message_delta", Delta: m.stop(), Usage: &outputUsage{m.Tokens}}),
		m.event(messageEvent{Type: "message_stop"}),
	}
}

// Fail ends a stream with an error.
func (m Messages) Fail(_ int, r *Refusal) Payload { return Payload{"error", encode(r.anthropic())} }

// Whole is the answer in one body.
func (m Messages) Whole(text string) string {
	return encode(m.message([]messageBlock{{"text", text}}, m.stop(), m.Tokens))
}

func (m Messages) event(e messageEvent) Payload { return Payload{e.Type, encode(e)} }

func (m Messages) message(content []messageBlock, stop stopDelta, output int) *messageObject {
	return &messageObject{ID: "msg_" + m.ID, Type: "message", Role: "assistant", Model: m.Model,
		Content: content, stopDelta: stop, Usage: messageUsage{m.input(), output}}
}

func (m Messages) stop() stopDelta {
	if m.Cut {
		return stopDelta{Reason: orNull("max_tokens")}
	}
	return stopDelta{Reason: orNull("end_turn")}
}
