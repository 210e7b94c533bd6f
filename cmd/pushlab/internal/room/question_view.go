package room

// A viewer is who a question is shown to.
type viewer int

const (
	learner   viewer = iota
	projector        // as a learner, without a seat
	staff            // host and helpers see the votes while they come in
)

// predict returns the question as the viewer may see it; nil = none. The caller
// holds mu.
func (r *Room) predict(to viewer, s *Seat) *PredictState {
	a := r.set.Asked
	q, ok := r.questions[a.Number]
	if !ok {
		return nil
	}
	p := &PredictState{
		Lesson: q.Lesson, Block: q.Block, Text: q.Text, Options: q.Options,
		Round: a.Round, State: a.State, Of: len(r.present),
	}
	counts := r.count(a.Number, len(q.Options))
	for _, n := range counts[a.Round-1] {
		p.Answered += n
	}
	if s != nil {
		p.Mine = s.votes[a.Number][a.Round-1]
	}
	if to == staff || a.State == revealed {
		p.Before, p.Right = counts[0], q.Right
		if a.Round == 2 {
			p.After = counts[1]
		}
	}
	return p
}

// count returns the votes of both rounds by option.
func (r *Room) count(question, options int) (counts [2][]int) {
	counts[0], counts[1] = make([]int, options), make([]int, options)
	for _, s := range r.present {
		for round, option := range s.votes[question] {
			if option > 0 {
				counts[round][option-1]++
			}
		}
	}
	return counts
}
