package demo

import (
	"context"
	"iter"
	"slices"
)

// join lets a reader in who has the tokens up to after. The answer may not be
// able to go on from there: why says so.
func (a *Answer) join(after int) (r *reader, why string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if why := a.refuses(after); why != "" {
		return nil, why
	}
	if a.spare != nil {
		a.spare()
		a.spare = nil
	}
	r = &reader{answer: a, after: after, wake: make(chan struct{}, 1)}
	a.readers = append(a.readers, r)
	return r, ""
}

// refuses says why nobody can go on after this token, "" when one can.
func (a *Answer) refuses(after int) (why string) {
	made := len(a.ends)
	switch {
	case a.forgotten:
		return resetRestart
	case a.why == whyCancel:
		return resetCancelled
	case after > made && !(after == made+1 && a.why == whyDone): // done's id is one past the last token
		return resetFuture
	case after < made-a.log:
		return resetOld
	}
	return ""
}

// leave gives the answer graceTime when its last reader leaves.
func (a *Answer) leave(r *reader) {
	a.mu.Lock()
	defer a.mu.Unlock()
	r.stir()
	a.readers = slices.DeleteFunc(a.readers, func(other *reader) bool { return other == r })
	if len(a.readers) == 0 && a.why == "" {
		a.spare = a.run.runs.config.AfterFunc(graceTime, func() { a.abandon() })
	}
}

// abandon cancels an answer that nobody reads; false: somebody does.
func (a *Answer) abandon() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.readers) > 0 {
		return false
	}
	a.finishLocked(whyCancel)
	return true
}

// follow yields the tokens that r does not have, first those that are made,
// then each as the model makes it. A 0 among them is no token, but something
// else to be said (reader.aside). It ends with the answer, with ctx, or when the
// server stops.
func (a *Answer) follow(ctx context.Context, r *reader) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for {
			if r.hasAside() && !yield(0, "") {
				return
			}
			text, state := a.next(r, ctx.Err() == nil)
			if state == waiting && r.await(ctx) {
				continue
			}
			if state != ready || !yield(r.after, text) {
				return
			}
		}
	}
}

// What next has for a reader.
type nextState int

const (
	ready nextState = iota
	waiting
	over
)

// next moves r on by one token, or says why it can not. A reader that wants no
// more than there is does not rest: it has a response to write.
func (a *Answer) next(r *reader, rests bool) (string, nextState) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case r.after < len(a.ends):
		r.after++
		return a.token(r.after), ready
	case a.why != "":
		return "", over
	}
	if rests {
		r.expect()
		r.rest()
	}
	return "", waiting
}

// token returns the text of token seq.
func (a *Answer) token(seq int) string {
	begin := uint32(0)
	if seq > 1 {
		begin = a.ends[seq-2]
	}
	return string(a.text[begin:a.ends[seq-1]])
}
