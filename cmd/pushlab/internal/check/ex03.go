package check

// ex03 is passed by bytes: seven submissions, each of which does one thing to a
// parser and nothing else.
var ex03 = Check{
	ID:    "EX03",
	Title: "Seven shots",
	Task:  "Submit bytes to the composer so that exactly these seven things happen, with one submission for each.",
	Start: `printf 'data: hi\n\n' | curl --data-binary @- '{lab}/emit?check=EX03'`,
	Clauses: []string{
		"A message with the data hi.",
		"An event named token whose data is two lines of text.",
		"An event with empty data.",
		"The last event ID becomes 42, and nothing is fired.",
		"Two bytes keep the connection warm and do nothing else, in none of the three parsers.",
		"The reconnection time becomes 1,500 ms, and nothing is fired.",
		"An event whose data begins with a space.",
	},
	decide: decideEX03,
}

// decideEX03 looks for seven submissions, one for each shot, that the reference
// parser (of the fifth, all three parsers) makes of what the shot asks for. Their
// order does not matter, and what is wrong in others does not either.
func decideEX03(a attempt) (clauses []Clause, over bool) {
	subs := a.submissions()
	of := assign(subs)
	for i, s := range shots {
		clauses = append(clauses, s.clause(a, subs, of[i]))
	}
	if len(subs) == 0 {
		clauses[0].Seen = "Nothing was submitted yet."
	}
	return clauses, false
}

// assign gives each shot a submission of its own that hits it, as many as can
// have one: -1 is none. A submission may hit two, so each new shot may push
// another one to a submission that is left.
func assign(subs []submission) []int {
	owner := map[int]int{} // submission → shot
	for shot := range shots {
		push(shot, subs, owner, map[int]bool{})
	}
	of := make([]int, len(shots))
	for shot := range of {
		of[shot] = -1
	}
	for sub, shot := range owner {
		of[shot] = sub
	}
	return of
}

// push finds a submission for a shot (an augmenting path of a bipartite graph).
func push(shot int, subs []submission, owner map[int]int, tried map[int]bool) bool {
	for i, sub := range subs {
		if tried[i] || !shots[shot].hits(sub) {
			continue
		}
		tried[i] = true
		if other, taken := owner[i]; !taken || push(other, subs, owner, tried) {
			owner[i] = shot
			return true
		}
	}
	return false
}

// clause is what became of a shot. sub is its submission, -1 for none.
func (s shot) clause(a attempt, subs []submission, sub int) Clause {
	if sub >= 0 {
		return met(subs[sub].said(a), subs[sub].sent.N)
	}
	for i := len(subs) - 1; i >= 0; i-- {
		if near := subs[i]; s.near(near) {
			if s.hits(near) {
				return notYet(near.said(a)+" It counts for another condition.", "That would do, but it is counted already. Submit once more for this one.", near.sent.N)
			}
			return notYet(near.said(a), s.miss(near), near.sent.N)
		}
	}
	return waiting("", s.hint)
}
