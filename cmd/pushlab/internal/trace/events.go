package trace

// event makes the Event of record n.
func (l *Log) event(n int) Event {
	r := &l.records[n]
	e := Event{
		N: n, Kind: r.kind.String(), At: r.at, Conn: int(r.conn), Exchange: int(r.exchange), Dir: r.dir(),
		Text: l.texts[r.text], Answer: l.texts[r.answer], Seq: int(r.seq),
	}
	if r.kind.isFrame() || r.kind == rawBytes {
		e.Frame = r.wireFrame()
	}
	if r.hasList() {
		e.Text = ""
	}
	if r.kind == connOpen { // which is about no answer, and has its place there
		e.Place, e.Answer, e.Link, e.Seq = e.Answer, "", e.Seq, 0
	}
	return e
}

func (l *Log) keepText(s string) int32 {
	if s == "" {
		return 0
	}
	l.texts = append(l.texts, s)
	return int32(len(l.texts) - 1)
}

// keepAnswer keeps each epoch once. The one that is looked for is nearly always
// among the newest.
func (l *Log) keepAnswer(s string) int32 {
	if s == "" {
		return 0
	}
	for i := len(l.answers) - 1; i >= 0; i-- {
		if l.texts[l.answers[i]] == s {
			return l.answers[i]
		}
	}
	n := l.keepText(s)
	l.answers = append(l.answers, n)
	return n
}

// Len returns the number of events.
func (l *Log) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.records)
}

// readBatch is how many events a reader takes at a time. Between two batches it
// holds nothing of the Log, so that writers get their turn.
const readBatch = 64

// Events returns the events from index from on that there are now.
func (l *Log) Events(from int) []Event {
	from = max(from, 0)
	to := l.Len()
	if from >= to {
		return nil
	}
	events := make([]Event, 0, to-from)
	for from < to {
		events = l.some(events, from, to)
		from = min(to, from+readBatch)
	}
	return events
}

// some appends a batch of the events from index from to, but not with, to.
func (l *Log) some(events []Event, from, to int) []Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	for to = min(to, from+readBatch); from < to; from++ {
		events = append(events, l.event(from))
	}
	return events
}
