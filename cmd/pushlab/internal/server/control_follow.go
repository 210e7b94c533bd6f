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
	f := following{pageSocket: p, name: name, log: log, secret: secret, ladder: newLadder(log), running: programs{}}
	for f.tell(ctx, log.Events(f.next)) && waitForMore(ctx, log, f.next, f.verdict.next) {
	}
}

// tell sends what some events have to say. false: the page is gone.
func (f *following) tell(ctx context.Context, events []trace.Event) bool {
	f.next += len(events)
	if f.sendRows(ctx, f.name, f.rows(events)) != nil {
		return false
	}
	if len(events) > 0 {
		_, dropped := f.log.Dropped()
		f.send(ctx, map[string]any{"type": "counts", "run": f.name, "made": f.made, "starts": f.starts, "dropped": dropped, "programs": f.running})
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

// waitForMore returns when the log has an event after the first n, and a
// moment later, so that events that belong together go together; or at a time of
// the run, if that is not 0. false: ctx ended, or the run was dropped.
func waitForMore(ctx context.Context, log *trace.Log, n int, until time.Duration) bool {
	following, cancel := ctx, context.CancelFunc(func() {})
	if until > 0 {
		following, cancel = context.WithDeadline(ctx, log.Began().Add(until))
	}
	defer cancel()
	for range log.Follow(following, n) {
		select {
		case <-time.After(batchEvery):
			return true
		case <-ctx.Done():
			return false
		}
	}
	return following.Err() == context.DeadlineExceeded && ctx.Err() == nil
}

func (p *pageSocket) sendRows(ctx context.Context, name string, rows []views.Row) error {
	for len(rows) > 0 {
		part := rows[:min(len(rows), largestBatch)]
		rows = rows[len(part):]
		if err := p.send(ctx, map[string]any{"type": "rows", "run": name, "rows": part}); err != nil {
			return err
		}
	}
	return nil
}
