package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"pushlab/cmd/pushlab/internal/check"
	"pushlab/cmd/pushlab/internal/trace"
)

// longestWait is how long a request for a verdict may be held.
const longestWait = 25 * time.Second

// runVerdict handles "GET /runs/{run}/verdict?exercise=EX06": how the newest
// attempt at an exercise stands, as JSON. With the rev of an answer before, it
// is held until something else is to be said, or for wait milliseconds.
//
//	program: GET /runs/{run}/verdict?exercise=EX06
//	site:    200, {"exercise":"EX06","attempt":0,"passed":false,"over":false,"clauses":[…],"hint":"…","rev":"…"}
//	program: GET /runs/{run}/verdict?exercise=EX06&wait=20000&rev=…
//	site:                                      holds it
//	site:    200, {"exercise":"EX06","attempt":1, …}
func (s *Server) runVerdict(w http.ResponseWriter, r *http.Request) error {
	run, err := s.findRun(r.PathValue("run"), "")
	if err != nil {
		return err
	}
	exercise := r.FormValue("exercise")
	if _, ok := check.Find(exercise); !ok {
		return badRequest("There is no exercise %q.", exercise)
	}
	wait, err := waitTime(r.FormValue("wait"))
	if err != nil {
		return err
	}
	if !s.waiters.enter(run) {
		return &statusError{status: http.StatusTooManyRequests, what: fmt.Sprintf("%d requests wait for a verdict of this run already.", mostWaiters),
			advice: "Nothing was changed. Let one of them end, and ask again."}
	}
	defer s.waiters.leave(run)
	http.NewResponseController(w).SetReadDeadline(time.Time{}) // it was for the request; what is held may take longer
	ctx, cancel := context.WithTimeout(r.Context(), wait)
	defer cancel()
	defer context.AfterFunc(s.done, cancel)() // a server that stops says what it knows, and does not wait
	writeJSON(w, http.StatusOK, s.nextVerdict(ctx, run.Log, exercise, r.FormValue("rev")))
	return nil
}

func waitTime(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 31)
	if err != nil || time.Duration(n)*time.Millisecond > longestWait {
		return 0, badRequest("wait must be a whole number of milliseconds from 0 to %d; %q was sent.", longestWait.Milliseconds(), text)
	}
	return time.Duration(n) * time.Millisecond, nil
}

// nextVerdict returns the verdict when it is another than that of rev, or when
// ctx ends.
func (s *Server) nextVerdict(ctx context.Context, log *trace.Log, exercise, rev string) (v map[string]any) {
	following, cancel := context.WithCancel(ctx)
	defer cancel() // which ends the lookout
	look := s.lookout(following, log, log.Len())
	for {
		now := time.Since(log.Began())
		verdict, told := standing(exercise, log, now)
		v = withRev(verdict, log)
		again := time.Duration(-1)
		if verdict.Next > 0 {
			again = max(verdict.Next-now, 0)
		}
		if told && v["rev"] != rev || !look.wait(again) {
			return v
		}
	}
}

// standing is how the newest attempt at an exercise stands. told: it may be said.
// A pass is said only when its end stands in the trace, which is when it was
// saved.
func standing(exercise string, log *trace.Log, now time.Duration) (v check.Verdict, told bool) {
	v = check.EvaluateAt(exercise, log, now)
	ended := attemptEnded(log)
	v.Over = v.Over && ended
	return v, ended || !v.Passed
}

// attemptEnded says that no attempt is open.
func attemptEnded(log *trace.Log) (ended bool) {
	ended = true
	for _, e := range log.Events(0) {
		switch e.Kind {
		case "attempt.start":
			ended = false
		case "attempt.end":
			ended = true
		}
	}
	return ended
}

// verdictJSON is a verdict for a page or a program. Its conditions name rows of
// the inspector.
func verdictJSON(v check.Verdict, log *trace.Log) map[string]any {
	events, rows := log.Events(0), ladders.rowsOf(log)
	clauses := make([]map[string]any, len(v.Clauses))
	for i, c := range v.Clauses {
		shown := []int{}
		for _, n := range c.Rows {
			if r := rowWith(rows, events[n]); r > 0 && !slices.Contains(shown, r) {
				shown = append(shown, r)
			}
		}
		clauses[i] = map[string]any{"text": c.Text, "state": string(c.State), "seen": c.Seen, "rows": shown}
	}
	return map[string]any{"exercise": v.Exercise, "passed": v.Passed, "over": v.Over, "hint": v.Hint, "clauses": clauses}
}

// rowWith is the number of the row that shows an event; 0 is none. An event
// without a row of its own is shown by one before it: the end of a response by
// the last of its exchange, the begin of an answer by the request for it.
func rowWith(rows []row, e trace.Event) (n int) {
	for _, r := range rows {
		switch {
		case r.Kind == "gap" || r.event.N > e.N:
		case r.event.N == e.N, e.Exchange > 0 && r.event.Exchange == e.Exchange, e.Exchange == 0 && r.event.Kind == "http.req":
			n = r.N
		}
	}
	return n
}

// withRev is the verdict as JSON, with a word that stands for all of it.
func withRev(verdict check.Verdict, log *trace.Log) map[string]any {
	v := verdictJSON(verdict, log)
	v["attempt"] = verdict.Attempt
	text, _ := json.Marshal(v) // strings and numbers always have a form
	sum := sha256.Sum256(text)
	v["rev"] = hex.EncodeToString(sum[:8])
	return v
}
