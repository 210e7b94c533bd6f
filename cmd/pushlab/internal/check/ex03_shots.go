package check

import (
	"strings"

	"pushlab/cmd/pushlab/internal/wire"
)

// A shot is one of the seven. near finds, among the submissions that count for
// none, the one that was meant for it; miss says what to change in that.
type shot struct {
	hits func(submission) bool
	near func(submission) bool
	miss func(submission) string
	hint string // before anything was near
}

// lastEventID and reconnection are what two of the shots set.
const (
	shotID    = "42"
	shotRetry = 1500
)

const noBlankLine = "The block has no blank line at its end, so nothing of it counts yet: end it with two line ends."

var shots = []shot{
	{
		hits: func(s submission) bool { d, ok := s.one(); return ok && d.Type == "message" && d.Data == "hi" },
		near: func(s submission) bool { return s.has("hi") && !s.has("token") },
		miss: missMessage,
		hint: `Submit a data line and a blank line with check=EX03: printf 'data: hi\n\n' | curl --data-binary @- "$LAB/emit?check=EX03"`,
	},
	{
		hits: func(s submission) bool { d, ok := s.one(); return ok && d.Type == "token" && twoLines(d.Data) },
		near: func(s submission) bool { return s.has("token") },
		miss: missToken,
		hint: "An event line names the event. Each line of the text has a data line of its own.",
	},
	{
		hits: func(s submission) bool { d, ok := s.one(); return ok && d.Data == "" },
		near: func(s submission) bool {
			return strings.HasPrefix(s.bytes, "data") && !s.has("hi", "token", ": ", ":  ")
		},
		miss: missEmpty,
		hint: "A data line may have nothing behind its name. Then a blank line.",
	},
	{
		hits: func(s submission) bool { return s.silent() && s.lastEventID == shotID },
		near: func(s submission) bool { return s.has(shotID) },
		miss: missID,
		hint: "An id counts at the blank line of its block, even when the block has no data.",
	},
	{
		hits: func(s submission) bool {
			return len(s.bytes) == 2 && s.doesNothing(wire.Reference) && s.doesNothing(wire.BuggyA) && s.doesNothing(wire.BuggyB)
		},
		near: func(s submission) bool { return len(s.bytes) <= 4 || strings.HasPrefix(s.bytes, ":") },
		miss: missHeartbeat,
		hint: "A line that begins with a colon is a comment. Two bytes are enough, and the line end is one of them.",
	},
	{
		hits: func(s submission) bool { return s.silent() && s.reconnection == shotRetry },
		near: func(s submission) bool { return s.has("retry", "1500", "1,500") },
		miss: missRetry,
		hint: "A retry line sets it, in milliseconds, with digits only.",
	},
	{
		hits: func(s submission) bool { d, ok := s.one(); return ok && strings.HasPrefix(d.Data, " ") },
		near: func(s submission) bool { return s.has("data: ", "data:\t") && !s.has("hi", "token") },
		miss: missSpace,
		hint: "A parser takes one space behind the colon away, and only one.",
	},
}

// twoLines: a line break with text on both sides.
func twoLines(data string) bool {
	before, after, ok := strings.Cut(data, "\n")
	return ok && before != "" && after != ""
}

func missMessage(s submission) string {
	d, ok := s.one()
	switch {
	case s.silent() && s.open:
		return noBlankLine
	case s.silent():
		return "No line of it is a data line. The name is data, in small letters at the start of the line, and then a colon."
	case !ok:
		return "It fires more than one event. Submit one block with one blank line."
	case d.Type != "message":
		return "Its event has a name of its own. Without an event line it is a message."
	}
	return "The data must be hi and nothing more: one space behind the colon is taken away, and only one."
}

func missToken(s submission) string {
	d, ok := s.one()
	switch {
	case s.silent() && s.open:
		return noBlankLine
	case s.silent():
		return "An event line alone fires nothing: a block without data is forgotten at its blank line."
	case !ok:
		return "It fires more than one event. A blank line ends the block: put none between the two lines of the text."
	case d.Type != "token":
		return "Its event has another name. The line is event: token, in the same block as the data."
	case !strings.Contains(d.Data, "\n"):
		return "Its data is one line. A line break that is pasted into a data line begins a field that nobody knows: write a data line for each line of the text."
	}
	return "There must be text on both sides of the line break."
}

func missEmpty(s submission) string {
	d, ok := s.one()
	switch {
	case s.silent():
		return noBlankLine
	case !ok:
		return "It fires more than one event. Submit one block with one blank line."
	case d.Data == "\n":
		return "Two data lines have a line break between them, so the data is not empty. One is enough."
	}
	return "The data is not empty. Write the field's name, and nothing behind it."
}

func missID(s submission) string {
	switch {
	case !s.silent():
		return "It fires an event, since its block has a data line. An id needs none."
	case s.open:
		return noBlankLine
	case s.lastEventID == "":
		return "No line of it is an id line. The name is id, in small letters at the start of the line, and then a colon."
	}
	return "The last event ID is another. Behind the colon and its one space stands 42 alone."
}

func missHeartbeat(s submission) string {
	switch {
	case !s.silent():
		return "It fires an event."
	case len(s.bytes) != 2:
		return "It must be two bytes: a comment of one character, which is its colon, and a line end."
	case !strings.HasSuffix(s.bytes, "\n") && !strings.HasSuffix(s.bytes, "\r"):
		return "Its line has no end, so it swallows the line that comes next. One of the two bytes is the line end."
	case !s.doesNothing(wire.Reference):
		return "It changes what the next event is."
	}
	return "It has a blank line. The right parser fires nothing there, but one that asks whether it has seen an id does: see what parser A makes of it in the middle of a stream."
}

func missRetry(s submission) string {
	switch {
	case !s.silent():
		return "It fires an event. A retry line needs no data."
	case s.reconnection >= 0:
		return "The reconnection time is another. It is in milliseconds: 1500."
	case s.has("1500.", "1,500", "1.5", "1e3", "15e2", "1500m", "1500 ") || !s.has("retry"):
		return "The line is ignored: behind the colon and its one space only the digits 0 to 9 count."
	case s.open && !strings.HasSuffix(s.bytes, "\n") && !strings.HasSuffix(s.bytes, "\r"):
		return "Its line has no end. A retry line needs no blank line behind it, but it must be a whole line."
	}
	return "The line is ignored. The name is retry, in small letters at the start of the line, then a colon, and then digits alone."
}

func missSpace(s submission) string {
	switch _, ok := s.one(); {
	case s.silent() && s.open:
		return noBlankLine
	case s.silent():
		return "It fires nothing."
	case !ok:
		return "It fires more than one event. Submit one block with one blank line."
	}
	return "Its data does not begin with a space: the one behind the colon was taken away. Write two."
}
