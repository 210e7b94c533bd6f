package llm

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"math/rand/v2"
	"time"
)

// A Reply is what the envelopes of one answer say about it. Chat, Responses and
// Messages put it into the words of a vendor: Begin, then Token for each token,
// then End, or Fail in place of what is left; or Whole, all at once.
type Reply struct {
	Ask
	ID     string    // of the answer: letters and digits, the vendor's prefix goes in front
	Made   time.Time // when the answer began
	Tokens int       // in the whole answer
	Cut    bool      // it ends at Ask.Limit and would have gone on
}

// A Payload is one event of a vendor's stream. Type is "" where the vendor sends
// no event field; Data is one line.
type Payload struct{ Type, Data string }

// input is the size of the prompt, in tokens.
func (r Reply) input() int { return len(tokenise(r.Prompt)) }

// padded is the length of a token's text with its padding: a multiple of this.
const padded = 16

// padding returns letters that hide how long a text is. An observer of TLS sees
// the size of each event, and from the sizes of the tokens a text can be guessed.
func (r Reply) padding(seq int, text string) string {
	if !r.Padded {
		return ""
	}
	h := fnv.New64a()
	h.Write([]byte(r.ID))
	numbers := rand.NewPCG(h.Sum64(), uint64(seq))
	out := make([]byte, padded-len(text)%padded)
	for i := range out {
		out[i] = 'a' + byte(numbers.Uint64()%26)
	}
	return string(out)
}

// encode writes v as JSON on one line. It leaves < > and & as they are, as the
// vendors do: these bytes are read by people, and never as HTML.
func encode(v any) string {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // only our own structs come here
	}
	return string(bytes.TrimSuffix(out.Bytes(), []byte("\n")))
}

// orNull is null in JSON for "".
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
