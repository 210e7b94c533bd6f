package demo

// cursorKnob takes the cursor of a poll away, to show what it is for.
var cursorKnob = choice("cursor", "on", "off", func(k *Knobs, on bool) { k.Cursor = on })

var pollKnobs = append(without(withCheck("poll", ndjsonKnobs), "heartbeat", "framing"), cursorKnob)

// readBatch finds what a poll reads.
func (l *lab) readBatch(run *Run, k Knobs, lastRead string) *reader {
	if k.Cursor {
		return l.read(run, k, lastRead)
	}
	if lastRead != "" {
		run.note("cursor=off: the id %s was not looked at", quote(lastRead))
	}
	r := l.read(run, k, "")
	r.skip(k)
	return r
}

// skip moves a reader without a cursor to now. A request that is held gets what
// is made from here on, and one that is not gets the newest item. What was made
// between two of them has no addressee. The answer goes by its name, since there
// is no id to find it by.
func (r *reader) skip(k Knobs) {
	a := r.answer
	a.mu.Lock()
	defer a.mu.Unlock()
	r.after = len(a.ends)
	if k.Hold == 0 && r.after > 0 {
		r.after--
	}
}
