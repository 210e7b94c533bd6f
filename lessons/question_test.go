package lessons

import (
	"strings"
	"testing"
)

const (
	answer  = "<details><summary>Answer</summary>\n\n%s\n\n</details>\n\n"
	choices = "Which?\n\n1. One\n2. Two\n\n"
)

func inDetails(text string) string { return strings.Replace(answer, "%s", text, 1) }

func block(kind, text string) string {
	return "<!-- " + kind + ": q -->\n\n" + text + "<!-- /" + kind + " -->\n"
}

// badQuestions lists blocks that can not be read, each with a part of the
// reason.
var badQuestions = map[string]struct{ text, want string }{
	"no question":       {block("quiz", "1. One\n2. Two\n\n"+inDetails("1. a\n2. **Right.** b")), "a quiz is a paragraph, a numbered list"},
	"no options":        {block("predict", "Which?\n\n"+inDetails("**1.** a")), "a predict is a paragraph, a numbered list"},
	"bullets":           {block("quiz", "Which?\n\n- One\n- Two\n\n"+inDetails("1. a\n2. **Right.** b")), "a numbered list"},
	"list from 2":       {block("quiz", "Which?\n\n2. One\n3. Two\n\n"+inDetails("1. a\n2. **Right.** b")), "a numbered list"},
	"no details":        {block("quiz", choices+"1. a\n2. **Right.** b\n\n"), "in <details>"},
	"details not shut":  {block("quiz", choices+"<details><summary>A</summary>\n\n1. a\n2. **Right.** b\n\nmore\n\n"), "in <details>"},
	"no blank line":     {block("quiz", choices+"<details><summary>A</summary>\n1. a\n2. **Right.** b\n\n</details>\n\n"), "in <details>"},
	"empty details":     {block("predict", choices+"<details><summary>A</summary>\n\n</details>\n\n"), "in <details>"},
	"no number":         {block("predict", choices+inDetails("Two, of course.")), "begins with the right option's number"},
	"number too high":   {block("predict", choices+inDetails("**3.** Three.")), `option "3." of 2`},
	"number in words":   {block("predict", choices+inDetails("**Two.** So.")), `option "Two." of 2`},
	"two paragraphs":    {block("predict", choices+inDetails("**2.** So.\n\nAnd more.")), "one paragraph"},
	"replies missing":   {block("quiz", choices+inDetails("**Right.** b")), "one reply for each option"},
	"too few replies":   {block("quiz", choices+inDetails("1. **Right.** b")), "one reply for each option"},
	"none right":        {block("quiz", choices+inDetails("1. a\n2. Right. b")), "no reply begins with **Right.**"},
	"much after":        {block("quiz", choices+inDetails("1. a\n2. **Right.** b\n\nc\n\nd")), "one paragraph at most"},
	"option with code":  {block("quiz", "Which?\n\n1. One\n\n   ```\n   x\n   ```\n2. Two\n\n"+inDetails("1. a\n2. **Right.** b")), "is a line of text"},
	"empty option":      {block("quiz", "Which?\n\n1.\n2. Two\n\n"+inDetails("1. a\n2. **Right.** b")), "is a line of text"},
	"quiz without text": {block("quiz", ""), "a quiz is a paragraph"},
}

func TestBadQuestions(t *testing.T) {
	for name, test := range badQuestions {
		t.Run(name, func(t *testing.T) {
			_, err := Load(oneLesson(head + test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Load = %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestLooseListsAreRead(t *testing.T) {
	l := mustLoad(t, head+block("quiz", "Which?\n\n1. One\n\n2. Two\n\n"+inDetails("1. a\n\n2. **Right.** b")))
	if got := l.Segments[0].Options; len(got) != 2 || got[0].HTML != "One" || got[1].Reply != "<strong>Right.</strong> b" {
		t.Errorf("options = %+v", got)
	}
}

func TestSeveralRightOptions(t *testing.T) {
	l := mustLoad(t, head+block("quiz", choices+inDetails("1. **Right.** a\n2. **Right.** b")))
	for i, o := range l.Segments[0].Options {
		if !o.Right {
			t.Errorf("option %d is not right", i+1)
		}
	}
}
