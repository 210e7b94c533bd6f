package check

import (
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
)

// A script is a trace that is written down: who asked what, and when which
// answer came. The answer's epoch is k3x9.
type script struct {
	log      *trace.Log
	recorder *trace.Recorder
	began    time.Time
	open     map[uint64]bool
}

func newScript() *script {
	began := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	s := &script{log: trace.NewLog(trace.LogConfig{Began: began, Now: func() time.Time { return began }}), began: began, open: map[uint64]bool{}}
	s.recorder = trace.NewRecorder(func(string) *trace.Log { return s.log })
	return s
}

func (s *script) at(ms int) time.Time { return s.began.Add(time.Duration(ms) * time.Millisecond) }

// asked records a request on a connection. One that says check begins an attempt.
func (s *script) asked(conn uint64, ms int, target string) {
	if !s.open[conn] {
		s.open[conn] = true
		s.recorder.Opened(conn, &net.TCPAddr{}, &net.TCPAddr{Port: 50000 + int(conn)}, s.at(ms))
	}
	s.recorder.Received(conn, fmt.Appendf(nil, "GET /r/run/%s HTTP/1.1\r\nHost: h\r\n\r\n", target), s.at(ms))
	if strings.Contains(target, "check=EX02") && !strings.Contains(target, "after=") {
		if v := Evaluate("EX02", s.log); v.Attempt > 0 && !v.Over {
			s.log.Append(trace.Event{Kind: "attempt.end", Text: "EX02, another attempt began"})
		}
		s.log.Append(trace.Event{Kind: "attempt.start", Text: "EX02", Answer: "k3x9"})
	}
}

// answered records a response with items: "1 2" is k3x9-1 and k3x9-2, and what
// holds a - is a whole id.
func (s *script) answered(conn uint64, ms int, items string) {
	var list []string
	for _, id := range strings.Fields(items) {
		if !strings.Contains(id, "-") {
			id = "k3x9-" + id
		}
		object := fmt.Sprintf(`{"id":%q,"token":" wire"}`, id)
		if epoch, ok := strings.CutPrefix(id, "reset-"); ok {
			object = fmt.Sprintf(`{"type":"reset","id":"%s-0","why":"cancelled"}`, epoch)
		}
		list = append(list, object)
	}
	s.said(conn, ms, "200 OK", "["+strings.Join(list, ",\n")+"]\n")
}

func (s *script) said(conn uint64, ms int, status, body string) {
	s.recorder.Sent(conn, fmt.Appendf(nil, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body), s.at(ms))
	s.recorder.Idle(conn, s.at(ms))
}

// poll is a request with its answer.
func (s *script) poll(conn uint64, from, to int, target, items string) {
	s.asked(conn, from, target)
	s.answered(conn, to, items)
}

const newsBegin = "longpoll?check=EX02"

func TestEX02(t *testing.T) {
	for _, p := range []struct {
		name   string
		do     func(s *script)
		states string
		over   bool
		seen   string // of the first condition that is not met
		hint   string
	}{
		{"nothing", func(*script) {}, "wwwww", false, "Nothing was asked for yet.", "longpoll?check=EX02"},
		{"held", func(s *script) { s.asked(1, 0, newsBegin) }, "mwmmw", false, "one request so far", "until there is news"},
		{"one item", func(s *script) { s.poll(1, 0, 1924, newsBegin, "1") }, "mwmmw", false, "one request so far", "longpoll?after=k3x9-1 with"},
		{"right", func(s *script) {
			s.poll(1, 0, 1924, newsBegin, "1")
			s.poll(1, 1930, 5169, "longpoll?after=k3x9-1", "2")
			s.poll(1, 5175, 5253, "longpoll?after=k3x9-2&check=EX02", "3")
			s.poll(1, 5260, 5900, "longpoll?after=k3x9-3", "4")
			s.poll(1, 5910, 7211, "longpoll?after=k3x9-4", "5")
		}, "mmmmm", true, "", ""},
		{"right, slowly", func(s *script) {
			s.poll(1, 0, 1924, newsBegin, "1")
			s.poll(1, 5900, 5901, "longpoll?after=k3x9-1", "2 3 4")
			s.poll(1, 5910, 7211, "longpoll?after=k3x9-4", "5")
		}, "mmmmm", true, "", ""},
		{"right, all at once", func(s *script) { s.poll(1, 0, 8000, newsBegin, "1 2 3 4 5") }, "mmmmm", true, "", ""},
		{"an empty answer that was held", func(s *script) {
			s.poll(1, 0, 1924, newsBegin, "1")
			s.poll(1, 1930, 6930, "longpoll?after=k3x9-1&hold=5000", "")
		}, "mmmmw", false, "1 of 5 so far", "after=k3x9-1"},
		{"an empty answer too soon", func(s *script) {
			s.poll(1, 0, 1924, newsBegin, "1")
			s.poll(1, 1930, 6929, "longpoll?after=k3x9-1&hold=4999", "")
		}, "mmnmw", true, "after 4999 ms", "Leave hold= out"},
		{"short polling", func(s *script) { s.poll(1, 0, 1, "poll?check=EX02", "") }, "mwnmw", true, "one request so far", "that is short polling"},
		{"another connection", func(s *script) {
			s.poll(1, 0, 1924, newsBegin, "1")
			s.asked(2, 1930, "longpoll?after=k3x9-1")
		}, "nmmmw", true, "Request 2 came over connection 2", "Each curl"},
		{"another connection, recorded before the answer that led to it", func(s *script) {
			s.asked(1, 0, newsBegin)
			s.asked(2, 1925, "longpoll?after=k3x9-1")
		}, "nnmmw", false, "Request 2 came over connection 2", "Each curl"},
		{"another connection, and the answer that led to it", func(s *script) {
			s.asked(1, 0, newsBegin)
			s.asked(2, 1925, "longpoll?after=k3x9-1")
			s.answered(1, 1926, "1")
		}, "nmmmw", true, "Request 2 came over connection 2", "Each curl"},
		{"another connection, and the first is gone", func(s *script) {
			s.asked(1, 0, newsBegin)
			s.asked(2, 1925, "longpoll?after=k3x9-1")
			s.recorder.Closed(1, "client", "fin", s.at(1926))
		}, "nnmmw", true, "Request 2 came over connection 2", "Each curl"},
		{"no cursor", func(s *script) {
			s.poll(1, 0, 1924, newsBegin, "1")
			s.poll(1, 1930, 2730, "longpoll", "zzzz-1")
		}, "mnmmn", true, "Request 2 said no after=; the newest id then was k3x9-1.", "longpoll?after=k3x9-1"},
		{"begun again", func(s *script) {
			s.poll(1, 0, 1924, newsBegin, "1")
			s.asked(1, 1930, newsBegin)
		}, "mwmmw", false, "it began the exercise anew", "until there is news"},
		{"begun again, and mended", func(s *script) {
			s.poll(1, 0, 1924, newsBegin, "1")
			s.poll(1, 1930, 3854, newsBegin, "1")
			s.asked(1, 3860, "longpoll?after=k3x9-1")
		}, "mmmmw", false, "1 of 5 so far", "until there is news"},
		{"an old cursor", func(s *script) {
			s.poll(1, 0, 1924, newsBegin, "1")
			s.poll(1, 1930, 5300, "longpoll?after=k3x9-1", "2 3")
			s.poll(1, 5310, 5311, "longpoll?after=k3x9-2", "3")
		}, "mnmmn", true, "Request 3 said after=k3x9-2; the newest id then was k3x9-3.", "last item of each answer"},
		{"a cursor from nowhere", func(s *script) {
			s.asked(1, 0, newsBegin)
			s.asked(1, 10, "longpoll?after=k3x9-1")
		}, "mnmmw", false, "no id had come yet", "that the server gave you"},
		{"a cursor from nowhere, answered", func(s *script) {
			s.poll(1, 0, 1924, newsBegin, "")
			s.asked(1, 1930, "longpoll?after=k3x9-7")
		}, "mnnmw", true, "no id had come yet", "that the server gave you"},
		{"too late", func(s *script) {
			s.poll(1, 0, 1924, newsBegin, "1")
			s.poll(1, 15000, 15001, "longpoll?after=k3x9-1", "reset-zzzz")
		}, "mmmmn", true, "a reset: cancelled", "for 10 s"},
		{"refused", func(s *script) {
			s.poll(1, 0, 1924, newsBegin, "1")
			s.asked(1, 1930, "longpoll?after=k3x9-1&hold=x")
			s.said(1, 1931, "400 Bad Request", `{"error":"hold must be a whole number."}`)
		}, "mmmmn", true, "Request 2 was answered by 400.", "hold must be a whole number."},
		{"seven requests", func(s *script) {
			s.poll(1, 0, 1924, newsBegin, "1")
			for i := range 6 {
				s.poll(1, 2000+6000*i, 8000+6000*i-1, "longpoll?after=k3x9-1", "")
			}
		}, "mmmnw", true, "This is request 7.", "no more than five"},
	} {
		t.Run(p.name, func(t *testing.T) {
			s := newScript()
			p.do(s)
			checkPlay(t, Evaluate("EX02", s.log), s.log, play{name: p.name, states: p.states, over: p.over, seen: p.seen, hint: p.hint})
		})
	}
}

func checkPlay(t *testing.T, v Verdict, log *trace.Log, p play) {
	t.Helper()
	if got := states(v); got != p.states || v.Over != p.over {
		t.Errorf("conditions = %s, over %v, want %s, %v: %+v", got, v.Over, p.states, p.over, v.Clauses)
	}
	checkWords(t, v, p)
	checkRows(t, v, log)
}
