package check

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/wire"
)

// What one look costs in a long trace: the server looks at each event that may
// decide something, and a verdict is due within 200 ms.
func BenchmarkEvaluate(b *testing.B) {
	for _, answers := range []int{0, 4} {
		b.Run(fmt.Sprint(answers, " answers before"), func(b *testing.B) {
			l := newLab(b, false)
			for range answers {
				s := l.get("sse?tokens=1000&ttft=0&tps=1000", "")
				l.move(10 * time.Second)
				l.finish(s)
			}
			l.resume("sse", l.cut())
			b.ReportMetric(float64(l.run.Log.Len()), "events")
			for b.Loop() {
				Evaluate("EX05a", l.run.Log)
			}
		})
	}
}

// manyLines is a submission of 64 kB that costs a parser most: one short line
// after the other. Each is another one.
func manyLines(n int) string {
	return strings.Repeat("data\n\n", 10_600) + fmt.Sprintf("id: %d\n\n", n)
}

// submitted is an attempt with so many of them.
func submitted(n int) (a attempt) {
	for i := range n {
		x := &exchange{head: wire.Head{Method: "POST", Target: "/r/x/emit?check=EX03"}, status: 200}
		x.body.WriteString(manyLines(i))
		a.exchanges = append(a.exchanges, x)
	}
	return a
}

// Twenty such submissions, of which one is new: who waits for a verdict looks at
// all of them whenever something happens.
func BenchmarkEX03(b *testing.B) {
	a := submitted(20)
	decideEX03(a)
	for n := 20; b.Loop(); n++ {
		readings.read(manyLines(n))
		decideEX03(a)
	}
}

// A submission is parsed once, however often it is looked at.
func TestEX03ReadsOnce(t *testing.T) {
	a := submitted(2)
	first, again := a.submissions(), a.submissions()
	if first[0].reading != again[0].reading || first[0].reading == first[1].reading {
		t.Error("a submission was read twice, or two are one")
	}
	if s := first[0]; s.count != 10_600 || s.lastEventID != "0" || s.open || len(s.fired) != mostFired {
		t.Errorf("it is read as %d events, last id %q, open %v, %d kept", s.count, s.lastEventID, s.open, len(s.fired))
	}
	if got, want := first[0].did(), `fired message "", fired message "", fired message "" and 10598 more`; got != want {
		t.Errorf("it %q, want %q", got, want)
	}
}
