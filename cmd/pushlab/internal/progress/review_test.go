package progress

import (
	"testing"
	"time"
)

var reviewStart = time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)

// answersAfter is the progress of who answered a question so many days after
// the start, right when the number is not negative.
func answersAfter(days ...float64) (p Progress) {
	p.Lessons = map[string]Lesson{}
	for _, d := range days {
		right := d >= 0
		at := reviewStart.Add(time.Duration(max(d, -d) * float64(day)))
		p.add(entry{Kind: kindAnswer, Lesson: "01-a", Item: "q", Option: 1, Right: right, At: at.UnixMilli()})
	}
	return p
}

func TestDue(t *testing.T) {
	for name, test := range map[string]struct {
		days []float64 // when it was answered; negative: wrong
		step int
		due  float64 // days after the start
	}{
		"right once":               {[]float64{0}, 1, 1},
		"right when due":           {[]float64{0, 1}, 2, 4},
		"three times":              {[]float64{0, 1, 4}, 3, 11},
		"four times":               {[]float64{0, 1, 4, 11}, 4, 32},
		"five times":               {[]float64{0, 1, 4, 11, 32}, 4, 53},
		"again too early":          {[]float64{0, 0.5}, 1, 1.5},
		"twice too early":          {[]float64{0, 1, 2, 3}, 2, 6},
		"late":                     {[]float64{0, 30}, 2, 33},
		"wrong":                    {[]float64{-2}, 0, 2},
		"wrong, then right":        {[]float64{-1, 1.01}, 1, 2.01},
		"forgotten after steps":    {[]float64{0, 1, -4}, 0, 4},
		"begins again from a day":  {[]float64{0, 1, -4, 5}, 1, 6},
		"wrong between right ones": {[]float64{0, -0.5, 0.6}, 1, 1.6},
	} {
		t.Run(name, func(t *testing.T) {
			got := answersAfter(test.days...).Lessons["01-a"].Answers["q"]
			want := reviewStart.Add(time.Duration(test.due * float64(day))).Truncate(time.Millisecond)
			if got.Step != test.step || got.Due.Sub(want).Abs() > time.Millisecond {
				t.Errorf("step %d, due %v, want %d, %v", got.Step, got.Due.UTC(), test.step, want)
			}
		})
	}
}

func TestReview(t *testing.T) {
	at := func(d float64) time.Time { return reviewStart.Add(time.Duration(d * float64(day))) }
	rests := func(answered, due float64) Answer {
		return Answer{Count: 1, Right: true, Step: 1, At: at(answered), Due: at(due)}
	}
	wrong := func(answered float64) Answer { return Answer{Count: 1, At: at(answered), Due: at(answered)} }
	for name, test := range map[string]struct {
		a, b, c Answer
		want    string
	}{
		"nothing answered":             {want: "a"},
		"a wrong one is due at once":   {a: rests(9, 12), b: wrong(9.9), want: "b"},
		"the longest due":              {a: rests(5, 8), b: rests(3, 6), c: wrong(7), want: "b"},
		"due before never answered":    {b: rests(5, 8), want: "b"},
		"never answered before others": {a: rests(9, 12), b: rests(9, 12), want: "c"},
		"all rest: the oldest":         {a: rests(9, 12), b: rests(8, 15), c: rests(8.5, 11), want: "b"},
		"due this moment":              {a: rests(9.5, 12), b: rests(7, 10), want: "b"},
	} {
		t.Run(name, func(t *testing.T) {
			p := Progress{Lessons: map[string]Lesson{"01-a": {Answers: map[string]Answer{}}}}
			for quiz, answer := range map[string]Answer{"a": test.a, "b": test.b, "c": test.c} {
				if answer.Count > 0 {
					p.Lessons["01-a"].Answers[quiz] = answer
				}
			}
			got, ok := p.Review([]Question{{"01-a", "a"}, {"01-a", "b"}, {"01-a", "c"}}, at(10))
			if !ok || got.Quiz != test.want {
				t.Errorf("Review = %+v, %v, want %s", got, ok, test.want)
			}
		})
	}
	if q, ok := (Progress{}).Review(nil, reviewStart); ok {
		t.Errorf("of no questions Review = %+v", q)
	}
}
