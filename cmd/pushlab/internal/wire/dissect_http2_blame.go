package wire

import "strings"

// http2Culprits has the field that breaks a rule about HTTP/2 frames.
var http2Culprits = map[Rule]string{
	RuleFrameSize: "Length", RuleNotHTTP2: "Length", RuleFrameTooShort: "Length", RuleResetSize: "Length", RulePrioritySize: "Length",
	RuleSettingsAck: "Length", RuleSettingsSize: "Length", RulePingSize: "Length", RuleGoAwaySize: "Length", RuleWindowSize: "Length",
	RuleFirstSettings: "Type", RuleContinuationNeeded: "Type", RuleContinuationAlone: "Type", RuleHTTP2Framing: "Type", RuleHeaderFlood: "Type",
	RuleStreamNeeded: "Stream Identifier", RuleConnectionOnly: "Stream Identifier",
	RulePadding: "Pad Length", RuleHeadersPadding: "Pad Length",
	RuleNoIncrement: "Window Size Increment", RuleNoIncrementOnStream: "Window Size Increment",
	RuleHeaderList: "Length",
}

// blameHTTP2 puts the frame's rule on the field that breaks it, on the line of
// the header that does, or on the last field if what is wrong comes there.
func (d *dissector) blameHTTP2() {
	rule := d.frame.Err
	switch rule {
	case RuleHTTP2Cut, RuleBlockCut, RuleCompression:
		d.blame()
		return
	}
	culprit := http2Culprits[rule]
	group := d.malformedGroup()
	for i := range d.fields {
		f := &d.fields[i]
		if f.Name == culprit || group != "" && f.Group == group && !strings.HasSuffix(f.Name, "Length") && f.Name != "H" {
			f.Note, f.Spec = NotValidHere+": "+rule.String(), rule.Spec()
		}
	}
}

// malformedGroup returns the group of the first line that makes the header
// malformed. Groups count representations, of which table size updates are no
// lines.
func (d *dissector) malformedGroup() string {
	if d.header == nil || d.frame.Err == 0 {
		return ""
	}
	line := 0
	for _, f := range d.parts {
		if f.Name != "Index" {
			continue
		}
		if line++; line <= len(d.header.Header) && judgeHeader(d.header.Header[:line]) == d.frame.Err {
			return f.Group
		}
	}
	return ""
}
