package wire

// A Rule is a sentence of a specification that bytes broke. 0 is none.
type Rule uint8

// The rules of HTTP/1.1.
const (
	RuleRequestLine Rule = iota + 1
	RuleVersion
	RuleStatusLine
	RuleFieldLine
	RuleSpaceBeforeColon
	RuleFold
	RuleFieldValue
	RuleHost
	RuleContentLength
	RuleTwoLengths
	RuleTransferEncoding
	RuleTransferEncoding10
	RuleChunkSize
	RuleChunkTooBig
	RuleChunkLine
	RuleChunkEnd
	RuleHeadCut
	RuleBodyCut
	RuleChunkCut
	RuleHeadTooBig
	RuleUnreadable
)

// The rules of event streams. The two limits are this program's own: the
// specification has none.
const (
	RuleEventCut Rule = iota + RuleUnreadable + 1
	RuleLineTooLong
	RuleDataTooBig
)

// The rules of WebSocket.
const (
	RuleUnmasked Rule = iota + RuleDataTooBig + 1
	RuleMasked
	RuleReservedBit
	RulePackedBit
	// RulePackedData: RFC 7692 names no code for it. Chromium sends 1002, npm's ws
	// 1007. Here it is 1007, since each frame is in order and the message is not.
	RulePackedData
	RuleReservedOpcode
	RuleControlFragmented
	RuleControlLength
	RuleLengthTopBit
	RuleLengthForm
	RuleTooBig
	RuleNothingToContinue
	RuleInterleaved
	RuleUTF8
	RuleUTF8End
	RuleCloseLength
	RuleCloseCode
	RuleCloseReason
	RuleFrameCut
	RuleMessageCut
	RuleAfterClose
	RuleAfterFail
)

// The rules of envelopes. Those of HTTP/2 have a table of their own.
const (
	RuleEnvelopeCut Rule = iota + RuleAfterFail + 1
	RuleAfterLastEnvelope
	ruleCount
)

// rules has what each Rule says. A WebSocket sentence fits in the reason of a
// Close frame, 123 bytes, because endpoints send it there.
var rules = [ruleCount]struct {
	sentence string
	spec     string
	close    int // the status code that fails a WebSocket connection
}{
	RuleRequestLine:        {"A request line is a method, one space, a target, one space and the version.", "RFC 9112 §3", 0},
	RuleVersion:            {"Only HTTP/1.0 and HTTP/1.1 can be read on this connection.", "RFC 9112 §2.3", 0},
	RuleStatusLine:         {"A status line is the version, one space, three digits, one space and a reason, which may be empty.", "RFC 9112 §4", 0},
	RuleFieldLine:          {"A field line is a name, a colon and a value, and a name has no spaces or separators in it.", "RFC 9112 §5", 0},
	RuleSpaceBeforeColon:   {"No space may stand between a field name and its colon.", "RFC 9112 §5.1", 0},
	RuleFold:               {"A field line must not begin with a space: folding a long line is obsolete.", "RFC 9112 §5.2", 0},
	RuleFieldValue:         {"A field value must not hold CR, LF or NUL.", "RFC 9110 §5.5", 0},
	RuleHost:               {"An HTTP/1.1 request has exactly one Host field.", "RFC 9112 §3.2", 0},
	RuleContentLength:      {"Content-Length is one decimal number, so the end of this body can not be found.", "RFC 9112 §6.3", 0},
	RuleTwoLengths:         {"Content-Length must not stand beside Transfer-Encoding.", "RFC 9112 §6.2", 0},
	RuleTransferEncoding:   {"Chunked must be the last transfer coding of a request, or its end can not be found.", "RFC 9112 §6.3", 0},
	RuleTransferEncoding10: {"HTTP/1.0 does not have Transfer-Encoding.", "RFC 9112 §6.1", 0},
	RuleChunkSize:          {"A chunk begins with its size in hexadecimal digits.", "RFC 9112 §7.1", 0},
	RuleChunkTooBig:        {"This chunk size is larger than any length can be.", "RFC 9112 §7.1", 0},
	RuleChunkLine:          {"The line of a chunk size ends with CR LF.", "RFC 9112 §7.1", 0},
	RuleChunkEnd:           {"CR LF must follow the chunk data, exactly where the chunk size says that the data ends.", "RFC 9112 §7.1", 0},
	RuleHeadCut:            {"The connection ended inside this head.", "RFC 9112 §8", 0},
	RuleBodyCut:            {"The connection ended before the body was as long as its Content-Length.", "RFC 9112 §8", 0},
	RuleChunkCut:           {"The connection ended inside this chunk.", "RFC 9112 §8", 0},
	RuleHeadTooBig:         {"This head is longer than 256 KiB, and a reader may refuse what it does not want to hold.", "RFC 9110 §5.4", 0},
	RuleUnreadable:         {"After the error above nobody can tell where the next message would begin.", "RFC 9112 §2.2", 0},

	RuleEventCut:    {"The stream ended before the blank line, so this event is discarded.", "WHATWG HTML §9.2.6", 0},
	RuleLineTooLong: {"A line of this block is longer than 4 MiB. This reader discards the event; the specification has no limit.", "WHATWG HTML §9.2.6", 0},
	RuleDataTooBig:  {"The data of this event is more than 4 MiB. This reader discards the event; the specification has no limit.", "WHATWG HTML §9.2.6", 0},

	RuleUnmasked:          {"A client must mask every frame that it sends.", "RFC 6455 §5.1", 1002},
	RuleMasked:            {"A server must not mask any frame that it sends.", "RFC 6455 §5.1", 1002},
	RuleReservedBit:       {"A reserved bit is set, and no extension that gives it a meaning was negotiated.", "RFC 6455 §5.2", 1002},
	RulePackedBit:         {"RSV1 marks the first frame of a compressed message, no continuation and no control frame.", "RFC 7692 §6", 1002},
	RulePackedData:        {"The compressed data of this message can not be inflated.", "RFC 7692 §7.2.2", 1007},
	RuleReservedOpcode:    {"This opcode is reserved: it has no meaning yet.", "RFC 6455 §5.2", 1002},
	RuleControlFragmented: {"A control frame must not be fragmented.", "RFC 6455 §5.5", 1002},
	RuleControlLength:     {"A control frame carries at most 125 bytes.", "RFC 6455 §5.5", 1002},
	RuleLengthTopBit:      {"The top bit of a 64-bit payload length must be 0.", "RFC 6455 §5.2", 1002},
	RuleLengthForm:        {"The payload length must be written in the shortest form that holds it.", "RFC 6455 §5.2", 1002},
	RuleTooBig:            {"This message is bigger than its receiver takes.", "RFC 6455 §7.4.1", 1009},
	RuleNothingToContinue: {"A continuation frame needs a message that is not finished.", "RFC 6455 §5.4", 1002},
	RuleInterleaved:       {"A new message must not begin before the one in fragments is finished.", "RFC 6455 §5.4", 1002},
	RuleUTF8:              {"A text message must be valid UTF-8.", "RFC 6455 §8.1", 1007},
	RuleUTF8End:           {"This text message ends in the middle of a UTF-8 character.", "RFC 6455 §8.1", 1007},
	RuleCloseLength:       {"The body of a Close frame is empty or begins with a 2-byte status code.", "RFC 6455 §5.5.1", 1002},
	RuleCloseCode:         {"This status code must not be sent in a Close frame.", "RFC 6455 §7.4", 1002},
	RuleCloseReason:       {"The reason of a Close frame must be valid UTF-8.", "RFC 6455 §5.5.1", 1007},
	RuleFrameCut:          {"The connection ended inside this frame: for the reader it closed with 1006.", "RFC 6455 §7.1.5", 0},
	RuleMessageCut:        {"The connection ended before the last frame of this message: for the reader it closed with 1006.", "RFC 6455 §7.1.5", 0},
	RuleAfterClose:        {"Nothing may follow a Close frame; what does is not read.", "RFC 6455 §5.5.1", 0},
	RuleAfterFail:         {"After an error the rest of the connection is not read.", "RFC 6455 §7.1.7", 0},

	RuleEnvelopeCut:       {"The body ended inside this envelope.", "Connect Protocol §Streaming RPCs", 0},
	RuleAfterLastEnvelope: {"No envelope may follow the one that ends the stream.", "Connect Protocol §Streaming RPCs", 0},
}

// String returns the rule in one plain sentence.
func (r Rule) String() string { return rules[r.known()].sentence + r.http2().sentence }

// Spec returns the section that has the rule: "RFC 6455 §5.2".
func (r Rule) Spec() string { return rules[r.known()].spec + r.http2().spec }

// CloseCode returns the status code with which the reader fails a WebSocket
// connection, or 0 where none is sent: for other protocols, and when the
// connection is already gone.
func (r Rule) CloseCode() int { return rules[r.known()].close }

func (r Rule) known() Rule {
	if r < ruleCount {
		return r
	}
	return 0
}
