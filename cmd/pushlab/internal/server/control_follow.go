package server

import (
	"context"
	"slices"
	"time"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/views"
)

// A following is what one page was told of a run.
type following struct {
	*pageSocket
	name    string // of the run, to the page
	log     *trace.Log
	secret  string // is overwritten: it stands in labels too; "" = there is none
	ladder  *ladder
	next    int // the event that comes next
	made    int // tokens
	starts  int // of the model
	running programs
	verdict saidVerdict
}

// follow sends the rows of a run as they come, some at a time: a page that
// paints sixty times a second gains nothing from more messages.
func (p *pageSocket) follow(ctx context.Context, name string, log *trace.Log, secret string) {
	p.server.followed.Add(1)
	defer p.server.followed.Add(-1)
	f := following{pageSocket: p, name: name, log: log, secret: secret, ladder: newLadder(log), running: programs{}}
	for f.tell(ctx, log.Events(f.next)) && f.waitForMore(ctx) {
	}
}

// tell sends what some events have to say. false: the page is gone.
func (f *following) tell(ctx context.Context, events []trace.Event) bool {
	f.next += len(events)
	if f.sendRows(ctx, f.rows(events), f.counts(events)) != nil {
		return false
	}
	if f.verdict.due(f.log) || slices.ContainsFunc(events, milestone) {
		f.sendVerdict(ctx, f.name, f.log, f.secret, &f.verdict)
	}
	return true
}

// rows are those of some events, which it counts.
func (f *following) rows(events []trace.Event) []views.Row {
	rows, made := batch(f.ladder, events)
	f.made += made
	f.starts += modelStarts(events)
	f.running.add(events)
	for i := range rows {
		if f.secret != "" {
			rows[i].Label = trace.MaskText(rows[i].Label, f.secret)
		}
	}
	return rows
}

// batch makes the rows of some events and counts the tokens made.
func batch(l *ladder, events []trace.Event) (rows []views.Row, made int) {
	for _, e := range events {
		if e.Kind == "gen.tok" {
			made++
		}
		for _, r := range l.add(e) {
			rows = append(rows, r.Row)
		}
	}
	return rows, made
}

// modelStarts counts how often the model began an answer.
func modelStarts(events []trace.Event) (n int) {
	for _, e := range events {
		if e.Kind == "gen.start" {
			n++
		}
	}
	return n
}

// waitForMore returns when the log has an event that was not told, and a moment
// later, so that events that belong together go together; or at a time of the run,
// if the verdict waits for one. false: ctx ended, or the run was dropped.
func (f *following) waitForMore(ctx context.Context) bool {
	waiting, cancel := ctx, context.CancelFunc(func() {})
	if until := f.verdict.next; until > 0 {
		waiting, cancel = context.WithDeadline(ctx, f.log.Began().Add(until))
	}
	defer cancel()
	if f.log.Await(waiting, f.next) {
		return pause(ctx, batchEvery(f.server.followed.Load()))
	}
	return waiting.Err() == context.DeadlineExceeded && ctx.Err() == nil
}

// batchEvery is how long the rows of one batch are gathered: longer the more runs
// are followed. A page alone sees its rows as they come; in a full room they come
// about ten times a second, since each batch wakes a goroutine and is a write.
func batchEvery(followed int32) time.Duration {
	const least, most, each = 30 * time.Millisecond, 100 * time.Millisecond, time.Millisecond / 4
	return min(most, least+time.Duration(followed)*each)
}

// rowsMessage has rows of a run, and with the last of them the counts.
type rowsMessage struct {
	Type    string      `json:"type"`
	Run     string      `json:"run"`
	Rows    []views.Row `json:"rows,omitempty"`
	*counts             // nil: more rows follow
}

// counts say what the rows do not.
type counts struct {
	Made     int      `json:"made"`   // tokens
	Starts   int      `json:"starts"` // of the model
	Dropped  int      `json:"dropped"`
	Programs programs `json:"programs"`
}

// counts are nil when there is nothing new.
func (f *following) counts(events []trace.Event) *counts {
	if len(events) == 0 {
		return nil
	}
	_, dropped := f.log.Dropped()
	return &counts{f.made, f.starts, dropped, f.running}
}

// sendRows sends rows and counts in one message, if they fit: each is a write to
// the kernel.
func (f *following) sendRows(ctx context.Context, rows []views.Row, c *counts) error {
	for len(rows) > 0 || c != nil {
		m := rowsMessage{Type: "rows", Run: f.name, Rows: rows[:min(len(rows), largestBatch)]}
		if len(rows) == 0 {
			m.Type = "counts"
		}
		if rows = rows[len(m.Rows):]; len(rows) == 0 {
			m.counts, c = c, nil
		}
		if err := f.send(ctx, m); err != nil {
			return err
		}
	}
	return nil
}
