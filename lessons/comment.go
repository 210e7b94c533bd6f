package lessons

import (
	"fmt"
	"regexp"
	"strings"
)

// A comment is one HTML comment that means something to the site.
type comment struct {
	name string            // "demo"
	id   string            // what follows the colon without a key
	args map[string]string // key=value, key="several words"
	end  bool              // <!-- /demo -->
}

// single names the comments that stand alone, paired those that come in pairs:
// around blocks, or around a number in a line (number.go).
var (
	single = map[string]bool{"lab": true, "dir": true}
	paired = map[string]bool{
		KindPredict: true, KindDemo: true, KindExercise: true, KindQuiz: true, KindClaim: true,
		numberName: true,
	}
)

var (
	openForm = regexp.MustCompile(`(?s)^<!--\s*([a-z]+)\s*:(.*)-->$`)
	endForm  = regexp.MustCompile(`^<!--\s*/\s*([a-z]+)\s*-->$`)
	bareForm = regexp.MustCompile(`^<!--\s*([a-z]+)\s*-->$`)
	argument = regexp.MustCompile(`^([a-z][a-z0-9-]*)=(?:"([^"]*)"|([^\s"]*))(?:\s+|$)`)
	idForm   = regexp.MustCompile(`^([A-Za-z0-9.-]+)(?:\s+|$)`)
)

// parseComment reads one HTML comment. ok is false for a comment that is only
// a remark of the author's.
func parseComment(text string) (c comment, ok bool, err error) {
	if m := endForm.FindStringSubmatch(text); m != nil {
		return comment{name: m[1], end: true}, true, known(m[1], paired[m[1]])
	}
	if m := openForm.FindStringSubmatch(text); m != nil {
		c = comment{name: m[1]}
		if err := known(c.name, single[c.name] || paired[c.name]); err != nil {
			return c, true, err
		}
		return c, true, c.parseArgs(m[2])
	}
	if m := bareForm.FindStringSubmatch(text); m != nil && (single[m[1]] || paired[m[1]]) {
		return comment{}, true, fmt.Errorf("%s needs a colon: <!-- %[1]s: … --> or a slash: <!-- /%[1]s -->", m[1])
	}
	return comment{}, false, nil
}

func known(name string, ok bool) error {
	if !ok {
		return fmt.Errorf("unknown comment %q", name)
	}
	return nil
}

// parseArgs reads what follows the colon: an id, then key=value.
func (c *comment) parseArgs(s string) error {
	c.args = map[string]string{}
	s = strings.TrimSpace(s)
	if m := idForm.FindStringSubmatch(s); m != nil {
		c.id, s = m[1], s[len(m[0]):]
	}
	for s != "" {
		m := argument.FindStringSubmatch(s)
		if m == nil {
			return fmt.Errorf("%s: %q is not key=value", c.name, s)
		}
		if _, twice := c.args[m[1]]; twice {
			return fmt.Errorf("%s: %s is given twice", c.name, m[1])
		}
		c.args[m[1]], s = m[2]+m[3], s[len(m[0]):]
	}
	if c.id == "" && c.name != "lab" {
		return fmt.Errorf("%s needs an id: <!-- %[1]s: ID -->", c.name)
	}
	return nil
}
