package trace

import (
	"bytes"
	"encoding/json"
)

// An object is a JSON object whose members keep their order.
type object struct{ bytes.Buffer }

func (o *object) add(key string, value any) {
	if o.Len() == 0 {
		o.WriteByte('{')
	} else {
		o.WriteByte(',')
	}
	o.encode(key)
	o.WriteByte(':')
	o.encode(value)
}

// addSome adds a member unless it is zero.
func (o *object) addSome(key string, value any) {
	if value != 0 && value != "" {
		o.add(key, value)
	}
}

// encode writes a value of a kind that JSON has; those do not fail.
func (o *object) encode(value any) {
	e := json.NewEncoder(o)
	e.SetEscapeHTML(false)
	if e.Encode(value) == nil {
		o.Truncate(o.Len() - 1) // Encode ends with a line feed
	}
}

func (o *object) close() []byte {
	o.WriteString("}\n")
	return o.Bytes()
}
