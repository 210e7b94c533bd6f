package demo

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// serveTheatre plays a script to the successive requests of one EventSource:
// the k-th request of a page plays act k, and those behind the last act get a
// 204, which ends an EventSource.
//
//	browser: GET /r/{run}/d/theatre?acts=events:2,502&page=A1, Accept: text/event-stream
//	server:  200, two events, the last chunk
//	browser: the same 3 s later, with Last-Event-ID: 2
//	server:  502
//
// The query:
//
//	acts   the script, with commas between its acts; 12 are the most
//	page   names who asks, in 1 to 32 letters and digits: a page sends a new one for each EventSource whose acts begin at 1
//	retry  100…10000 ms: each stream opens with this retry line; without it the client waits as long as it does by itself
//	check  EX04 begins an attempt with the first request of a page; acts and retry stay free
//
// The acts:
//
//	events:K             200, K events (0…100), and a clean end
//	cut:fin  cut:rst     200, one event or K (cut:fin:K), and 250 ms later TCP ends without the last chunk, or is reset
//	cut:mid              the same as fin, in the middle of the next event, behind its id line
//	204  502  503        a status, 204 or 400…599, with a sentence and no stream
//	status:503:1         the same with Retry-After: 1
//	type                 200 and one event, as text/plain
//	redirect             307 to …/d/theatre/moved, which goes on with the script; from there back
//	refuse               a reset before the first byte of a response. No port is closed for it: to a page both are
//	                     a network error, but here TCP was opened
//	hang:MS              nothing for so long (5000, at most 30000), then a 200 that ends at once
//	retry:TEXT           200, an event, and a last line "retry: TEXT" with no blank line behind it
//
// Ids count on from the Last-Event-ID that the client sends. Over HTTP/1.1 each
// response closes its connection, so that a request never meets what the act
// before did to it; over HTTP/2 a cut and a refusal reset the stream.
func (l *lab) serveTheatre(w http.ResponseWriter, r *http.Request, run *Run) error {
	s, err := l.readScript(w, r, run)
	if err != nil {
		return err
	}
	if err := run.enter(); err != nil {
		return err
	}
	defer run.leave()
	s.number, s.began = run.theatre.next(s.page, s.acts, run.runs.config.Now())
	if s.began && s.check != "" {
		l.begin(run, s.check, s.page)
	}
	return s.play()
}

// A scene is one request with the script that its page plays.
type scene struct {
	http.ResponseWriter
	request *http.Request
	run     *Run
	acts    []act
	page    string
	retry   int // ms; 0 = none
	check   string
	number  int  // of the act, from 1
	began   bool // it is the first of its page
}

// readScript reads a request.
func (l *lab) readScript(w http.ResponseWriter, r *http.Request, run *Run) (*scene, error) {
	v, err := l.values(run, r, "acts", "page", "retry", "check")
	if err != nil {
		return nil, err
	}
	if !strings.Contains(r.Header.Get("Accept"), emitType) {
		return nil, &statusError{
			status:   http.StatusNotAcceptable,
			sentence: "The theatre plays to clients that ask for an event stream: send Accept: " + emitType + ", as EventSource does.",
		}
	}
	s := &scene{ResponseWriter: w, request: r, run: run, page: v["page"], check: v["check"]}
	if s.acts, err = parseActs(v["acts"]); err != nil {
		return nil, err
	}
	if err := setAnswer(&Knobs{}, s.page); err != nil {
		return nil, badRequest("page %v; %s was sent.", err, quote(s.page))
	}
	if err := beginsAt("theatre", s.check); s.check != "" && err != nil {
		return nil, badRequest("check %v; %s was sent.", err, quote(s.check))
	}
	s.retry, err = whole(v, "retry", 100, 10_000, 0)
	return s, err
}

// maxPlays is how many pages of a run the theatre remembers, the newest ones.
const maxPlays = 64

// A theatre is what a run's pages have seen of their scripts.
type theatre struct {
	mu    sync.Mutex
	plays []*play // oldest first
}

// A play is how far a page is.
type play struct {
	page    string
	act     int       // the last that was played, from 1
	refused time.Time // when the last act was a refusal; else zero
}

// next takes a page's next act. A browser repeats a request at once, by itself,
// when a connection that it had open before breaks without an answer (RFC 9112
// §9.3.1): that is still the same request, and is refused once more.
func (t *theatre) next(page string, acts []act, now time.Time) (number int, began bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	p, began := t.find(page)
	if again := !p.refused.IsZero() && now.Sub(p.refused) < repeatTime; again {
		p.refused = time.Time{}
		return p.act, false
	}
	p.act++
	p.refused = time.Time{}
	if p.act <= len(acts) && acts[p.act-1].kind == actRefuse {
		p.refused = now
	}
	return p.act, began
}

// repeatTime tells a repeated request from one of an EventSource, whose least
// wait here is twice as long.
const repeatTime = 50 * time.Millisecond

// find returns a page's play, and whether it is a new one.
func (t *theatre) find(page string) (p *play, began bool) {
	for _, p := range t.plays {
		if p.page == page {
			return p, false
		}
	}
	p = &play{page: page}
	t.plays = append(t.plays, p)
	if len(t.plays) > maxPlays {
		t.plays = t.plays[1:]
	}
	return p, true
}
