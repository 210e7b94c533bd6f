package demo

// A TheatrePreset is a script that shows one thing about EventSource, and what
// Chromium did with it.
type TheatrePreset struct {
	Slug, Name string
	What       string // what the server does, in a sentence
	Seen       string // where people had it; "" = nowhere in particular
	Result     string // of Chromium 156, recorded
	Acts       string
	Retry      string // ms; "" = no retry line is sent
	Handler    string // what the page does on error: "none", "close", "recreate"
}

// TheatrePresets lists them in the order of the bench: how a stream ends, what
// stops an EventSource, what sets its wait, and what pages do about errors.
var TheatrePresets = []TheatrePreset{
	{
		Slug: "deploy", Name: "A deploy: 200, then 502", Acts: "events:2,502", Handler: "none",
		What:   "The stream ends, and while the server restarts, the proxy in front of it answers 502.",
		Seen:   "asheshgoplani/agent-deck#2226, servo/servo#36853",
		Result: "error with readyState 0, then error with readyState 2, and no further request",
	},
	{
		Slug: "clean-end", Name: "A clean end, again and again", Acts: "events:1,events:1,events:1", Handler: "none",
		What:   "Each stream is whole and comes to its end. To EventSource any end is a loss.",
		Seen:   "aio-libs/aiohttp-sse#1: the browser starts the whole generation again",
		Result: "error with readyState 0; a request 3 000 ms later with the last id; the same wait each time",
	},
	{
		Slug: "refused", Name: "The server is away", Acts: "refuse,refuse,events:1", Handler: "none",
		What:   "Nobody answers. The lab resets the connection before the first byte; a closed port looks the same to a page.",
		Result: "error with readyState 0 each time, and a request every 3.0 s until one is answered",
	},
	{
		Slug: "busy", Name: "503 with Retry-After: 1", Acts: "status:503:1", Handler: "none",
		What:   "The server says when to come back. EventSource does not read that header.",
		Seen:   "Yaffle/EventSource#88",
		Result: "error with readyState 2, and no further request",
	},
	{
		Slug: "no-content", Name: "204 says stop", Acts: "events:1,204", Handler: "none",
		What:   "The second request is told that there is nothing more. So a server ends an EventSource.",
		Result: "error with readyState 0, then error with readyState 2, and no further request",
	},
	{
		Slug: "wrong-type", Name: "The wrong Content-Type", Acts: "type", Handler: "none",
		What:   "The body is an event stream, and the header says text/plain.",
		Result: "error with readyState 2, no event, and no further request",
	},
	{
		Slug: "retry", Name: "retry: 500", Acts: "events:1,events:1,204", Retry: "500", Handler: "none",
		What:   "The stream says how long the client shall wait.",
		Result: "a request 500 ms behind each end",
	},
	{
		Slug: "retry-1e3", Name: "retry: 1e3", Acts: "events:1,retry:1e3,204", Retry: "500", Handler: "none",
		What:   "The second stream sends a number as JavaScript writes it. Only digits count.",
		Result: "the line is ignored, and 500 ms stay",
	},
	{
		Slug: "retry-open", Name: "retry: 700 at the very end", Acts: "retry:700,204", Handler: "none",
		What:   "The stream ends behind the retry line, without a blank line. A block of data would be lost so.",
		Result: "a request 700 ms later: the line counts when it is read",
	},
	{
		Slug: "cut", Name: "Cut inside an event", Acts: "cut:mid:2,events:2,204", Retry: "500", Handler: "none",
		What:   "TCP ends behind the id line of event 3, in the middle of its data.",
		Result: "error with readyState 0, no event 3, and a request with Last-Event-ID: 2",
	},
	{
		Slug: "redirect", Name: "307 to another path", Acts: "redirect,events:1,events:1,204", Retry: "500", Handler: "none",
		What:   "The first request is sent elsewhere, and followed there. Look where the next ones go.",
		Result: "it works, and every later request goes to the final path directly",
	},
	{
		Slug: "hang", Name: "No answer for 5 s", Acts: "hang:5000,events:1,204", Retry: "500", Handler: "none",
		What:   "The server takes the request and says nothing. EventSource has no time limit.",
		Result: "readyState 0 for 5 s, without an error; then open, and on as usual",
	},
	{
		Slug: "close", Name: "A handler that closes", Acts: "events:1,events:1,events:1", Handler: "close",
		What:   "The page calls close() in onerror and logs that it reconnects. The first end is then the last.",
		Seen:   "EventSource/eventsource#85, tphakala/birdnet-go#3315, and the article of 2025-03",
		Result: "one request",
	},
	{
		Slug: "recreate", Name: "A handler that makes a new one", Acts: "events:2,502,events:2,204", Retry: "500", Handler: "recreate",
		What:   "When readyState is 2, the page makes a new EventSource a second later. A new one remembers nothing.",
		Seen:   "athrvk/vayu#21",
		Result: "the request behind the 502 has no Last-Event-ID, and event 1 comes a second time",
	},
}
