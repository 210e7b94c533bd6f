package demo

import (
	"fmt"
	"strings"
)

// A BytesPreset is one submission of the byte composer: a bug that people have
// really had, as bytes, and what a browser makes of them.
type BytesPreset struct {
	Slug, Name string
	Wrong      string // what goes wrong, in a sentence
	Seen       string // where people had it
	Body       string // the bytes
	Slices     string // as in the query of /emit; "" = whole
	Fires      []Fired
	Retry      int // the reconnection time afterwards, in ms; 0 = as before
}

// Fired is an event that Chromium 156 fired for a preset.
type Fired struct{ Type, Data, LastEventID string }

// said is an event without a name of its own and without an id.
func said(data string) Fired { return Fired{Type: "message", Data: data} }

// longLine is the size of the payload that no bufio.Scanner reads: its default
// is 64 KiB a line.
const longLine = 70 << 10

// BytesPresets lists them in the order of the bench: what is data, where lines
// end, what else a block may hold, and how streams are cut.
var BytesPresets = []BytesPreset{
	{
		Slug: "newline", Name: "A newline inside the data",
		Wrong: "The server pastes a text with a line break behind data: as it is. The second line is a field that nobody knows.",
		Seen:  "mpetrunic/fastify-sse-v2#93, javalin/javalin#1775, spring-ai-community/spring-ai-agentcore#11",
		Body:  "data: line1\nline2\n\n", Fires: []Fired{said("line1")},
	},
	{
		Slug: "two-lines", Name: "Two data lines",
		Wrong: "A reader that keeps the last data line only, or that joins the lines with nothing, loses the line break.",
		Seen:  "elysiajs/eden#250: the last line is kept; stalwartlabs/jmap-client#19: the lines are joined with nothing",
		Body:  "data: a\ndata: b\n\n", Fires: []Fired{said("a\nb")},
	},
	{
		Slug: "spaces", Name: "No space, one space, two spaces",
		Wrong: "A reader that demands the space loses the first event. One that trims glues the words of a model together.",
		Seen:  "mpetazzoni/sse.js#30: the words stick together; praxis-proxy/praxis#739: the space was demanded",
		Body:  "data:nospace\n\ndata: one\n\ndata:  two\n\n", Fires: []Fired{said("nospace"), said("one"), said(" two")},
	},
	{
		Slug: "empty", Name: "Data without data",
		Wrong: "An empty string and no data at all are two things. Readers that test the text for being empty drop these three events.",
		Seen:  "lukeed/fetch-event-stream#6, ReactiveX/RxNetty#572, inaka/EventSource#24",
		Body:  "data:\n\ndata\n\ndata\ndata\n\n", Fires: []Fired{said(""), said(""), said("\n")},
	},
	{
		Slug: "done", Name: "[DONE] is not JSON",
		Wrong: "The page gives each event to JSON.parse, which throws at the mark that says the answer is done.",
		Seen:  "st3w4r/openai-partial-stream#22, Portkey-AI/gateway#1526",
		Body:  "data: {\"t\":1}\n\ndata: [DONE]\n\n", Fires: []Fired{said(`{"t":1}`), said("[DONE]")},
	},
	{
		Slug: "ndjson", Name: "JSON lines, sent as an event stream",
		Wrong: "Each line is a field whose name begins with a brace. Nothing fires, and nothing complains.",
		Seen:  "cesmii/i3X#173: the lines had no data: in front",
		Body:  "{\"token\":\"Hi\"}\n{\"token\":\" there\"}\n\ndata: x\n\n", Fires: []Fired{said("x")},
	},
	{
		Slug: "names", Name: "Data, data with a space, and a space first",
		Wrong: "Field names are compared byte by byte, unlike those of HTTP headers. Three blocks, and no event.",
		Seen:  "Ahoo-Wang/fetcher#1231: names were trimmed",
		Body:  "Data: a\n\ndata : b\n\n data: c\n\n",
	},
	{
		Slug: "cr", Name: "Lines that end with CR",
		Wrong: "A reader that splits at \\n sees one endless line and fires nothing.",
		Seen:  "whatwg/html#4411, a2aproject/a2a-js#714",
		Body:  "data: cr\rdata: cr2\r\r", Fires: []Fired{said("cr\ncr2")},
	},
	{
		Slug: "crlf-split", Name: "CR LF, cut between the two",
		Wrong: "A reader that forgets between two reads that the last byte was a CR counts the LF as a blank line, and splits the event.",
		Seen:  "rexxars/eventsource-parser#17, openai/openai-agents-python#4215",
		Body:  "id: 1\r\ndata: crlf\r\n\r\n", Slices: "after-cr", Fires: []Fired{{"message", "crlf", "1"}},
	},
	{
		Slug: "forged", Name: "A CR that comes from the model",
		Wrong: "The server escapes \\n and forgets \\r. The text ends the event and begins another, with a name of its choice.",
		Seen:  "rexxars/sse-channel#42, nestjs/nest#16686, fastapi/fastapi#15187",
		Body:  "data: hi\r\revent: admin\rdata: yes\n\n", Fires: []Fired{said("hi"), {"admin", "yes", ""}},
	},
	{
		Slug: "bom", Name: "A byte order mark in front",
		Wrong: "One at the very start is skipped. A reader that keeps it looks for a field named \\uFEFFdata.",
		Seen:  "openai/openai-python#3819, assistant-ui/assistant-ui#6954",
		Body:  "\xEF\xBB\xBFdata: bom\n\n", Fires: []Fired{said("bom")},
	},
	{
		Slug: "chars", Name: "你🌍, cut inside both",
		Wrong: "A reader that decodes each read by itself shows U+FFFD where a character was cut.",
		Seen:  "ollama/ollama-js#255, mastra-ai/mastra#20216, danielmiessler/Fabric#2203",
		Body:  "data: 你🌍\r\n\r\n", Slices: "inside-char", Fires: []Fired{said("你🌍")},
	},
	{
		Slug: "pieces", Name: "One event in five slices",
		Wrong: "A page that gives each read to JSON.parse fails, but only when the network cuts.",
		Seen:  "atomantic/PortOS#7558, brainlid/langchain#540, brave/brave-browser#52830",
		Body:  "data: {\"text\":\"the whole answer\"}\n\n", Slices: "8,8,8,8", Fires: []Fired{said(`{"text":"the whole answer"}`)},
	},
	{
		Slug: "long", Name: "A line of 70 KiB",
		Wrong: "Go's bufio.Scanner stops at 64 KiB a line, and Scan returns false as if the stream had ended.",
		Seen:  "openai/openai-go#368, mark3labs/mcp-go#61",
		Body:  "data: " + strings.Repeat("a", longLine) + "\n\n", Fires: []Fired{said(strings.Repeat("a", longLine))},
	},
	{
		Slug: "heartbeat", Name: "A comment with a blank line",
		Wrong: "Some readers dispatch an empty event at the blank line, or parse the comment as JSON: at the first heartbeat, and so only for slow answers.",
		Seen:  "openai/openai-go#621, deepnoodle-ai/dive#206, mnfst/llm-gateway#2053",
		Body:  ": OPENROUTER PROCESSING\n\ndata: {\"n\":1}\n\n", Fires: []Fired{said(`{"n":1}`)},
	},
	{
		Slug: "keepalive", Name: "A heartbeat that is data",
		Wrong: "A proxy wraps the comment of another server once more. Now it is an event, and the page gets it.",
		Seen:  "anomalyco/opencode#50871",
		Body:  "data: : keepalive\n\n", Fires: []Fired{said(": keepalive")},
	},
	{
		Slug: "event-only", Name: "event: done, and no data",
		Wrong: "The page waits for an event that is never fired. The name is forgotten at the blank line.",
		Seen:  "denoland/deno#23135: a listener that never hears of event: ping",
		Body:  "event: done\n\ndata: x\n\n", Fires: []Fired{said("x")},
	},
	{
		Slug: "two-events", Name: "Two names in one block",
		Wrong: "The last one wins. A page that listens to the first hears nothing, and onmessage does not hear names at all.",
		Seen:  "lukas-reining/eventsource#8: onmessage never fires, since each event has a name",
		Body:  "event: a\nevent: b\ndata: x\n\n", Fires: []Fired{{"b", "x", ""}},
	},
	{
		Slug: "id-only", Name: "An id without data",
		Wrong: "Nothing fires, and the id counts all the same. A reader that asks whether any buffer is full fires an empty event here.",
		Seen:  "florimondmanca/httpx-sse#35, openai/openai-java#805",
		Body:  "id: 7\n\ndata: next\n\n", Fires: []Fired{{"message", "next", "7"}},
	},
	{
		Slug: "id-cleared", Name: "An id that is taken back",
		Wrong: "An empty id line clears the last id, and the next request carries none. A reader that takes empty for absent goes on with the old one.",
		Seen:  "bigskysoftware/htmx#3914, modelcontextprotocol/typescript-sdk#2771: the old id was sent again",
		Body:  "id: 7\ndata: a\n\nid\ndata: b\n\n", Fires: []Fired{{"message", "a", "7"}, said("b")},
	},
	{
		Slug: "id-nul", Name: "An id with a NUL",
		Wrong: "The line is ignored as a whole. A server that builds ids from binary keys resumes from an old one.",
		Seen:  "rexxars/eventsource-parser#34: the line cleared the id",
		Body:  "id: 7\ndata: a\n\nid: 8\x00\ndata: b\n\n", Fires: []Fired{{"message", "a", "7"}, {"message", "b", "7"}},
	},
	{
		Slug: "retry", Name: "retry: 1e3",
		Wrong: "Only digits count. The line is ignored, and 1500 from the line before stays. Neither needs a blank line.",
		Seen:  "softwaremill/sttp-model#485, rexxars/eventsource-parser#26",
		Body:  "retry: 1500\nretry: 1e3\ndata: x\n\n", Fires: []Fired{said("x")}, Retry: 1500,
	},
	{
		Slug: "unfinished", Name: "The last event has no blank line",
		Wrong: "The stream ends in a block. Its event is not fired, and its id does not count.",
		Seen:  "open-webui/open-webui#29628: answers that were cut look finished",
		Body:  "id: 8\ndata: a\n\nid: 9\ndata: b", Fires: []Fired{{"message", "a", "8"}},
	},
	{
		Slug: "half-error", Name: "An error behind half an event",
		Wrong: "The model fails in the middle of a line, and the server appends its error event. It becomes part of that line. A blank line in front of it cures that.",
		Seen:  "mastra-ai/mastra#22097, looplj/axonhub#2185",
		Body:  "data: {\"text\":\"halevent: error\ndata: {\"why\":\"upstream\"}\n\n",
		Fires: []Fired{said("{\"text\":\"halevent: error\n{\"why\":\"upstream\"}")},
	},
}

// Text is the preset's bytes in the notation of the composer: \n, \r, \t, \0,
// \\, \xHH for a byte, \uXXXX for a character that can not be seen, and a\{9}
// for nine times a. A line break is for the eye and is no byte.
func (p BytesPreset) Text() string {
	var b strings.Builder
	for i := 0; i < len(p.Body); {
		c := p.Body[i]
		n := run(p.Body[i:])
		switch {
		case strings.HasPrefix(p.Body[i:], "\xEF\xBB\xBF"):
			b.WriteString(`\uFEFF`)
			i += 3
			continue
		case n > longestPlain:
			fmt.Fprintf(&b, `%c\{%d}`, c, n)
			i += n
			continue
		}
		b.WriteString(escaped(c))
		if c == '\n' || c == '\r' && !strings.HasPrefix(p.Body[i+1:], "\n") {
			b.WriteByte('\n')
		}
		i++
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// longestPlain is how often a letter is written out, and not counted.
const longestPlain = 100

// run is how often the first byte of s, an ASCII letter, comes in a row.
func run(s string) (n int) {
	for n < len(s) && s[n] == s[0] && s[0] < 0x80 {
		n++
	}
	return n
}

func escaped(c byte) string {
	switch c {
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case 0:
		return `\0`
	case '\\':
		return `\\`
	}
	return string([]byte{c}) // a byte of a character, too: they come one after the other
}
