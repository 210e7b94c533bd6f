package wire

import (
	"slices"
	"strings"
	"testing"
)

// TestHTTP2Rules breaks the rules that the vectors leave whole.
func TestHTTP2Rules(t *testing.T) {
	headers := func(lines ...string) []frameCase {
		return []frameCase{{HTTP2Headers, HTTP2EndHeaders, 1, string(encode(lines...))}}
	}
	for rule, frames := range map[Rule][]frameCase{
		RuleFrameTooShort:      {{HTTP2Data, HTTP2Padded, 1, ""}},
		RulePadding:            {{HTTP2Data, HTTP2Padded, 1, "\x02a"}},
		RuleHeadersPadding:     {{HTTP2Headers, HTTP2Padded | HTTP2EndHeaders, 1, "\x02a"}},
		RuleResetSize:          {{HTTP2RSTStream, 0, 1, "abc"}},
		RulePrioritySize:       {{HTTP2Priority, 0, 1, "abcd"}},
		RuleGoAwaySize:         {{HTTP2GoAway, 0, 0, "abcd"}},
		RuleWindowSize:         {{HTTP2WindowUpdate, 0, 0, "abc"}},
		RuleConnectionOnly:     {{HTTP2Ping, 0, 1, "12345678"}},
		RuleSettingValue:       {{HTTP2Settings, 0, 0, "\x00\x02\x00\x00\x00\x02"}},
		RuleContinuationNeeded: {{HTTP2Headers, 0, 1, get1}, {HTTP2Data, 0, 1, ""}},
		RuleFrameSize:          {{HTTP2Data, 0, 1, strings.Repeat("x", HTTP2MaxFrameSize+1)}},
		RuleStreamNeeded:       {{HTTP2Headers, HTTP2EndHeaders, 0, get1}},
		RuleCompression:        {{HTTP2Headers, HTTP2EndHeaders, 1, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"}},
		RuleFieldNameHTTP2:     {{HTTP2Headers, HTTP2EndHeaders, 1, "\x00\x01A\x00"}},
		RuleFieldValueHTTP2:    headers("a", "b\nc"),
		RulePseudoOrder:        headers("a", "b", ":method", "GET"),
		RulePseudoUnknown:      headers(":proto", "h3"),
		RulePseudoTwice:        headers(":status", "200", ":status", "200"),
		RulePseudoMixed:        headers(":status", "200", ":method", "GET"),
		RuleConnectionField:    headers(":status", "200", "transfer-encoding", "chunked"),
		RuleHTTP2Framing:       {{HTTP2PriorityUpdate, 0, 0, "\x00\x00\x00\x00"}},
	} {
		t.Run(rule.String(), func(t *testing.T) { checkHTTP2Rule(t, rule, frames) })
	}
}

// checkHTTP2Rule checks the rule, that it is told at the field that breaks it,
// and that only a connection error ends the reading.
func checkHTTP2Rule(t *testing.T, rule Rule, frames []frameCase) {
	c := http2Case{frames: append(frames, frameCase{HTTP2Ping, 0, 0, "12345678"})}
	got := readHTTP2(c.bytes(), byteByByte)
	if got.rule != rule {
		t.Fatalf("rule = %q, want %q", got.rule, rule)
	}
	goesOn := slices.Contains(got.frames, "PING stream=0 flags=0x0 len=8 data=3132333435363738")
	if goesOn != (rule.Scope() == ScopeStream) {
		t.Errorf("%s error, and reading goes on: %v", rule.Scope(), goesOn)
	}
	d := NewHTTP2Capture()
	for p := c.bytes(); len(p) > 0; {
		n, u, some := d.Next(p)
		if u.Err == rule {
			checkBlamed(t, some[0], p[:n], u.Head)
		}
		p = p[n:]
	}
}

// checkBlamed checks that some field of the frame tells its rule.
func checkBlamed(t *testing.T, f Frame, b []byte, h *Head) {
	t.Helper()
	if h == nil {
		h = &Head{}
	}
	d := DissectHeaders(f, ToServer, b, *h)
	checkCover(t, d, len(b))
	blamed := slices.ContainsFunc(d.Fields, func(f2 Field) bool { return strings.Contains(f2.Note, f.Err.String()) })
	if !blamed {
		t.Errorf("no field tells %q: %+v", f.Err, d.Fields)
	}
}

// TestHTTP2Bounds sends what is larger than what is read.
func TestHTTP2Bounds(t *testing.T) {
	// One line of the table that is repeated by one byte each time.
	bomb := string(encode("x", strings.Repeat("y", 4000))) + strings.Repeat("\xbe", 100)
	for name, c := range map[string]struct {
		input string
		rule  Rule
	}{
		"frame":   {"\x00\x40\x01\x00\x00\x00\x00\x00\x01", RuleFrameSize},
		"http/1":  {"HTTP/1.1 400 Bad Request\r\n", RuleNotHTTP2},
		"preface": {"PRI * HTTP/1.1\r\n", RuleHTTP2Preface},
		"flood":   {string(http2Case{frames: []frameCase{{HTTP2Headers, 0, 1, bomb}, {HTTP2Continuation, 0, 1, ""}}}.bytes()), RuleHeaderFlood},
		"header":  {string(http2Case{frames: []frameCase{{HTTP2Headers, HTTP2EndHeaders, 1, bomb}}}.bytes()), RuleHeaderList},
	} {
		for _, cut := range []cutter{whole, byteByByte} {
			if got := readHTTP2([]byte(c.input), cut); got.rule != c.rule {
				t.Errorf("%s: rule %q, want %q", name, got.rule, c.rule)
			}
		}
	}
}
