package wire

import "strconv"

// block is a block of an event stream: lines, each a comment or a field, and a
// blank line (WHATWG HTML §9.2.5).
func (d *dissector) block() {
	d.add(d.frame.Head, Field{Name: "BOM", Value: "U+FEFF", Role: RoleEOL, Group: "bom", Spec: "WHATWG HTML §9.2.5", Note: "A byte order mark may begin the stream. It is not part of the first field name."})
	for i, line := range ParseBlock(d.b, d.lastEventID).Lines {
		d.group = "l" + strconv.Itoa(i+1)
		text, end, _ := cutLine(d.b[:line.Length])
		switch f := cutField(text); {
		case len(text) == 0:
			d.blankLine(line, end)
			continue
		case f.comment():
			d.comment(line, text)
		default:
			d.field(line, f)
		}
		d.eol("line end", end, "WHATWG HTML §9.2.5", "")
	}
	d.blame()
}

func (d *dissector) blankLine(line Line, end []byte) {
	note := "Blank line: the event is dispatched."
	if line.Effect != "dispatch" {
		note = "Blank line: nothing is buffered as data, so nothing is dispatched."
	}
	d.add(len(end), Field{Name: "blank line", Value: eolName(end), Role: RoleEOL, Spec: "WHATWG HTML §9.2.6", Note: note})
}

func (d *dissector) comment(line Line, text []byte) {
	d.add(1, Field{Name: "colon", Value: ":", Role: RoleFrame, Spec: "WHATWG HTML §9.2.5", Note: "A line that begins with a colon is a comment. Servers send one now and then so that nobody on the way takes the connection for dead."})
	d.add(len(text)-1, Field{Name: "comment", Value: clip(line.Value), Role: RolePay, Spec: "WHATWG HTML §9.2.5"})
}

// field is a field-name, and maybe a colon, one space and a value.
func (d *dissector) field(line Line, f fieldLine) {
	d.add(len(f.name), Field{Name: "field-name", Value: clip(line.Field), Role: RoleFrame, Spec: "WHATWG HTML §9.2.6", Note: fieldNote(line)})
	if f.colon {
		d.add(1, Field{Name: "colon", Value: ":", Role: RoleEOL, Spec: "WHATWG HTML §9.2.5", Quiet: true})
	}
	if f.space {
		d.add(1, Field{Name: "space", Value: "SP", Role: RoleEOL, Spec: "WHATWG HTML §9.2.6", Quiet: true, Note: "One space after the colon is removed, and only one."})
	}
	d.add(len(f.value), Field{Name: "value", Value: clip(line.Value), Role: RolePay, Spec: "WHATWG HTML §9.2.6"})
}

// fieldNote says what a field does, or why it does nothing.
func fieldNote(line Line) string {
	switch line.Effect {
	case verdictEffects[unknownField]:
		return "Only data, event, id and retry are fields, in lower case and without spaces. This line is ignored."
	case verdictEffects[idWithNUL]:
		return "An id with a NUL in it is ignored."
	case verdictEffects[notDigits]:
		return "A reconnection time that is not made of digits alone is ignored."
	}
	return fieldNotes[line.Field]
}

var fieldNotes = map[string]string{
	"data":  "Appends its value and a line feed to the data buffer. The last line feed is removed at the end.",
	"event": "Sets the event type. Without one it is message.",
	"id":    "Sets the last event ID, which stays until another id comes. A reconnecting browser sends it as Last-Event-ID.",
	"retry": "Sets how long a browser waits before it reconnects, in milliseconds.",
}
