package demo

import "pushlab/cmd/pushlab/internal/llm"

// chatCompletions is POST /r/{run}/v1/chat/completions, the model in the wire
// format of OpenAI's chat completions. Any key will do, and none.
//
//	client: POST, Authorization: Bearer …, {"model": "pushlab", "messages": […], "stream": true}
//	server: 200, text/event-stream
//	server: data: {…"delta":{"role":"assistant","content":""}…}
//	server: data: {…"delta":{"content":" wire"}…}        once per token
//	server: data: {…"delta":{},"finish_reason":"stop"…}  length, at max_tokens
//	server: data: {…"choices":[],"usage":{…}…}           with stream_options.include_usage
//	server: data: [DONE]
//
// Without "stream": true it answers once, when the last token is made:
//
//	server: 200, Content-Length, {…"choices":[{"message":{"content": …}}],"usage":{…}…}
//
// With error=N the stream breaks off behind token N:
//
//	server: data: {"error":{"message": …,"type":"server_error",…}}
//
// openai for JavaScript throws an APIError then. A stream that is cut, or that
// ends without finish_reason, it takes for whole.
var chatCompletions = &vendor{
	parse:    llm.ParseChat,
	envelope: func(r llm.Reply) envelope { return llm.Chat{Reply: r} },
	refuse:   llm.OpenAIRefusal,
	body:     func(r *llm.Refusal, _ string) string { return r.OpenAI() },
	idHeader: "X-Request-Id",
	failure:  500,
}
