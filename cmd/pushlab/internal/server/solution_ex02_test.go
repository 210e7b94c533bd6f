package server

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"
)

// A news item as a poll brings it.
type newsItem struct {
	ID, Type string
	Token    *string
}

// news asks for the items at a path of the lab.
func (l *solver) news(path string) (items []newsItem) {
	l.Helper()
	status, body := l.text("GET", l.lab+"/"+path, "")
	if err := json.Unmarshal([]byte(body), &items); status == http.StatusOK && err != nil {
		l.Fatalf("%s: %q: %v", path, body, err)
	}
	return items
}

// collect asks until it has five items. It takes its time between two requests,
// so that each answer brings the same on every machine: items 3 and 4 together.
func (l *solver) collect() {
	path, got := "longpoll?check=EX02", 0
	for got < 5 {
		for _, item := range l.news(path) {
			if item.Token != nil {
				got++
				path = behind(item.ID)
			}
		}
		time.Sleep(1300 * time.Millisecond)
	}
}

func behind(after string) string { return "longpoll?after=" + after }

func TestEX02(t *testing.T) {
	t.Parallel()
	testSolutions(t, "EX02", []solution{
		{name: "solution", run: (*solver).collect},
		{name: "connection-each-time", missed: 1, run: func(l *solver) {
			l.client.Transport.(*http.Transport).DisableKeepAlives = true
			l.news(behind(l.news("longpoll?check=EX02")[0].ID))
		}},
		{name: "no-cursor", missed: 2, run: func(l *solver) {
			l.news("longpoll?check=EX02")
			l.news("longpoll?every=2000")
		}},
		{name: "begins-again", missed: 2, run: func(l *solver) {
			l.news("longpoll?check=EX02")
			l.news("longpoll?check=EX02")
		}},
		{name: "short-polling", missed: 3, run: func(l *solver) {
			l.news("poll?after=" + l.news("longpoll?check=EX02")[0].ID)
		}},
		{name: "short-hold", missed: 3, run: func(l *solver) {
			l.news(behind(l.news("longpoll?check=EX02")[0].ID) + "&hold=1000")
		}},
		{name: "short-polling-from-the-start", missed: 2, run: func(l *solver) {
			l.news("poll?check=EX02")
		}},
	})
}
