// Package demo has the runs of the learners and what they stream: the server
// halves of the demos, one file for each address.
//
//	Run ── Answer ── llm.Model        made once, by a goroutine of the run
//	          │
//	          ├── reader ── stream ── sse.Writer        GET /sse, POST /chat
//	          ├── reader ── stream ── vendorSink        POST /v1/chat/completions, /v1/responses, /v1/messages
//	          ├── reader ── stream ── a line each       POST /ndjson
//	          ├── reader ── batch ─── one JSON array    GET /poll, GET /longpoll
//	          └── reader ── stream ── websocket.Conn    GET /ws
//
// Beside the answers, a run keeps bytes that a learner made by hand. They are
// written as they are, as the body of a response (emit.go) or as WebSocket frames
// (workbench.go):
//
//	POST, GET /r/{run}/emit               bytes, to an EventSource or a fetch
//	POST      /r/{run}/d/bytes/reads      what a page got from each read of them
//	GET       /r/{run}/d/theatre          a script of acts, one a request, to an EventSource
//	POST, GET /r/{run}/d/frames           raw frames, to a browser or to /echo
//	POST      /r/{run}/d/cut              a fault, to all that streams just now
//	GET       /r/{run}/d/closing          a WebSocket that ends in one of twelve ways
//	POST, GET /r/{run}/d/handshake        a request or a response of an opening handshake
//
// An Answer outlives its readers. So a client whose connection broke says which
// event it has had last, and reads on behind it (resume.go); and a fault that is
// done to one reader (cut.go) does not touch the answer.
//
// What is streamed is decided here and recorded elsewhere: the tap below
// net/http sees every byte, and the handlers do not know that it is there but
// for the faults that it does for them.
package demo

// A Demo is a bench set-up of a lesson.
type Demo struct {
	Slug, Title string
	Knobs       []Knob
}

// A Knob is a control of a demo. Its Name is that of the query.
type Knob struct {
	Name, Label, Unit string
	Min, Max, Default int
	Options           []string // a choice instead of a number, the default first
}

// All lists the demos in the order of their lessons.
var All = []Demo{typewriter, pollbench, composer, scriptTheatre, articles, resume, slicer, postChat, handshake, roundTrips, frames, closeTheatre, cutLab}

// typewriter shows one answer twice: as it is made, and all at once.
var typewriter = Demo{Slug: "typewriter", Title: "The same answer twice", Knobs: []Knob{
	{Name: "ttft", Label: "Time to first token", Unit: "ms", Max: 5000, Default: 800},
	{Name: "tps", Label: "Speed", Unit: "tokens/s", Min: 5, Max: 200, Default: 50},
	{Name: "tokens", Label: "Length", Unit: "tokens", Min: 20, Max: 800, Default: 300},
}}

// pollbench takes the same news in four ways at once. Its page asks for them with
// the knobs of the addresses: every, hold, cursor, and latency at the edge. Its
// controls go in tenths and halves: rate from 0.1, interval from 0.5.
var pollbench = Demo{Slug: "pollbench", Title: "Four ways to the same news", Knobs: []Knob{
	{Name: "rate", Label: "News", Unit: "a second", Max: 5},
	{Name: "interval", Label: "Short polling every", Unit: "s", Max: 10, Default: 5},
	{Name: "hold", Label: "Long polling held for", Unit: "s", Min: 5, Max: 30, Default: 25},
	{Name: "rtt", Label: "Round trip", Unit: "ms", Max: 300},
	{Name: "cursor", Label: "Cursor", Options: []string{"on", "off"}},
}}

// composer sends bytes that the learner writes. They are no knobs.
var composer = Demo{Slug: "bytes", Title: "Byte composer"}

// scriptTheatre plays acts that the learner lines up. They are no knobs.
var scriptTheatre = Demo{Slug: "theatre", Title: "Script theatre", Knobs: []Knob{
	{Name: "retry", Label: "Reconnection time", Unit: "ms", Min: 100, Max: 10_000, Default: 1000},
	{Name: "handler", Label: "On error", Options: []string{"none", "close", "recreate"}},
	{Name: "sw", Label: "Service worker", Options: []string{"off", "on"}},
}}

// resume cuts an answer and lets its client come back.
var resume = Demo{Slug: "resume", Title: "Resume lab", Knobs: []Knob{
	{Name: "tokens", Label: "Length", Unit: "tokens", Min: 1, Max: 800, Default: 100},
	{Name: "tps", Label: "Speed", Unit: "tokens/s", Min: 5, Max: 200, Default: 50},
	{Name: "log", Label: "Log", Unit: "tokens", Max: 200, Default: 32},
	{Name: "ids", Label: "Ids", Options: []string{"on", "off"}},
	{Name: "epoch", Label: "Server", Options: []string{"keep", "bump"}},
	{Name: "seed", Label: "Words of an answer that is made again", Options: []string{"fixed", "random"}},
}}

// frames sends frames that the learner makes, good or bad. They are no knobs.
var frames = Demo{Slug: "frames", Title: "Frame workbench"}

// closeTheatre ends a WebSocket, or twelve in a row. Its knobs are those of its
// address.
var closeTheatre = Demo{Slug: "closetheatre", Title: "Close theatre", Knobs: []Knob{
	{Name: "ending", Label: "Ending", Options: []string{"1000", "4001", "1011", "empty", "fin", "rst", "401", "accept", "masked", "utf8", "1006", "ping126"}},
	{Name: "by", Label: "Who ends it", Options: []string{byServer, byClient, byEdge}},
	{Name: "delay", Label: "Delay", Unit: "ms", Max: maxClosingDelay, Default: 300},
	{Name: "hold", Label: "Hold TCP open", Options: []string{"off", "on"}},
}}
