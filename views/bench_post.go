package views

// A namedChoice is one of a list, by the value of its knob.
type namedChoice struct{ value, words string }

// slicerTexts are the answers of the slicer, each a trap of its own.
var slicerTexts = []namedChoice{
	{"ascii", "ASCII"},
	{"cjk", "你好，世界 🌍"},
	{"emoji", "Emoji"},
	{"colon", "A colon and a space"},
	{"comments", "Comments between events"},
	{"done", "[DONE] at the end"},
	{"long", "A line of 70 KiB"},
}

// slicerScores are the columns of its table, in the order of static/js/demo/slicer.js.
var slicerScores = []string{"exceptions", "U+FFFD", "events right", "events wrong", "events lost"}

// envelopes are the formats in which the post chat asks.
var envelopes = []namedChoice{
	{"plain", "Plain tokens, and done"},
	{"openai-chat", "OpenAI chat completions"},
	{"openai-responses", "OpenAI Responses"},
	{"anthropic", "Anthropic Messages"},
	{"broken", "Written by hand, broken"},
}

// postchatCounts are what the page and the trace count for each client.
var postchatCounts = []namedChoice{
	{"requests", "requests"},
	{"preflights", "preflights"},
	{"events", "bytes with envelope"},
	{"text", "bytes of text"},
}

// postchatLacks say what a page can do with each client, and what not.
var postchatLacks = [][3]string{
	{"asks with", "GET: the message is in the URL, and in every log of it", "POST: the message is in the body"},
	{"proves who it is by", "a cookie, or a secret in the URL", "any header: Authorization"},
	{"says that it asks again", "no: it sends no header of its own", "Idempotency-Key"},
	{"learns of a refusal", "an error without a status", "status, headers and body"},
	{"comes back after a cut", "by itself, with Last-Event-ID", "no: that is code of the page"},
	{"reads the format", "by itself", "no: that is a parser of the page"},
	{"can slow the server down", "no", "by not reading"},
}
