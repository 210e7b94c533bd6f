package wire

// A Flavour is a way to interpret event streams: the right one, and two that
// are deliberately wrong, as parsers of widely used client libraries are. They
// stand beside the right one so that a learner sees what a stream should avoid.
type Flavour uint8

// The flavours.
const (
	// Reference is the parser of WHATWG HTML §9.2.6.
	Reference Flavour = iota
	// BuggyA is deliberately wrong: once an id was seen, it dispatches an event
	// at any blank line, with empty data when there is none. Its mistake is to
	// ask whether any buffer holds something, and the last event ID always does.
	BuggyA
	// BuggyB is deliberately wrong: it dispatches an event with empty data for a
	// block of comments alone, such as a heartbeat with a blank line behind it.
	BuggyB
)

// String names the flavour, and says of the wrong ones that they are.
func (f Flavour) String() string {
	switch f {
	case BuggyA:
		return "buggyA (deliberately wrong)"
	case BuggyB:
		return "buggyB (deliberately wrong)"
	}
	return "reference"
}

// wrongly says whether the flavour dispatches a block without data at its blank
// line, which WHATWG HTML §9.2.6 forbids.
func (f Flavour) wrongly(b *buffers) bool {
	switch f {
	case BuggyA:
		return b.id != ""
	case BuggyB:
		return b.comments && !b.fields
	}
	return false
}
