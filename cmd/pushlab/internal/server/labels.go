package server

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

func closeText(payload []byte) string {
	code, reason, _ := wire.ParseClose(payload)
	if len(payload) < 2 {
		return "without a code"
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", code, reason))
}

func requestLabel(h wire.Head) string {
	label := h.Method + " " + shortTarget(h.Target)
	for _, name := range []string{"Last-Event-ID", "Upgrade"} {
		if v := h.Get(name); v != "" {
			return label + "  " + name + ": " + v
		}
	}
	return label + pollText(h)
}

func responseLabel(h wire.Head) string {
	label := strings.TrimSpace(fmt.Sprintf("%d %s", h.Status, h.Reason))
	if media := h.Get("Content-Type"); media != "" {
		label += "  " + media
	}
	return label
}

// shortTarget leaves out /r/RUN, which is the same in every row, and the query.
func shortTarget(target string) string {
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return short(target)
	}
	path := u.Path
	if rest, ok := strings.CutPrefix(path, "/r/"); ok {
		_, path, _ = strings.Cut(rest, "/")
		path = "/" + path
	}
	return short(path)
}

// eventLabel shows the lines of a block and, for a token, its id.
func eventLabel(block []byte) (label, token string) {
	label = strings.Join(textLines(block), "⏎")
	if label == "" {
		label = "blank line"
	}
	if b := wire.ParseBlock(block, ""); b.Dispatch != nil && b.Dispatch.Type == "message" {
		token = b.Dispatch.LastEventID
	}
	return short(label), token
}

// tokenID finds the id in a message that carries a token: {"id":…,"token":…}.
func tokenID(message []byte) string {
	const head = `{"id":"`
	text := string(message)
	rest, ok := strings.CutPrefix(text, head)
	if !ok || !strings.Contains(text, `"token":`) {
		return ""
	}
	id, _, _ := strings.Cut(rest, `"`)
	return id
}

// shortest is how much of a text stands in a row; the bytes have the rest.
const shortest = 160

func short(s string) string {
	s = strings.Map(visible, s)
	if len([]rune(s)) > shortest {
		s = string([]rune(s)[:shortest]) + "…"
	}
	return s
}

// visible replaces what would break a line of the ladder.
func visible(r rune) rune {
	switch {
	case r == '\n':
		return '⏎'
	case r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
		return '·'
	}
	return r
}

var closes = map[string]string{
	"client fin":   "TCP closed by the client (FIN)",
	"client rst":   "TCP reset by the client (RST)",
	"client abort": "TCP lost: the client is gone",
	"server fin":   "TCP closed by the server (FIN)",
	"server rst":   "TCP reset by the server (RST)",
	"lab fin":      "TCP closed by the lab (FIN)",
	"lab rst":      "TCP reset by the lab (RST)",
	"edge fin":     "TCP closed by the edge (FIN)",
	"edge rst":     "TCP reset by the edge (RST)",
}

func closeLabel(text string) string {
	if label, ok := closes[text]; ok {
		return label
	}
	return "TCP closed: " + text
}

var faults = map[string]string{
	"end": "clean end: the lab ends the answer early",
	"fin": "FIN: the lab ends TCP without a word",
	"rst": "RST: the lab resets the connection",

	"h2reset": "RST_STREAM: the lab resets the stream",

	"blackhole": "blackhole: from here on the lab loses what both sides say",
	"half":      "half-open: from here on the lab loses what the server says",
	"stall":     "stall: the lab holds the answer up",
	"throttle":  "throttle: the lab lets the answer pass slowly",
	"buffer":    "buffer: the lab gathers 4 KiB before it lets them pass",
	"refuse":    "RST: the lab resets the connection in the answer's place",
	"restart":   "restart: the lab breaks the answer off, and says 502 until the server is back",
}

func faultLabel(text string) string {
	kind, _, _ := strings.Cut(text, "@")
	if label, ok := faults[kind]; ok {
		return label
	}
	return text
}

func noteLabel(e trace.Event) string {
	switch e.Kind {
	case "trace.full":
		return "the trace is full: bytes are no longer kept"
	case "attempt.start":
		return "attempt of " + e.Text + " begins"
	case "attempt.end":
		return "attempt over: " + e.Text
	}
	return short(e.Text)
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// thousands writes n with thin spaces, as every number on a page.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u2009" + s[i:]
	}
	return s
}
