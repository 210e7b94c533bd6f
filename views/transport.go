package views

// A transportMark is how a transport is always shown: a code, a name and, in
// the styles, a colour and a line pattern.
type transportMark struct{ wire, code, name, note string }

var transportTable = []transportMark{
	{"es", "ES", "EventSource", "GET, text, reconnects by itself"},
	{"fs", "FS", "fetch POST SSE", "POST, text, you reconnect"},
	{"nd", "ND", "NDJSON", "POST, an object a line, you reconnect"},
	{"lp", "LP", "Long polling", "GET, one answer a request, you ask again"},
	{"ws", "WS", "WebSocket", "both ways, framed, you reconnect"},
}

// transport finds a mark; an unknown wire has an empty one.
func transport(wire string) transportMark {
	for _, t := range transportTable {
		if t.wire == wire {
			return t
		}
	}
	return transportMark{}
}

// A transportChoice is a transport that a bench can run over. Short polling has
// the mark of long polling, and says that it is short.
type transportChoice struct{ value, wire, words string }

var transportChoices = []transportChoice{
	{"es", "es", "EventSource"},
	{"nd", "nd", "NDJSON, POST"},
	{"lp", "lp", "Long polling"},
	{"sp", "lp", "Short polling"},
	{"ws", "ws", "WebSocket"},
}

// wireOf is the mark of what a bench runs over.
func wireOf(choice string) string {
	for _, c := range transportChoices {
		if c.value == choice {
			return c.wire
		}
	}
	return choice
}
