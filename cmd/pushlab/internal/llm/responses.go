package llm

// Responses puts a reply into the words of OpenAI's Responses. Each event has
// its type twice, in the event field and in the JSON, and a number.
//
//	event: response.created               the response, without output
//	event: response.in_progress
//	event: response.output_item.added     a message in it
//	event: response.content_part.added    a text in that
//	event: response.output_text.delta     for each token
//	event: response.output_text.done      the whole text, again
//	event: response.content_part.done     and again
//	event: response.output_item.done      and again
//	event: response.completed             and again; or response.incomplete
//
// There is no [DONE]: the last event ends the stream.
// Source: openapi.yaml of openai/openai-openapi, ResponseStreamEvent.
type Responses struct{ Reply }

// opening is how many events come before the first token.
const opening = 4

// Values of status.
const (
	inProgress = "in_progress"
	completed  = "completed"
	incomplete = "incomplete"
)

// Begin opens the response, a message in it and a text in that.
func (r Responses) Begin() []Payload {
	return []Payload{
		r.event(responseEvent{Type: "response.created", Number: 0, Response: r.response(inProgress, nil)}),
		r.event(responseEvent{Type: "response.in_progress", Number: 1, Response: r.response(inProgress, nil)}),
		r.event(responseEvent{Type: "response.output_item.added", Number: 2, Output: zero, Item: r.item(inProgress, nil)}),
		r.event(responseEvent{Type: "response.content_part.added", Number: 3, ItemID: r.itemID(), Output: zero, Content: zero, Part: newPart("")}),
	}
}

// Token carries the text of token seq.
func (r Responses) Token(seq int, text string) Payload {
	return r.event(responseEvent{Type: "response.output_text.delta", Number: opening - 1 + seq, ItemID: r.itemID(), Output: zero, Content: zero,
		Delta: &text, Logprobs: &none, Padding: r.padding(seq, text)})
}

// End closes what Begin opened, the innermost first. Each repeats the text.
func (r Responses) End(text string) []Payload {
	n, status, part := opening+r.Tokens, r.status(), newPart(text)
	return []Payload{
		r.event(responseEvent{Type: "response.output_text.done", Number: n, ItemID: r.itemID(), Output: zero, Content: zero, Text: &text, Logprobs: &none}),
		r.event(responseEvent{Type: "response.content_part.done", Number: n + 1, ItemID: r.itemID(), Output: zero, Content: zero, Part: part}),
		r.event(responseEvent{Type: "response.output_item.done", Number: n + 2, Output: zero, Item: r.item(status, part)}),
		r.event(responseEvent{Type: "response." + status, Number: n + 3, Response: r.response(status, part)}),
	}
}

// Fail ends a stream with an error behind token seq. Its members lie in the
// event itself and not in an error object, so a client that looks for one
// (openai for JavaScript does) takes it for an event like any other.
func (r Responses) Fail(seq int, why *Refusal) Payload {
	code := why.Code
	if code == "" {
		code = why.Type
	}
	return Payload{"error", encode(struct {
		Type    string  `json:"type"`
		Code    string  `json:"code"`
		Message string  `json:"message"`
		Param   *string `json:"param"`
		Number  int     `json:"sequence_number"`
	}{"error", code, why.Message, orNull(why.Param), opening + seq})}
}

// Whole is the answer in one body.
func (r Responses) Whole(text string) string {
	return encode(r.response(r.status(), newPart(text)))
}

func (r Responses) event(e responseEvent) Payload { return Payload{e.Type, encode(e)} }

func (r Responses) itemID() string { return "msg_" + r.ID }

func (r Responses) status() string {
	if r.Cut {
		return incomplete
	}
	return completed
}

func (r Responses) item(status string, part *responsePart) *responseItem {
	item := &responseItem{ID: r.itemID(), Type: "message", Status: status, Content: []responsePart{}, Role: "assistant"}
	if part != nil {
		item.Content = append(item.Content, *part)
	}
	return item
}

// response is the whole object. It has no output while it is in progress.
func (r Responses) response(status string, part *responsePart) *responseObject {
	o := &responseObject{ID: "resp_" + r.ID, Object: "response", Created: r.Made.Unix(), Status: status,
		Model: r.Model, Output: []responseItem{}, Parallel: true, Choice: "auto", Tools: none, Temperature: 1, TopP: 1}
	if r.Limit > 0 {
		o.Limit = &r.Limit
	}
	if part == nil {
		return o
	}
	in := r.input()
	o.Output = append(o.Output, *r.item(status, part))
	o.Usage = &responseUsage{Input: in, Output: r.Tokens, Total: in + r.Tokens}
	if status == incomplete {
		o.Incomplete = &responseReason{"max_output_tokens"}
	}
	return o
}
