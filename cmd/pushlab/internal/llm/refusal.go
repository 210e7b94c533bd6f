package llm

import "net/http"

// A Refusal is an error in a vendor's own words: the status of a response and
// the members of its error object. In JSON an empty Param or Code is null.
type Refusal struct {
	Status        int
	Type, Message string
	Param, Code   string // OpenAI's only
}

func (r *Refusal) Error() string { return r.Message }

// StatusOverloaded is Anthropic's status for a model with too much to do.
const StatusOverloaded = 529

// OpenAI writes the body of a response that refuses.
// Source: openapi.yaml of openai/openai-openapi, ErrorResponse.
func (r *Refusal) OpenAI() string {
	return encode(struct {
		Error openAIError `json:"error"`
	}{r.openAI()})
}

type openAIError struct {
	Message string  `json:"message"`
	Type    string  `json:"type"`
	Param   *string `json:"param"`
	Code    *string `json:"code"`
}

func (r *Refusal) openAI() openAIError {
	return openAIError{r.Message, r.Type, orNull(r.Param), orNull(r.Code)}
}

// Anthropic writes the body of a response that refuses. The id is that of the
// response's request-id header.
// Source: docs.claude.com, API errors.
func (r *Refusal) Anthropic(requestID string) string {
	type identified struct {
		anthropicFailure
		RequestID *string `json:"request_id"`
	}
	return encode(identified{r.anthropic(), orNull(requestID)})
}

type anthropicFailure struct {
	Type  string         `json:"type"`
	Error anthropicError `json:"error"`
}

type anthropicError struct {
	Type    string `json:"type"`
	Message string `json:"message"`
}

func (r *Refusal) anthropic() anthropicFailure {
	return anthropicFailure{"error", anthropicError{r.Type, r.Message}}
}

// OpenAIRefusal is the refusal of a status, with OpenAI's type for it.
func OpenAIRefusal(status int, message string) *Refusal {
	r := &Refusal{Status: status, Type: "invalid_request_error", Message: message}
	switch {
	case status == http.StatusTooManyRequests:
		r.Type, r.Code = "requests", "rate_limit_exceeded"
	case status >= 500:
		r.Type = "server_error"
	}
	return r
}

// AnthropicRefusal is the refusal of a status, with Anthropic's type for it.
func AnthropicRefusal(status int, message string) *Refusal {
	r := &Refusal{Status: status, Type: "invalid_request_error", Message: message}
	switch {
	case status == http.StatusForbidden:
		r.Type = "permission_error"
	case status == http.StatusNotFound:
		r.Type = "not_found_error"
	case status == http.StatusRequestEntityTooLarge:
		r.Type = "request_too_large"
	case status == http.StatusTooManyRequests:
		r.Type = "rate_limit_error"
	case status == StatusOverloaded:
		r.Type = "overloaded_error"
	case status >= 500:
		r.Type = "api_error"
	}
	return r
}
