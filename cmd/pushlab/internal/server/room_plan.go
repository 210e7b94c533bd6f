package server

import (
	"fmt"
	"slices"
	"strings"

	"pushlab/lessons"
	"pushlab/views"
)

// A planRow is what a host does in some minutes of a workshop.
type planRow struct {
	minutes int
	does    string
	lessons []int // numbers; one that this course does not have is said to be missing
	prompt  string
}

// plans are the notes beside the board.
var plans = []struct {
	name string
	rows []planRow
}{
	{"90 minutes", []planRow{
		{8, "One answer in one piece, the same as a stream. Then a proxy that gives up after 5 s.", []int{1},
			"Both take as long. Who would pay for the left one? And why did it fail just now?"},
		{2, "Ask why chat pages use event streams. Write five reasons on the wall, and leave them there.", nil,
			"Five reasons, please. We come back to them at minute 80."},
		{14, "Four minutes on the bytes of an event. Then pairs write EX03, shots (a) to (d).", []int{3},
			"Which of these bytes is the event? What if the cut is here?"},
		{12, "200, a cut, 502; then the four logs of a stream that resumes or does not.", []int{4, 5},
			"It came back. Did the user get the whole answer?"},
		{12, "One byte a read, with 你好🌍. Then two of the five slicings of EX06.", []int{6},
			"Where does an event end? Who promised you one read for each event?"},
		{4, "Pause. Open the minute cards, and start the timer.", nil, ""},
		{12, "A handshake by hand on the projector. Then pairs take 81 85 37 fa … apart on paper.", []int{7, 8},
			"Which byte is the length? Who may send without a mask?"},
		{12, "Vote before each cut: FIN, RST, blackhole, 502. Then cut the whole room.", []int{10},
			"Which page notices? Which comes back? What did it cost in tokens?"},
		{6, "A proxy with its settings as they come, and one header that helps.", []int{12},
			"It works on my laptop. Why only there?"},
		{8, "Back to the five reasons on the wall: strike, keep, correct. Decide for a product of theirs.", []int{20},
			"What would make you choose the other one?"},
	}},
	{"Half a day", []planRow{
		{15, "pushlab doctor on each laptop, a wall of beliefs, the two ways to answer.", []int{1},
			"What breaks where your own product streams?"},
		{35, "The event stream: EX03 whole, then EX04.", []int{3, 4},
			"Who closes? Who decides to ask again?"},
		{30, "Resume: EX05a in pairs, EX05b alone, and the begin of EX06.", []int{5, 6},
			"At least once or at most once, for the text of a chat? And for a tool call?"},
		{15, "Pause. Open the minute cards, and start the timer.", nil, ""},
		{35, "WebSocket: EX07, EX08, and the ten endings as a bingo card.", []int{7, 8, 9},
			"What can a page never know? Why is that good for its user?"},
		{30, "Faults: EX10, then heartbeats.", []int{10, 11},
			"After how many silent seconds does your load balancer hang up? Look it up now."},
		{10, "Pause.", nil, ""},
		{25, "The path: one team breaks a hop, the other finds it. Then the six connections.", []int{12, 13},
			"Which hop would you want to own?"},
		{25, "Stop, and readers that are slow.", []int{14, 15},
			"Leave, or press Stop: who pays for the rest?"},
		{30, "All build the last exercise as far as they come. Walk round, and read out what fails.", []int{16, 19},
			"Which condition is it that fails? What did the check see?"},
		{5, "The wall of beliefs again, and what to do at home.", []int{20},
			"Which of your beliefs is another one now?"},
	}},
}

// boardPlans are the plans with the lessons that this course has.
func (s *Server) boardPlans() (list []views.BoardPlan) {
	for _, p := range plans {
		shown := views.BoardPlan{Name: p.name}
		at := 0
		for _, r := range p.rows {
			shown.Rows = append(shown.Rows, views.BoardPlanRow{From: at, To: at + r.minutes, Does: s.planText(r), Prompt: r.prompt})
			at += r.minutes
		}
		list = append(list, shown)
	}
	return list
}

// planText says what to do, in which lessons, and which of them are not there.
func (s *Server) planText(r planRow) string {
	var there, missing []string
	for _, n := range r.lessons {
		if slices.ContainsFunc(s.lessons, func(l lessons.Lesson) bool { return l.Number == n }) {
			there = append(there, fmt.Sprint(n))
		} else {
			missing = append(missing, fmt.Sprint(n))
		}
	}
	text := r.does
	if len(there) > 0 {
		text = numbered("Lesson", there) + ". " + text
	}
	if len(missing) > 0 {
		text += " Not in this course yet: " + strings.ToLower(numbered("Lesson", missing)) + "."
	}
	return text
}

// numbered is "Lesson 3" or "Lessons 4, 5".
func numbered(what string, numbers []string) string {
	if len(numbers) > 1 {
		what += "s"
	}
	return what + " " + strings.Join(numbers, ", ")
}
