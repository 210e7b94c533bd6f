package demo

// When the clients of a room's event streams come back. It is drawn for each stream
// when it opens, and anew when the room's profile changes: else a cut would show the
// jitter of before.
//
//	server: retry: 1874       the stream opens
//	server: retry: 500        the profile has changed
//
// A field without data dispatches nothing (WHATWG HTML §9.2.6): no page sees it, and
// the browser takes the new time at once.

// SayRetry tells the clients of the run's event streams anew when to come back. An
// attempt's is left alone.
func (run *Run) SayRetry() {
	run.live.during(func(readers []*reader) {
		for _, r := range readers {
			if r.tells && !r.answer.attempt {
				r.anew.Store(true)
				r.answer.prod(r)
			}
		}
	})
}

// tells notes that r has said when to come back, and so may say it anew. A vendor's
// stream and NDJSON have no word for it.
func (l *live) tells(r *reader) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r.tells = true
}

func (r *reader) retryEvent() event { return event{kind: eventRetry, retry: r.retry()} }

// comeBack is when the client of an event stream shall come back, in ms. false:
// the room says nothing about it.
func (a *Answer) comeBack() (ms int, ok bool) {
	if a.attempt {
		return 0, false
	}
	return a.run.comeBack()
}

func (run *Run) comeBack() (ms int, ok bool) {
	set := run.settings()
	if set.Retry <= 0 {
		return 0, false
	}
	return int((set.Retry + run.runs.upTo(set.Spread)).Milliseconds()), true
}

// retry is what an event stream opens with: 0 is nothing. One that can be resumed
// says when to come back. In a room each does, and not all say the same.
func (r *reader) retry() int {
	r.answer.run.live.tells(r)
	switch ms, ok := r.answer.comeBack(); {
	case ok:
		r.answer.run.note("the room's profile: this stream's client shall come back %d ms after it broke", ms)
		return ms
	case r.answer.ids:
		return 500
	}
	return 0
}
