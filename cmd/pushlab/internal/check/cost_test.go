package check

import (
	"fmt"
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
