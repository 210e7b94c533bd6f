package views

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// seatWords is how a seat is called: the projector knows numbers only.
func (s BoardSeat) seatWords() string {
	if s.Name != "" {
		return s.Name
	}
	return "Seat " + s.number()
}

func (s BoardSeat) number() string { return fmt.Sprintf("%02d", s.Seat) }

// awayWords says since when a seat is not connected.
func (s BoardSeat) awayWords() string {
	switch {
	case s.On:
		return ""
	case s.Away < 60:
		return "away"
	}
	return fmt.Sprintf("away %d min", s.Away/60)
}

// workWords are the checkpoint of a seat, how long it is at it, and its tries.
func (b Board) workWords(s BoardSeat) string {
	if s.Exercise == "" {
		return "no checkpoint open"
	}
	words := fmt.Sprintf("%s, %d min", b.label(s.Exercise), s.Minutes)
	switch s.Tries {
	case 0:
		return words
	case 1:
		return words + ", 1 try"
	}
	return fmt.Sprintf("%s, %d tries", words, s.Tries)
}

// listed is how a seat is called with its number, as the grid has it.
func (s BoardSeat) listed() string {
	if s.Name == "" {
		return s.seatWords()
	}
	return s.number() + " " + s.Name
}

// whyWords say why a seat is listed, but for what workWords says anyway.
func (s BoardSeat) whyWords() []string {
	known := []string{fmt.Sprintf("%d %s", s.Minutes, plural(s.Minutes, "minute")), fmt.Sprintf("%d tries", s.Tries)}
	return slices.DeleteFunc(slices.Clone(s.Why), func(why string) bool { return slices.Contains(known, why) })
}

// label is how the grid calls a checkpoint.
func (b Board) label(exercise string) string {
	for _, c := range b.Columns {
		if c.ID == exercise {
			return c.Label
		}
	}
	return exercise
}

// cellClass is the mark of a cell, cellWords what it says.
var cellClass = map[string]string{"p": "c-d", "w": "c-n", "s": "c-s"}

func cellWords(cell string, minutes int) string {
	switch cell {
	case "p":
		return "passed"
	case "w":
		return "working"
	case "s":
		return fmt.Sprintf(" stuck for %d %s", minutes, plural(minutes, "minute"))
	}
	return "not started"
}

// sum is the sentence above the grid.
func (b Board) sum(present bool) string {
	words := stuckWords(b.Counts.Stuck)
	if b.Counts.Come > 0 && !present { // who asks is not for a projector
		words += fmt.Sprintf(", %d %s you to come", b.Counts.Come, map[bool]string{true: "asks", false: "ask"}[b.Counts.Come == 1])
	}
	i := slices.IndexFunc(b.Columns, func(c BoardColumn) bool { return c.Here })
	if i < 0 {
		return capital(words)
	}
	return fmt.Sprintf("%d of %d passed %s; %s", b.Columns[i].Passed, b.Counts.Joined, b.Columns[i].Label, words)
}

func stuckWords(n int) string {
	switch n {
	case 0:
		return "nobody is stuck"
	case 1:
		return "1 is stuck"
	}
	return strconv.Itoa(n) + " are stuck"
}

// mostListed is how many seats the list beside the grid has.
const mostListed = 8

// needs are the seats of that list, in the order of the board.
func (b Board) needs() []BoardSeat {
	list := slices.DeleteFunc(slices.Clone(b.Seats), func(s BoardSeat) bool { return len(s.Why) == 0 })
	return list[:min(len(list), mostListed)]
}

func (p BoardPage) lesson(slug string) (BoardLesson, bool) {
	i := slices.IndexFunc(p.Lessons, func(l BoardLesson) bool { return l.Slug == slug })
	if i < 0 {
		return BoardLesson{}, false
	}
	return p.Lessons[i], true
}

// place says where the host is.
func (p BoardPage) place() string {
	at := p.Board.Follow.Place
	l, ok := p.lesson(at.Lesson)
	if !ok {
		return "No lesson yet"
	}
	words := fmt.Sprintf("Lesson %d", l.Number)
	if n := slices.Index(l.Sections, at.Section); n >= 0 {
		words += fmt.Sprintf(", section %d", n+1)
	}
	if at.Row > 0 {
		words += fmt.Sprintf(", row %d", at.Row)
	}
	return words
}

// nextClosed is the first closed lesson, which the host opens next.
func (p BoardPage) nextClosed() (BoardLesson, bool) {
	for _, l := range p.Lessons {
		if slices.Contains(p.Board.Closed, l.Slug) {
			return l, true
		}
	}
	return BoardLesson{}, false
}

// left is what a timer has left: "6:31".
func (b Board) left() string {
	if b.Timer == nil {
		return ""
	}
	s := max(0, (b.Timer.Ends-b.Now+999)/1000)
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// endedWords say what an ended room still is to who looks at its board.
func (p BoardPage) endedWords() string {
	words := "The room has ended: nobody can join."
	switch {
	case p.Present:
		return words
	case p.Board.host():
		return words + " Everything is kept until you wipe it, for seven days at most."
	}
	return words + " Everything is kept until the host wipes it, for seven days at most."
}

func (b Board) host() bool { return b.Role == "host" }

// onRow says whether the row of a plan holds now.
func (p BoardPage) onRow(r BoardPlanRow) bool {
	minute := time.UnixMilli(p.Board.Now).Sub(p.Began).Minutes()
	return minute >= float64(r.From) && minute < float64(r.To)
}

func yesNo(on bool) string {
	if on {
		return "yes"
	}
	return "no"
}

func onOff(on bool) string {
	if on {
		return "On"
	}
	return "Off"
}

// withoutStrip leaves the room's strip out: the board says all of it, and a
// projector shows nothing of it.
func (l Layout) withoutStrip() Layout {
	l.Room = nil
	return l
}
