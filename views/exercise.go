package views

import "strings"

// hereTable says what the page offers for an exercise that can be done in it.
var hereTable = map[string]struct {
	how      string
	code     bool // a field that sends the code of the stream back
	requests bool // the list of requests that the browser made
}{
	"EX01": {
		how:  "EventSource reads the stream in this page. When the nonce arrives, type it into the field that appears.",
		code: true,
	},
	"EX05a": {
		how:      "EventSource does by itself what you do with curl. Start it, and read what the browser sends after the cut.",
		requests: true,
	},
}

// A taskText is an exercise's fallback, taken apart for the page.
type taskText struct{ task, words, hints string }

// readTask splits an exercise's HTML: its first paragraph, the words up to the
// list of conditions, and the hints. live: the page shows the conditions
// itself, so the text's own list goes.
func readTask(html string, live bool) taskText {
	end := strings.Index(html, "</p>")
	if end < 0 {
		return taskText{task: html}
	}
	end += len("</p>")
	t := taskText{task: html[:end], words: html[end:]}
	if i := strings.Index(t.words, "<details"); i >= 0 {
		t.words, t.hints = t.words[:i], t.words[i:]
	}
	if before, list, ok := strings.Cut(t.words, "<ul>"); ok && live {
		_, after, _ := strings.Cut(list, "</ul>")
		t.words, t.hints = before, after+t.hints
	}
	return t
}
