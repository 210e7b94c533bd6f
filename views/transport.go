package views

// A transportMark is how a transport is always shown: a code, a name and, in
// the styles, a colour and a line pattern.
type transportMark struct{ wire, code, name, note string }

var transportTable = []transportMark{
	{"es", "ES", "EventSource", "GET, text, reconnects by itself"},
	{"fs", "FS", "fetch POST SSE", "POST, text, you reconnect"},
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
