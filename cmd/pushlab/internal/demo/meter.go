package demo

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"path"
	"time"

	"pushlab/cmd/pushlab/internal/llm"
	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/trace"
)

// The knobs of a program: how many tokens, how fast, and behind which of them
// the lab cuts the connection of a reader that has none yet.
var articleKnobs = []knob{
	number("tokens", 1, 300, func(k *Knobs, n int) { k.Tokens = n }),
	number("tps", 1, 200, func(k *Knobs, n int) { k.TPS = n }),
	number("cut", 0, 300, func(k *Knobs, n int) { k.Fault = Fault{Kind: faultFin, Event: n} }),
}

// Unread is the text of a gen.tok whose reader had left.
const Unread = "unread"

// A meter makes the tokens of one handler, and sees what the handler may not:
// whether its reader is there.
type meter struct {
	run     *Run
	request *http.Request
	name    string   // of the handler, in the trace
	texts   []string // of all tokens
	seq     int      // of the newest token
	cut     int      // the lab breaks the connection behind it; 0: it does not
	gap     time.Duration
}

// newMeter counts for the program of a request, behind the first after tokens.
func (l *lab) newMeter(r *http.Request, run *Run, k Knobs, after int) *meter {
	m := &meter{run: run, request: r, seq: after, gap: time.Second / time.Duration(k.TPS)}
	if after == 0 {
		m.cut = k.Fault.Event
	}
	m.name = fmt.Sprint(path.Base(r.URL.Path), run.visits.Add(1))
	m.texts = llm.Model{Seed: k.Seed, Tokens: k.Tokens}.TokenTexts()
	return m
}

// tokens makes the rest of the tokens, one each gap, until ctx ends or the lab
// stops.
func (m *meter) tokens(ctx context.Context) iter.Seq[string] {
	return func(yield func(string) bool) {
		m.run.Log.Append(trace.Event{Kind: "gen.start", Answer: m.name})
		for m.seq < len(m.texts) && m.run.pause(ctx, m.gap) == nil {
			m.make()
			if !yield(m.texts[m.seq-1]) {
				break
			}
			m.breakWire()
		}
		m.run.Log.Append(trace.Event{Kind: "gen.end", Answer: m.name, Seq: m.seq, Text: m.why()})
	}
}

// make makes a token. The trace says when there is nobody to read it.
func (m *meter) make() {
	m.seq++
	e := trace.Event{Kind: "gen.tok", Answer: m.name, Seq: m.seq}
	if m.request.Context().Err() != nil {
		e.Text = Unread
	}
	m.run.Log.Append(e)
}

// breakWire does the fault that was asked for. Over HTTP/2, where a connection
// is not the exchange's own, there is none.
func (m *meter) breakWire() {
	if conn := tap.FromContext(m.request.Context()); m.seq == m.cut && conn != nil && m.request.ProtoMajor == 1 {
		m.run.pause(m.request.Context(), cutPause) // or the page may lose what it has not read
		conn.Break(tap.Fault(Fault{Kind: faultFin, Event: m.cut}.String()))
	}
}

func (m *meter) why() string {
	if m.seq == len(m.texts) {
		return whyDone
	}
	return whyCancel
}
