package demo

import "strings"

// A FramesPreset is one submission of the frame workbench.
type FramesPreset struct {
	Slug, Name string
	What       string // what it shows, in a sentence
	To         string // "browser", "server", or "echo": a browser's own frame to the server
	Body       string // the bytes
	N          int    // bytes of each slice; 0 = whole
	Writers    int    // 0 = one
	Reaction   Reaction
}

// A Reaction is what Chromium 156 did with frames, or the lab's echo.
type Reaction struct {
	Messages []string // that the page's WebSocket fired, or that came back
	Code     int      // of the CloseEvent; 0 = the connection stays open
	Reason   string   // of the CloseEvent
	Sent     int      // code of the Close frame that the peer put on the wire; 0 = none
}

// helloMasked is Hello with the key of RFC 6455 §5.7.
const helloMasked = "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"

// noClose is what a page hears when its browser gave the connection up.
const noClose = 1006

// FramesPresets lists them: what is right, what is allowed and looks strange,
// what is wrong, and how a connection ends.
var FramesPresets = []FramesPreset{
	{
		Slug: "page", Name: "Hello, sent by this page", To: "echo",
		What: "The page calls socket.send. The browser makes the frame, and the lab's echo sends the text back.", Reaction: Reaction{Messages: []string{"Hello"}},
	},
	{
		Slug: "hello", Name: "Hello, from a server", To: "browser", Body: "\x81\x05Hello",
		What: "Seven bytes: two of header, five of text.", Reaction: Reaction{Messages: []string{"Hello"}},
	},
	{
		Slug: "masked", Name: "Hello, from a client", To: "server", Body: helloMasked,
		What: "Eleven bytes, those of RFC 6455 §5.7. The echo sends seven back.", Reaction: Reaction{Messages: []string{"Hello"}},
	},
	{
		Slug: "empty", Name: "An empty text", To: "browser", Body: "\x81\x00",
		What: "A message without a byte is a message.", Reaction: Reaction{Messages: []string{""}},
	},
	{
		Slug: "126", Name: "126 bytes", To: "browser", Body: "\x81\x7e\x00\x7e" + strings.Repeat("a", 126),
		What: "One byte more than seven bits can say. Two bytes of length follow.", Reaction: Reaction{Messages: []string{strings.Repeat("a", 126)}},
	},
	{
		Slug: "65536", Name: "65,536 bytes", To: "browser", Body: "\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00" + strings.Repeat("a", 65536),
		What: "Eight bytes of length.", Reaction: Reaction{Messages: []string{strings.Repeat("a", 65536)}},
	},
	{
		Slug: "fragments", Name: "Two fragments, a ping between", To: "browser", Body: "\x01\x03Hel\x89\x03mid\x80\x02lo",
		What: "One message for the page. The pong goes out before the page knows anything.", Reaction: Reaction{Messages: []string{"Hello"}},
	},
	{
		Slug: "character", Name: "A character in two fragments", To: "browser", Body: "\x01\x01\xe4\x80\x02\xbd\xa0",
		What: "UTF-8 must be valid in the message, not in each frame.", Reaction: Reaction{Messages: []string{"你"}},
	},
	{
		Slug: "short", Name: "A length that is too large", To: "browser", Body: "\x81\x06Hello",
		What: "The frame says six bytes and brings five. The browser waits for the sixth.",
	},
	{
		Slug: "rsv", Name: "RSV1 without an extension", To: "browser", Body: "\xc1\x05Hello",
		What: "The bit means compressed, and nobody has agreed to compress.", Reaction: Reaction{Code: noClose, Sent: 1002},
	},
	{
		Slug: "server-mask", Name: "A server that masks", To: "browser", Body: helloMasked,
		What: "A server must not mask. The browser closes with 1002, and its page hears 1006.", Reaction: Reaction{Code: noClose, Sent: 1002},
	},
	{
		Slug: "client-plain", Name: "A client that does not mask", To: "server", Body: "\x81\x05Hello",
		What: "A client must mask. The lab's echo closes with 1002.", Reaction: Reaction{Code: 1002, Sent: 1002},
	},
	{
		Slug: "utf8", Name: "Text that is not UTF-8", To: "browser", Body: "\x81\x02\xc3\x28",
		What: "c3 begins a character of two bytes, and 28 does not go on. RFC 6455 §7.4.1 has 1007 for this.", Reaction: Reaction{Code: noClose, Sent: 1002},
	},
	{
		Slug: "long-form", Name: "Five bytes, counted in sixteen bits", To: "server", Body: "\x81\xfe\x00\x05\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58",
		What: "The shortest form is required.", Reaction: Reaction{Code: 1002, Sent: 1002},
	},
	{
		Slug: "reserved", Name: "Opcode 3", To: "browser", Body: "\x83\x00",
		What: "Opcodes 3 to 7 and b to f have no meaning yet.", Reaction: Reaction{Code: noClose, Sent: 1002},
	},
	{
		Slug: "ping126", Name: "A ping of 126 bytes", To: "browser", Body: "\x89\x7e\x00\x7e" + strings.Repeat("a", 126),
		What: "Control frames carry at most 125 bytes.", Reaction: Reaction{Code: noClose, Sent: 1002},
	},
	{
		Slug: "too-big", Name: "One byte over the echo's limit", To: "server", Body: "\x82\xff\x00\x00\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00" + strings.Repeat("a", 65537),
		What: "Every server has a limit. This one takes 65,536 bytes and says 1009.", Reaction: Reaction{Code: 1009, Sent: 1009},
	},
	{
		Slug: "two-writers", Name: "Two writers, one connection", To: "browser", Body: "\x81\x05Hello", N: 4, Writers: 2,
		What: "Both send Hello, four bytes at a time, and no lock keeps one out of the other's frame.", Reaction: Reaction{Code: noClose, Sent: 1002},
	},
	{
		Slug: "close", Name: "A close with a reason", To: "browser", Body: "\x88\x06\x0f\xa1auth",
		What: "4001 and auth arrive in the page, clean.", Reaction: Reaction{Code: 4001, Reason: "auth", Sent: 4001},
	},
	{
		Slug: "close-empty", Name: "A close without a code", To: "browser", Body: "\x88\x00",
		What: "The page hears 1005, which is never on the wire.", Reaction: Reaction{Code: 1005},
	},
	{
		Slug: "close-1006", Name: "A close that says 1006", To: "browser", Body: "\x88\x02\x03\xee",
		What: "1006 means that no Close came, so none can carry it.", Reaction: Reaction{Code: noClose, Sent: 1002},
	},
}
