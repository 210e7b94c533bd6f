package demo

import "pushlab/cmd/pushlab/internal/llm"

// responses is POST /r/{run}/v1/responses, the model in the wire format of
// OpenAI's Responses. Nothing is stored: previous_response_id is refused.
//
//	client: POST, Authorization: Bearer …, {"model": "pushlab", "input": …, "stream": true}
//	server: 200, text/event-stream
//	server: event: response.created, .in_progress, .output_item.added, .content_part.added
//	server: event: response.output_text.delta            once per token
//	server: event: response.output_text.done, .content_part.done, .output_item.done
//	server: event: response.completed                    response.incomplete, at max_output_tokens
//
// There is no [DONE]. Without "stream": true it answers once:
//
//	server: 200, Content-Length, {"object":"response",…"output":[…],"usage":{…}}
//
// With error=N the stream breaks off behind token N:
//
//	server: event: error, data: {"type":"error","code":"server_error","message": …}
var responses = &vendor{
	parse:    llm.ParseResponses,
	envelope: func(r llm.Reply) envelope { return llm.Responses{Reply: r} },
	refuse:   llm.OpenAIRefusal,
	body:     func(r *llm.Refusal, _ string) string { return r.OpenAI() },
	idHeader: "X-Request-Id",
	failure:  500,
}
