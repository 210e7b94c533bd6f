package wire

import (
	"bytes"
	"strconv"
	"strings"
)

var fieldSP = Field{Name: "SP", Value: "SP", Role: RoleEOL, Spec: "RFC 9112 §3", Quiet: true}

// head is a start line, field lines and an empty line (RFC 9112 §2.1).
func (d *dissector) head() {
	start := (*dissector).requestLine
	if d.frame.Kind == KindResponse {
		start = (*dissector).statusLine
	}
	line, end, _, whole := cutHeadLine(d.b)
	for whole && len(line) == 0 {
		d.eol("CRLF", end, "RFC 9112 §2.2", "An empty line before the start line is skipped.")
		line, end, _, whole = cutHeadLine(d.b)
	}
	d.group = "start"
	start(d, line, whole)
	d.eol("CRLF", end, "RFC 9112 §2.1", "")
	d.fieldLines("The empty line ends the head.")
	d.blameHead()
}

// headCulprits has the field, of a start line or of the header, that breaks a
// rule about the head as a whole.
var headCulprits = map[Rule]string{
	RuleVersion: "HTTP-version", RuleStatusLine: "status-code", RuleHost: "host",
	RuleContentLength: "content-length", RuleTwoLengths: "content-length",
	RuleTransferEncoding: "transfer-encoding", RuleTransferEncoding10: "transfer-encoding",
}

// blameHead puts the frame's rule on the fields that break it, or on the end of
// the head if what is wrong is that something is not there.
func (d *dissector) blameHead() {
	culprit, header, found := headCulprits[d.frame.Err], "", d.frame.Err != RuleHost
	for i := range d.fields {
		f := &d.fields[i]
		if f.Name == "field-name" {
			header = strings.ToLower(f.Value)
		}
		if f.Name == culprit || f.Name == "field-value" && header == culprit {
			f.Note, f.Spec, found = NotValidHere+": "+d.frame.Err.String(), d.frame.Err.Spec(), true
		}
	}
	if !found || d.frame.Err == RuleHeadCut || d.frame.Err == RuleHeadTooBig {
		d.blame()
	}
}

// fieldLines are the lines up to and with the empty one.
func (d *dissector) fieldLines(endNote string) {
	for n := 1; len(d.b) > 0; n++ {
		line, end, _, whole := cutHeadLine(d.b)
		if whole && len(line) == 0 {
			d.eol("CRLF", end, "RFC 9112 §2.1", endNote)
			return
		}
		d.group = "h" + strconv.Itoa(n)
		d.fieldLine(line, whole)
		d.eol("CRLF", end, "RFC 9112 §2.1", "")
	}
}

func (d *dissector) requestLine(line []byte, whole bool) {
	r, ok := cutRequestLine(line)
	if !ok {
		d.notWhole(line, whole, "request-line", RuleRequestLine)
		return
	}
	d.add(len(r.method), Field{Name: "method", Value: string(r.method), Role: RoleFrame, Spec: "RFC 9110 §9", Note: "What the client wants done with the target."})
	d.add(1, fieldSP)
	d.add(len(r.target), Field{Name: "request-target", Value: clip(string(r.target)), Role: RolePay, Spec: "RFC 9112 §3.2", Note: "What the request is about: the path and the query of its URL."})
	d.add(1, fieldSP)
	d.version(r.version)
}

func (d *dissector) statusLine(line []byte, whole bool) {
	s, ok := cutStatusLine(line)
	if !ok {
		d.notWhole(line, whole, "status-line", RuleStatusLine)
		return
	}
	d.version(s.version)
	d.add(1, fieldSP)
	d.add(3, Field{Name: "status-code", Value: string(s.status), Role: RoleFrame, Spec: "RFC 9110 §15", Note: statusNote(s.code())})
	if s.space {
		d.add(1, fieldSP)
	}
	d.add(len(s.reason), Field{Name: "reason-phrase", Value: clip(string(s.reason)), Role: RolePay, Spec: "RFC 9112 §4", Note: "For people. Programs look at the code only."})
}

func (d *dissector) version(v []byte) {
	d.add(len(v), Field{Name: "HTTP-version", Value: string(v), Role: RoleFrame, Spec: "RFC 9112 §2.3", Note: "The version that the sender of this head speaks."})
}

// notWhole names a line that can not be taken apart: it breaks the rule, or it
// is cut off and nothing can be said against it.
func (d *dissector) notWhole(line []byte, whole bool, name string, rule Rule) {
	if whole {
		d.invalid(len(line), rule)
		return
	}
	d.add(len(line), Field{Name: name, Value: preview(line), Role: RoleFrame, Spec: "RFC 9112 §2.1"})
}

// fieldLine is field-name ":" OWS field-value OWS (RFC 9112 §5).
func (d *dissector) fieldLine(line []byte, whole bool) {
	name, value, rule := cutFieldLine(line)
	switch {
	case rule == RuleSpaceBeforeColon:
		d.spacedFieldLine(line)
		return
	case rule != 0:
		d.notWhole(line, whole, "field-line", rule)
		return
	}
	d.fieldName(name)
	d.fieldValue(string(name), value, line[len(name)+1:])
}

// spacedFieldLine has white space between name and colon.
func (d *dissector) spacedFieldLine(line []byte) {
	name, value, _ := bytes.Cut(line, []byte(":"))
	bare := bytes.TrimRight(name, " \t")
	d.fieldName(bare)
	d.invalid(len(name)-len(bare), RuleSpaceBeforeColon)
	d.fieldValue(string(bare), bytes.Trim(value, " \t"), value)
}

func (d *dissector) fieldName(name []byte) {
	note := headerNotes[strings.ToLower(string(name))]
	if note.spec == "" {
		note.spec = "RFC 9110 §5.1"
	}
	d.add(len(name), Field{Name: "field-name", Value: clip(string(name)), Role: RoleFrame, Spec: note.spec, Note: note.text})
}

// fieldValue names the colon and what follows it: raw is the value with the
// white space around it.
func (d *dissector) fieldValue(name string, value, raw []byte) {
	role := RolePay
	if strings.EqualFold(name, "Content-Length") || strings.EqualFold(name, "Transfer-Encoding") {
		role = RoleLen
	}
	before := len(raw) - len(bytes.TrimLeft(raw, " \t"))
	d.add(1, Field{Name: "colon", Value: ":", Role: RoleEOL, Spec: "RFC 9112 §5", Quiet: true})
	d.add(before, Field{Name: "OWS", Value: "SP", Role: RoleEOL, Spec: "RFC 9110 §5.6.3", Quiet: true})
	d.add(len(value), Field{Name: "field-value", Value: preview(value), Role: role, Spec: "RFC 9110 §5.5"})
	d.add(len(raw)-before-len(value), Field{Name: "OWS", Value: "SP", Role: RoleEOL, Spec: "RFC 9110 §5.6.3", Quiet: true})
}
