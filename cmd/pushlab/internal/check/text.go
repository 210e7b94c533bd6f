package check

import (
	"fmt"
	"strings"
)

// String writes the verdict as a terminal shows it: the conditions with what was
// seen of them, and what to do next.
func (v Verdict) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", v.Exercise, v.outcome())
	for _, c := range v.Clauses {
		b.WriteString(c.String())
	}
	if v.Hint != "" {
		fmt.Fprintf(&b, "%s\n", v.Hint)
	}
	return b.String()
}

func (v Verdict) outcome() string {
	switch {
	case v.Passed:
		return "passed"
	case v.Over:
		return "not passed"
	}
	return "so far"
}

// String writes the condition, and below it what was seen.
func (c Clause) String() string {
	line := fmt.Sprintf("%-8s %s\n", c.State, c.Text)
	if c.Seen != "" {
		line += fmt.Sprintf("%-8s %s\n", "", c.Seen)
	}
	return line
}
