package wire

import (
	"strings"
	"testing"
)

// TestRules checks that every rule says something, and that what is sent as the
// reason of a Close frame fits there.
func TestRules(t *testing.T) {
	for r := Rule(1); r < ruleCount; r++ {
		if !strings.HasSuffix(r.String(), ".") || !strings.Contains(r.Spec(), "§") {
			t.Errorf("rule %d = %q (%q), want a sentence and a section", r, r, r.Spec())
		}
		if code := r.CloseCode(); code != 0 && (!validCloseCode(code) || len(r.String()) > MaxControlPayload-2) {
			t.Errorf("rule %q has code %d and %d bytes, want at most %d", r, code, len(r.String()), MaxControlPayload-2)
		}
	}
	if none := Rule(0); none.String() != "" || Rule(255).String() != "" {
		t.Error("no rule says something")
	}
}

// TestRulesForEndpoint judges frames one by one, as an endpoint does, whose
// payloads come in pieces.
func TestRulesForEndpoint(t *testing.T) {
	r := NewRules(ToServer, 10)
	text := FrameHeader{Opcode: OpText, Masked: true, Length: 2, LengthForm: 7}
	ping := FrameHeader{Fin: true, Opcode: OpPing, Masked: true, LengthForm: 7}
	end := FrameHeader{Fin: true, Opcode: OpContinuation, Masked: true, Length: 2, LengthForm: 7}
	big := FrameHeader{Fin: true, Opcode: OpBinary, Masked: true, Length: 11, LengthForm: 7}
	steps := []struct {
		name string
		do   func() Rule
		want Rule
	}{
		{"text", func() Rule { return r.Header(text) }, 0},
		{"half of é and more", func() Rule { return r.Payload([]byte("a\xc3"), true) }, 0},
		{"ping", func() Rule { return r.Header(ping) }, 0},
		{"of nothing", func() Rule { return r.Payload(nil, true) }, 0},
		{"text inside text", func() Rule { return r.Header(text) }, RuleInterleaved},
		{"continuation", func() Rule { return r.Header(end) }, 0},
		{"the other half", func() Rule { return r.Payload([]byte("\xa9"), false) }, 0},
		{"half of another", func() Rule { return r.Payload([]byte("\xc3"), true) }, RuleUTF8End},
		{"continuation of nothing", func() Rule { return r.Header(end) }, RuleNothingToContinue},
		{"too big", func() Rule { return r.Header(big) }, RuleTooBig},
	}
	for _, s := range steps {
		if got := s.do(); got != s.want {
			t.Errorf("%s: %q, want %q", s.name, got, s.want)
		}
	}
}
