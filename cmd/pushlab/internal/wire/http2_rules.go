package wire

// The rules of HTTP/2. They count from 128, so that those of other protocols
// have room.
const (
	RuleHTTP2Preface Rule = iota + firstHTTP2Rule
	RuleFirstSettings
	RuleFrameSize
	RuleNotHTTP2
	RuleFrameTooShort
	RuleStreamNeeded
	RuleConnectionOnly
	RulePadding
	RuleHeadersPadding
	RuleResetSize
	RulePrioritySize
	RuleSettingsAck
	RuleSettingsSize
	RuleSettingValue
	RuleInitialWindow
	RulePingSize
	RuleGoAwaySize
	RuleWindowSize
	RuleNoIncrement
	RuleNoIncrementOnStream
	RuleContinuationNeeded
	RuleContinuationAlone
	RuleHTTP2Framing
	RuleCompression
	RuleHeaderList
	RuleHeaderFlood
	RuleFieldNameHTTP2
	RuleFieldValueHTTP2
	RulePseudoOrder
	RulePseudoUnknown
	RulePseudoTwice
	RulePseudoMixed
	RuleConnectionField
	RuleHTTP2Cut
	RuleBlockCut
	RuleAfterHTTP2Error
	http2RuleEnd
)

const firstHTTP2Rule = 128

// The scopes of HTTP/2 errors (RFC 9113 §5.4): one ends the connection, the
// other one stream.
const (
	ScopeConnection = "connection"
	ScopeStream     = "stream"
)

// http2Rule is what a Rule of HTTP/2 says. code is the error code that the
// reader answers with, none where nobody is left to tell (RFC 9113 §7).
type http2Rule struct{ sentence, spec, scope, code string }

// http2Rules has the rules from firstHTTP2Rule on.
var http2Rules = [http2RuleEnd - firstHTTP2Rule]http2Rule{
	RuleHTTP2Preface - firstHTTP2Rule:        {"A client begins with the connection preface, 24 bytes that no other protocol begins with.", "RFC 9113 §3.4", ScopeConnection, "PROTOCOL_ERROR"},
	RuleFirstSettings - firstHTTP2Rule:       {"The first frame of each side is SETTINGS.", "RFC 9113 §3.4", ScopeConnection, "PROTOCOL_ERROR"},
	RuleFrameSize - firstHTTP2Rule:           {"This frame is longer than the 16,384 bytes that its reader takes.", "RFC 9113 §4.2", ScopeConnection, "FRAME_SIZE_ERROR"},
	RuleNotHTTP2 - firstHTTP2Rule:            {"These bytes begin like HTTP/1.1, so what they would say as a frame header is far too long.", "RFC 9113 §4.2", ScopeConnection, "FRAME_SIZE_ERROR"},
	RuleFrameTooShort - firstHTTP2Rule:       {"This frame is too short for the fields that its flags and type promise.", "RFC 9113 §4.2", ScopeConnection, "FRAME_SIZE_ERROR"},
	RuleStreamNeeded - firstHTTP2Rule:        {"A frame of this type belongs to a stream, and 0 is none.", "RFC 9113 §5.1.1", ScopeConnection, "PROTOCOL_ERROR"},
	RuleConnectionOnly - firstHTTP2Rule:      {"A frame of this type is about the whole connection: its stream identifier is 0.", "RFC 9113 §5.1.1", ScopeConnection, "PROTOCOL_ERROR"},
	RulePadding - firstHTTP2Rule:             {"The padding is longer than what is left of the payload.", "RFC 9113 §6.1", ScopeConnection, "PROTOCOL_ERROR"},
	RuleHeadersPadding - firstHTTP2Rule:      {"The padding is longer than what is left for the field block.", "RFC 9113 §6.2", ScopeStream, "PROTOCOL_ERROR"},
	RuleResetSize - firstHTTP2Rule:           {"RST_STREAM carries exactly 4 bytes.", "RFC 9113 §6.4", ScopeConnection, "FRAME_SIZE_ERROR"},
	RulePrioritySize - firstHTTP2Rule:        {"PRIORITY carries exactly 5 bytes.", "RFC 9113 §6.3", ScopeConnection, "FRAME_SIZE_ERROR"},
	RuleSettingsAck - firstHTTP2Rule:         {"SETTINGS with the ACK flag carries nothing.", "RFC 9113 §6.5", ScopeConnection, "FRAME_SIZE_ERROR"},
	RuleSettingsSize - firstHTTP2Rule:        {"A setting has 6 bytes, so SETTINGS carries a multiple of 6.", "RFC 9113 §6.5", ScopeConnection, "FRAME_SIZE_ERROR"},
	RuleSettingValue - firstHTTP2Rule:        {"This setting must not have this value.", "RFC 9113 §6.5.2", ScopeConnection, "PROTOCOL_ERROR"},
	RuleInitialWindow - firstHTTP2Rule:       {"INITIAL_WINDOW_SIZE is at most 2,147,483,647, the largest window there is.", "RFC 9113 §6.5.2", ScopeConnection, "FLOW_CONTROL_ERROR"},
	RulePingSize - firstHTTP2Rule:            {"PING carries exactly 8 bytes.", "RFC 9113 §6.7", ScopeConnection, "FRAME_SIZE_ERROR"},
	RuleGoAwaySize - firstHTTP2Rule:          {"GOAWAY carries at least 8 bytes.", "RFC 9113 §6.8", ScopeConnection, "FRAME_SIZE_ERROR"},
	RuleWindowSize - firstHTTP2Rule:          {"WINDOW_UPDATE carries exactly 4 bytes.", "RFC 9113 §6.9", ScopeConnection, "FRAME_SIZE_ERROR"},
	RuleNoIncrement - firstHTTP2Rule:         {"A window grows by at least 1 byte.", "RFC 9113 §6.9", ScopeConnection, "PROTOCOL_ERROR"},
	RuleNoIncrementOnStream - firstHTTP2Rule: {"The window of a stream grows by at least 1 byte.", "RFC 9113 §6.9", ScopeStream, "PROTOCOL_ERROR"},
	RuleContinuationNeeded - firstHTTP2Rule:  {"A field block is not finished: only CONTINUATION on its stream may follow.", "RFC 9113 §6.10", ScopeConnection, "PROTOCOL_ERROR"},
	RuleContinuationAlone - firstHTTP2Rule:   {"CONTINUATION follows a field block that is not finished, and there is none.", "RFC 9113 §6.10", ScopeConnection, "PROTOCOL_ERROR"},
	RuleHTTP2Framing - firstHTTP2Rule:        {"This is not a frame that may stand here.", "RFC 9113 §6", ScopeConnection, "PROTOCOL_ERROR"},
	RuleCompression - firstHTTP2Rule:         {"This field block can not be decoded, and with it the state of HPACK is lost.", "RFC 9113 §4.3", ScopeConnection, "COMPRESSION_ERROR"},
	RuleHeaderList - firstHTTP2Rule:          {"This header is larger than the 262,144 bytes that are read.", "RFC 9113 §10.5.1", ScopeStream, "PROTOCOL_ERROR"},
	RuleHeaderFlood - firstHTTP2Rule:         {"The header was too large already, and yet another CONTINUATION follows.", "RFC 9113 §10.5.1", ScopeConnection, "ENHANCE_YOUR_CALM"},
	RuleFieldNameHTTP2 - firstHTTP2Rule:      {"A field name has no capital letters, no spaces and no separators in it.", "RFC 9113 §8.2.1", ScopeStream, "PROTOCOL_ERROR"},
	RuleFieldValueHTTP2 - firstHTTP2Rule:     {"A field value must not hold CR, LF or NUL, or begin or end with a space.", "RFC 9113 §8.2.1", ScopeStream, "PROTOCOL_ERROR"},
	RulePseudoOrder - firstHTTP2Rule:         {"Pseudo-header fields come before all others.", "RFC 9113 §8.3", ScopeStream, "PROTOCOL_ERROR"},
	RulePseudoUnknown - firstHTTP2Rule:       {"No pseudo-header field has this name.", "RFC 9113 §8.3", ScopeStream, "PROTOCOL_ERROR"},
	RulePseudoTwice - firstHTTP2Rule:         {"A pseudo-header field stands once.", "RFC 9113 §8.3", ScopeStream, "PROTOCOL_ERROR"},
	RulePseudoMixed - firstHTTP2Rule:         {"A header is that of a request or that of a response, not both.", "RFC 9113 §8.3", ScopeStream, "PROTOCOL_ERROR"},
	RuleConnectionField - firstHTTP2Rule:     {"Fields about the connection, such as Connection and Transfer-Encoding, do not exist in HTTP/2.", "RFC 9113 §8.2.2", ScopeStream, "PROTOCOL_ERROR"},
	RuleHTTP2Cut - firstHTTP2Rule:            {"The connection ended inside this frame.", "RFC 9113 §4.1", "", ""},
	RuleBlockCut - firstHTTP2Rule:            {"The connection ended before the field block did.", "RFC 9113 §4.3", "", ""},
	RuleAfterHTTP2Error - firstHTTP2Rule:     {"After a connection error the rest is not read.", "RFC 9113 §5.4.1", "", ""},
}

// http2 returns what a rule of HTTP/2 says, or nothing for other rules.
func (r Rule) http2() http2Rule {
	if r < firstHTTP2Rule || r >= http2RuleEnd {
		return http2Rule{}
	}
	return http2Rules[r-firstHTTP2Rule]
}

// ErrorCode returns the name of the error code with which an HTTP/2 endpoint
// answers, "PROTOCOL_ERROR", or "" where it sends none (RFC 9113 §7).
func (r Rule) ErrorCode() string { return r.http2().code }

// Scope returns ScopeConnection or ScopeStream for the rules of HTTP/2, and ""
// where no error is sent (RFC 9113 §5.4).
func (r Rule) Scope() string { return r.http2().scope }
