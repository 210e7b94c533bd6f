package demo

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

var errObject = errors.New("not one JSON object")

// parseObject returns the members of a JSON object as settings, in order and
// with repetitions, which a Go map would hide. A number stands as it was
// written, a string without its quotes.
func parseObject(b []byte) ([]setting, error) {
	dec := json.NewDecoder(bytes.NewReader(b))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, errObject
	}
	var list []setting
	for dec.More() {
		s, err := parseMember(dec)
		if err != nil {
			return nil, errObject
		}
		list = append(list, s)
	}
	if _, err := dec.Token(); err != nil { // the closing brace
		return nil, errObject
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errObject
	}
	return list, nil
}

func parseMember(dec *json.Decoder) (setting, error) {
	name, err := dec.Token()
	if err != nil {
		return setting{}, err
	}
	var value json.RawMessage
	if err := dec.Decode(&value); err != nil {
		return setting{}, err
	}
	s := setting{name: name.(string), value: string(value), bare: value[0] != '"'} // a member's name is a string (RFC 8259 §4)
	if !s.bare {
		err = json.Unmarshal(value, &s.value)
	}
	return s, err
}

// appendString appends s as a JSON string. It leaves < > and & as they are:
// these bytes are read by people, and never as HTML.
func appendString(b []byte, s string) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.Encode(s) // a string can always be encoded
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}
