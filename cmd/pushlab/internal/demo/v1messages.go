package demo

import "pushlab/cmd/pushlab/internal/llm"

// messages is POST /r/{run}/v1/messages, the model in the wire format of
// Anthropic's Messages. Any key and any anthropic-version will do, and none.
//
//	client: POST, x-api-key, {"model": "pushlab", "max_tokens": 300, "messages": […], "stream": true}
//	server: 200, text/event-stream
//	server: event: message_start, content_block_start, ping
//	server: event: content_block_delta                   once per token
//	server: event: content_block_stop
//	server: event: message_delta                         stop_reason: end_turn, or max_tokens
//	server: event: message_stop
//
// Without "stream": true it answers once:
//
//	server: 200, Content-Length, {"type":"message",…"content":[…],"stop_reason": …,"usage":{…}}
//
// With error=N the stream breaks off behind token N; an answer without a stream
// has the status 529 instead:
//
//	server: event: error, data: {"type":"error","error":{"type":"overloaded_error",…}}
var messages = &vendor{
	parse:    llm.ParseMessages,
	envelope: func(r llm.Reply) envelope { return llm.Messages{Reply: r} },
	refuse:   llm.AnthropicRefusal,
	body:     (*llm.Refusal).Anthropic,
	idHeader: "Request-Id",
	failure:  llm.StatusOverloaded,
}
