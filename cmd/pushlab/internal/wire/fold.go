package wire

import "bytes"

// An openField is a field whose next line may be a folded one.
type openField struct {
	name  string
	value []byte
}

// fold appends a folded line: the line end and the white space around it count
// as one space (RFC 9112 §5.2).
func (f *openField) fold(line []byte) {
	text := bytes.Trim(line, " \t")
	if f.name == "" || len(text) == 0 {
		return
	}
	if len(f.value) > 0 {
		f.value = append(f.value, ' ')
	}
	f.value = append(f.value, text...)
}
