package wire

import (
	"bytes"
	"errors"
	"io"

	"golang.org/x/net/http2"
)

// A frameJudge judges the frames of one direction with x/net's Framer, which
// reads them one by one. The Framer finds the error and its code; the judge
// finds the sentence for it.
type frameJudge struct {
	in     bytes.Reader
	framer *http2.Framer
	open   bool // a field block is not finished
}

func newFrameJudge() *frameJudge {
	j := &frameJudge{}
	j.framer = http2.NewFramer(io.Discard, &j.in)
	j.framer.SetMaxReadFrameSize(HTTP2MaxFrameSize)
	j.framer.SetReuseFrames()
	return j
}

// judge returns the rule that a frame breaks, or 0. A frame that is too large
// is judged by its header.
func (j *frameJudge) judge(u HTTP2Unit) Rule {
	j.in.Reset(u.Bytes)
	frame, err := j.framer.ReadFrame()
	if err != nil {
		return j.explain(u, err)
	}
	if carriesBlock(u.Type) {
		j.open = u.Flags&HTTP2EndHeaders == 0
	}
	switch frame := frame.(type) {
	case *http2.SettingsFrame:
		return judgeSettings(frame)
	case *http2.PushPromiseFrame:
		j.promise(u)
	}
	return 0
}

// promise tells the Framer that CONTINUATION may follow PUSH_PROMISE. It knows
// that of HEADERS alone, so it is shown one.
func (j *frameJudge) promise(u HTTP2Unit) {
	if j.open {
		header := [HTTP2HeaderSize]byte{3: HTTP2Headers}
		copy(header[5:], u.Bytes[5:HTTP2HeaderSize])
		j.in.Reset(header[:])
		_, _ = j.framer.ReadFrame()
	}
}

// judgeSettings judges the values, which the Framer leaves to its owner
// (RFC 9113 §6.5.2).
func judgeSettings(f *http2.SettingsFrame) Rule {
	err := f.ForeachSetting(http2.Setting.Valid)
	switch {
	case err == nil:
		return 0
	case err == http2.ConnectionError(http2.ErrCodeFlowControl):
		return RuleInitialWindow
	}
	return RuleSettingValue
}

// explain finds the rule behind an error of the Framer.
func (j *frameJudge) explain(u HTTP2Unit, err error) Rule {
	var connection http2.ConnectionError
	switch {
	case errors.Is(err, http2.ErrFrameTooLarge) && bytes.HasPrefix(u.Bytes, []byte("HTTP/")):
		return RuleNotHTTP2
	case errors.Is(err, http2.ErrFrameTooLarge):
		return RuleFrameSize
	case errors.As(err, &http2.StreamError{}):
		return streamRule(u)
	case !errors.As(err, &connection):
		return RuleFrameTooShort // io.ErrUnexpectedEOF: the payload has no room for a field
	case http2.ErrCode(connection) == http2.ErrCodeProtocol:
		return j.protocolRule(u)
	case http2.ErrCode(connection) == http2.ErrCodeFlowControl:
		return RuleInitialWindow
	}
	return sizeRule(u)
}

// streamRule finds the rule behind a stream error (RFC 9113 §5.4.2).
func streamRule(u HTTP2Unit) Rule {
	if u.Type == HTTP2WindowUpdate {
		return RuleNoIncrementOnStream
	}
	return RuleHeadersPadding
}

// protocolRule finds the rule behind a PROTOCOL_ERROR of the connection.
func (j *frameJudge) protocolRule(u HTTP2Unit) Rule {
	switch {
	case j.open:
		return RuleContinuationNeeded
	case u.Type == HTTP2Continuation:
		return RuleContinuationAlone
	case u.Type == HTTP2WindowUpdate:
		return RuleNoIncrement
	case u.Type == HTTP2Settings, u.Type == HTTP2Ping, u.Type == HTTP2GoAway, u.Type == HTTP2PriorityUpdate && u.Stream != 0:
		return RuleConnectionOnly
	case u.Type == HTTP2PriorityUpdate: // it is about stream 0
		return RuleHTTP2Framing
	case u.Stream == 0:
		return RuleStreamNeeded
	case u.Flags&HTTP2Padded != 0:
		return RulePadding
	}
	return RuleHTTP2Framing
}

// sizeRules has the rule behind a FRAME_SIZE_ERROR for each type.
var sizeRules = map[byte]Rule{
	HTTP2Priority: RulePrioritySize, HTTP2RSTStream: RuleResetSize, HTTP2Ping: RulePingSize,
	HTTP2GoAway: RuleGoAwaySize, HTTP2WindowUpdate: RuleWindowSize, HTTP2Settings: RuleSettingsSize,
}

func sizeRule(u HTTP2Unit) Rule {
	rule, ok := sizeRules[u.Type]
	switch {
	case !ok:
		return RuleFrameTooShort
	case u.Type == HTTP2Settings && u.Flags&HTTP2Ack != 0:
		return RuleSettingsAck
	}
	return rule
}
