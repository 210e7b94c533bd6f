package llm

// The objects of OpenAI's Responses, with their members in the order in which
// they are written. A member that is null has a pointer without omitempty.

type responseEvent struct {
	Type     string          `json:"type"`
	Number   int             `json:"sequence_number"`
	Response *responseObject `json:"response,omitempty"`
	ItemID   string          `json:"item_id,omitempty"`
	Output   *int            `json:"output_index,omitempty"`
	Content  *int            `json:"content_index,omitempty"`
	Item     *responseItem   `json:"item,omitempty"`
	Part     *responsePart   `json:"part,omitempty"`
	Delta    *string         `json:"delta,omitempty"`
	Text     *string         `json:"text,omitempty"`
	Logprobs *[]struct{}     `json:"logprobs,omitempty"`
	Padding  string          `json:"obfuscation,omitempty"`
}

type responseObject struct {
	ID           string          `json:"id"`
	Object       string          `json:"object"`
	Created      int64           `json:"created_at"` // seconds
	Status       string          `json:"status"`
	Error        *struct{}       `json:"error"`
	Incomplete   *responseReason `json:"incomplete_details"`
	Instructions *string         `json:"instructions"`
	Limit        *int            `json:"max_output_tokens"`
	Model        string          `json:"model"`
	Output       []responseItem  `json:"output"`
	Parallel     bool            `json:"parallel_tool_calls"`
	Previous     *string         `json:"previous_response_id"`
	Temperature  float64         `json:"temperature"`
	Choice       string          `json:"tool_choice"`
	Tools        []struct{}      `json:"tools"`
	TopP         float64         `json:"top_p"`
	Usage        *responseUsage  `json:"usage"`
	Metadata     struct{}        `json:"metadata"`
}

type responseReason struct {
	Reason string `json:"reason"`
}

// A responseItem is a message of the response's output.
type responseItem struct {
	ID      string         `json:"id"`
	Type    string         `json:"type"`
	Status  string         `json:"status"`
	Content []responsePart `json:"content"`
	Role    string         `json:"role"`
}

// A responsePart is a text of a message.
type responsePart struct {
	Type        string     `json:"type"`
	Annotations []struct{} `json:"annotations"`
	Logprobs    []struct{} `json:"logprobs"`
	Text        string     `json:"text"`
}

func newPart(text string) *responsePart { return &responsePart{"output_text", none, none, text} }

type responseUsage struct {
	Input        int            `json:"input_tokens"`
	InputDetail  cachedDetail   `json:"input_tokens_details"`
	Output       int            `json:"output_tokens"`
	OutputDetail thinkingDetail `json:"output_tokens_details"`
	Total        int            `json:"total_tokens"`
}

type cachedDetail struct {
	Cached int `json:"cached_tokens"`
}

type thinkingDetail struct {
	Reasoning int `json:"reasoning_tokens"`
}

// Values that a pointer's omitempty would leave out. There is one item, with
// one part, and nothing in the lists.
var (
	zero = new(int)
	none = []struct{}{}
)
