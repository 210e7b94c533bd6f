package demo

// A HandshakePreset is one opening handshake of the console: one that succeeds, and
// each way in which one fails.
type HandshakePreset struct {
	Slug, Name string
	What       string // what is wrong, or what it shows
	Sender     string // "page", or "raw": the lab's own client
	To         string // "answer": the response of the preset; "ws": the lab's own; "strip", "http10": the same through the edge; "tls"
	Protocols  string // that the page offers
	Request    string // of the raw client, a line each; "" = rightRequest
	Response   string // for answer, a line each; "" = rightResponse
	Result     string // what Chromium 156 told its page, or what came back to the raw client
}

// RightRequest and RightResponse are a handshake in order: the key is that of RFC
// 6455 §1.3.
const (
	RightRequest = "GET /r/{run}/ws HTTP/1.1\n" +
		"Host: {host}\n" +
		"Upgrade: websocket\n" +
		"Connection: Upgrade\n" +
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n" +
		"Sec-WebSocket-Version: 13\n"
	RightResponse = "HTTP/1.1 101 Switching Protocols\n" +
		"Upgrade: websocket\n" +
		"Connection: Upgrade\n" +
		"Sec-WebSocket-Accept: " + acceptMark + "\n"
)

// nothingMore is what a page hears of every handshake that fails.
const nothingMore = "error without a word, close 1006, not clean"

// HandshakePresets begin with the one that succeeds.
var HandshakePresets = []HandshakePreset{
	{
		Slug: "good", Name: "A handshake in order", Sender: "page", To: "answer",
		What:   "The lab sends these four lines. It puts the value that belongs to the browser’s key in the place of {accept}.",
		Result: "open, the page’s Hello back, close 1000, clean",
	},
	{
		Slug: "accept", Name: "The wrong accept value", Sender: "page", To: "answer",
		What:     "The value is the one of RFC 6455 §1.3. It belongs to another key, so it could have come from a cache.",
		Response: "HTTP/1.1 101 Switching Protocols\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n",
		Result:   nothingMore,
	},
	{
		Slug: "unoffered", Name: "A subprotocol that nobody offered", Sender: "page", To: "answer",
		What:     "The page offers none, and the server chooses one.",
		Response: RightResponse + "Sec-WebSocket-Protocol: chat.v2\n",
		Result:   nothingMore,
	},
	{
		Slug: "not-echoed", Name: "Offered, but not echoed", Sender: "page", To: "answer", Protocols: "chat.v1, token.abc",
		What:   "The page offers two subprotocols, and the server is silent about them. RFC 6455 allows it; browsers do not.",
		Result: nothingMore,
	},
	{
		Slug: "401", Name: "401 Unauthorized", Sender: "page", To: "answer",
		What:     "The server would like a token. The status and the sentence cross the wire, and stay in the browser.",
		Response: "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer\nContent-Type: text/plain\nContent-Length: 18\n\nyour token expired",
		Result:   nothingMore,
	},
	{
		Slug: "http10", Name: "A proxy that speaks HTTP/1.0 upstream", Sender: "page", To: "http10",
		What:   "The edge passes the request on as HTTP/1.0, which is what nginx does until it is told otherwise. HTTP/1.0 has no Upgrade.",
		Result: nothingMore,
	},
	{
		Slug: "stripped", Name: "A proxy that takes Upgrade off", Sender: "page", To: "strip",
		What:   "Upgrade and Connection are for one hop. A proxy that does not know WebSocket takes them off, and the lab sees a plain GET.",
		Result: nothingMore,
	},
	{
		Slug: "version", Name: "Version 8", Sender: "raw", To: "ws",
		What:    "A draft of 2011. The lab says which version it has.",
		Request: "GET /r/{run}/ws HTTP/1.1\nHost: {host}\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 8\n",
		Result:  "426 with Sec-WebSocket-Version: 13",
	},
	{
		Slug: "key", Name: "No key", Sender: "raw", To: "ws",
		What:    "Without a key there is nothing to compute an accept value from.",
		Request: "GET /r/{run}/ws HTTP/1.1\nHost: {host}\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Version: 13\n",
		Result:  "400 and a sentence",
	},
	{
		Slug: "h2", Name: "An origin that speaks HTTP/2", Sender: "page", To: "tls",
		What:   "HTTP/2 has no Upgrade (RFC 9113 §8.6). A browser opens a second connection that speaks HTTP/1.1, unless the server offers extended CONNECT (RFC 8441). The lab’s tls place speaks HTTP/2 and does not.",
		Result: "open over HTTP/1.1, once its certificate is trusted; see /tls",
	},
}
