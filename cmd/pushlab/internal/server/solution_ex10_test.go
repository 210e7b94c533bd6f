package server

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A watcher is a client of EX10. Right as it is, and with each of the flags wrong
// in one way.
type watcher struct {
	*solver
	at      string // "sse", "chat", "ws" or "ws with deflate"
	patient bool   // it has no watchdog
	deaf    bool   // its watchdog does not hear heartbeats
	forgets bool   // it comes back without an id
	address bool   // it says the id in its address, as a new EventSource has to
	again   bool   // it goes on one event too early
	doubles bool   // it keeps the last token of a connection twice
	storms  bool   // it asks three times at once behind the first two losses, and a ninth time when it has all
	late    time.Duration
	leaves  bool // it reads once

	text   strings.Builder
	token  string // the last
	lastID string
	before string // the id of the event before
	done   bool
	losses int
}

// watchTime is two and a half heartbeats.
const watchTime = 2500 * time.Millisecond

func (w *watcher) solve() {
	for w.read(); !w.done && w.open() && !w.leaves; w.read() {
		w.losses++
		time.Sleep(w.late)
		if w.doubles {
			w.text.WriteString(w.token)
		}
	}
	if w.storms { // which ends the attempt, and no proof is asked for
		w.request(context.Background())
		return
	}
	if w.done {
		status, said := w.solver.text("POST", w.lab+"/proof", fmt.Sprintf("%x\n", sha256.Sum256([]byte(w.text.String()))))
		w.Logf("proof: %d %s", status, said)
	}
}

// open says that an attempt is.
func (l *solver) open() bool {
	n := 0
	for _, e := range l.run.Log.Events(0) {
		switch e.Kind {
		case "attempt.start":
			n++
		case "attempt.end":
			n--
		}
	}
	return n > 0
}

// awaitEnd waits for the end of the open attempt.
func (l *solver) awaitEnd() {
	for range l.run.Log.Follow(l.Context(), 0) {
		if !l.open() {
			return
		}
	}
}

// read asks once, and reads until the connection ends or is silent for too long.
func (w *watcher) read() {
	switch w.at {
	case "ws":
		w.readSocket()
		return
	case "ws with deflate":
		w.readPacked()
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	dog := time.AfterFunc(w.patience(), stop)
	defer dog.Stop()
	resp := w.request(ctx)
	if resp == nil {
		return
	}
	defer resp.Body.Close()
	if w.storms && (w.losses == 1 || w.losses == 2) {
		w.request(ctx)
		w.request(ctx)
	}
	if w.patient {
		go func() { w.awaitEnd(); stop() }()
	}
	kind, id, data := "", "", []string(nil)
	for lines := bufio.NewReader(resp.Body); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch name {
		case "id":
			id = value
		case "event":
			kind = value
		case "data":
			data = append(data, value)
		case "":
			if !w.deaf || kind == "" {
				dog.Reset(w.patience())
			}
			if len(data) > 0 {
				w.dispatch(kind, id, strings.Join(data, "\n"))
			}
			kind, id, data = "", "", nil
		}
	}
}

func (w *watcher) patience() time.Duration {
	if w.patient {
		return time.Minute
	}
	return watchTime
}

// request asks for the answer; nil: the connection was lost.
func (w *watcher) request(ctx context.Context) *http.Response {
	method := map[string]string{"sse": "GET", "chat": "POST"}[w.at]
	query := "?check=EX10"
	if w.address && w.comesWith() != "" {
		query += "&after=" + w.comesWith()
	}
	r, err := http.NewRequestWithContext(ctx, method, w.lab+"/"+w.at+query, nil)
	if err != nil {
		w.Fatal(err)
	}
	if id := w.comesWith(); id != "" && !w.address {
		r.Header.Set("Last-Event-ID", id)
	}
	resp, err := w.client.Do(r)
	if err != nil {
		return nil
	}
	w.Cleanup(func() { resp.Body.Close() })
	return resp
}

// comesWith is the id that it sends.
func (w *watcher) comesWith() string {
	switch {
	case w.forgets:
		return ""
	case w.again:
		return w.before
	}
	return w.lastID
}

func (w *watcher) dispatch(kind, id, data string) {
	if id != "" {
		w.before, w.lastID = w.lastID, id
	}
	switch kind {
	case "done":
		w.done = true
	case "":
		w.text.WriteString(data)
		w.token = data
	}
}

// A chance draws bytes that are all the same modulo 6, and so always the same
// order of three.
type chance byte

// The orders that chance draws, by their first.
const (
	rstFirst       chance = 0
	finFirst       chance = 1
	blackholeFirst chance = 3
)

func (c chance) Read(p []byte) (int, error) {
	n, err := rand.Read(p)
	for i := range p {
		p[i] = p[i]%42*6 + byte(c)
	}
	return n, err
}

// loses is a program in a lab that takes its connection away in a known order, so
// that its golden file says the same each time.
func loses(first chance, w watcher) func(*solver) {
	return func(l *solver) {
		*l = *openSolver(l.T, Config{Rand: first})
		watches("sse", w)(l)
	}
}

// watches is the program of a watcher.
func watches(at string, w watcher) func(*solver) {
	return func(l *solver) {
		w := w
		w.solver, w.at = l, at
		w.solve()
	}
}

func TestEX10(t *testing.T) {
	t.Parallel()
	testSolutions(t, "EX10", []solution{
		{"solution", watches("sse", watcher{}), 0},
		{"solution-new-source", watches("sse", watcher{address: true}), 0},
		{"solution-chat", watches("chat", watcher{}), 0},
		{"solution-ws", watches("ws", watcher{}), 0},
		{"solution-ws-deflate", watches("ws with deflate", watcher{}), 0},
		{"no-watchdog", loses(blackholeFirst, watcher{patient: true}), 1},
		{"deaf-to-heartbeats", watches("sse", watcher{deaf: true, leaves: true}), 1},
		{"without-an-id", loses(rstFirst, watcher{forgets: true}), 1},
		{"without-an-id-ws", watches("ws", watcher{forgets: true}), 1},
		{"one-too-early", loses(finFirst, watcher{again: true}), 1},
		{"too-slow", loses(finFirst, watcher{late: 11 * time.Second}), 1},
		{"storm", watches("sse", watcher{storms: true}), 5},
		{"double-text", watches("sse", watcher{doubles: true}), 6},
	})
}
