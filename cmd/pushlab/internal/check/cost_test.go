package check

import (
	"fmt"
	"strings"
	"testing"
	"time"
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

// Twenty such submissions, of which one is new: a page looks at each of them
// again whenever something happens.
func BenchmarkEvaluateEX03(b *testing.B) {
	l := newLab(b, false)
	for n := range 20 {
		l.finish(l.ask("POST", "emit?check=EX03", manyLines(n)))
	}
	Evaluate("EX03", l.run.Log)
	for n := 20; b.Loop(); n++ {
		readings.read(manyLines(n))
		Evaluate("EX03", l.run.Log)
	}
}
