package lessons

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

// whole is a lesson with every kind of block.
const whole = `# Reading *one* ` + "`frame`" + `

What the ` + "`first`" + ` byte says.

<!-- lab: minutes=12 part=2 needs=second message="data: Hello\n\n" dir=c wire=ws -->

## Look

Before.

<!-- predict: size -->

How many *bytes*?

1. Five
2. ` + "`11`" + `

<details><summary>Answer</summary>

**2.** With the *key*.

</details>

<!-- /predict -->

Between.

<!-- demo: frames capture=cut size=5 -->

![A ladder](cut.svg)

` + "```text\n81 05\n```" + `

<!-- /demo -->

<!-- exercise: EX08 -->

Send **a frame**.

<!-- /exercise -->

<!-- quiz: mask -->

Who masks?

1. The server
2. The client

<details>
<summary>Answer</summary>

1. That would be odd.
2. **Right.** It must.

RFC 6455 §5.3.

</details>

<!-- /quiz -->

<!-- claim: N2 -->

*"It is small."* (an article)

| a | b |
| --- | --- |
| 1 | 2 |

Verdict: half-true. in one direction.

<!-- /claim -->
`

func loadWhole(t *testing.T) Lesson {
	t.Helper()
	fsys := oneLesson(head)
	fsys["04-whole/README.md"] = &fstest.MapFile{Data: []byte(whole)}
	fsys["04-whole/cut.svg"] = fsys["01-first/cut.svg"]
	fsys["04-whole/cut.jsonl"] = fsys["01-first/cut.jsonl"]
	if errs := Lint(fsys); len(errs) > 0 {
		t.Fatal(errs)
	}
	list, err := Load(fsys)
	if err != nil || len(list) != 3 {
		t.Fatalf("Load = %d lessons, %v, want 3", len(list), err)
	}
	return list[2]
}

func TestLessonHead(t *testing.T) {
	got := loadWhole(t)
	got.Segments = nil
	want := Lesson{
		Number: 4, Slug: "04-whole", Dir: "04-whole",
		Title: "Reading one frame", Summary: "What the first byte says.", SummaryHTML: "What the <code>first</code> byte says.",
		Minutes: 12, Part: 2, Needs: []string{"02-second"},
		Message: `data: Hello\n\n`, Direction: "c", Wire: "ws",
		Headings:  []Heading{{ID: "look", Text: "Look"}},
		Exercises: []string{"EX08"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("lesson = %+v\nwant %+v", got, want)
	}
}

func TestLessonSegments(t *testing.T) {
	want := []Segment{
		{Kind: "html"},
		{
			Kind: "predict", ID: "size", Args: map[string]string{},
			Question: "How many <em>bytes</em>?", Answer: "With the <em>key</em>.",
			Options: []Option{{HTML: "Five"}, {HTML: "<code>11</code>", Right: true}},
		},
		{Kind: "html"},
		{Kind: "demo", ID: "frames", Args: map[string]string{"capture": "cut", "size": "5"}, Capture: "cut"},
		{Kind: "exercise", ID: "EX08", Args: map[string]string{}},
		{
			Kind: "quiz", ID: "mask", Args: map[string]string{},
			Question: "Who masks?", Answer: "RFC 6455 §5.3.",
			Options: []Option{
				{HTML: "The server", Reply: "That would be odd."},
				{HTML: "The client", Reply: "<strong>Right.</strong> It must.", Right: true},
			},
		},
		{
			Kind: "claim", ID: "N2", Args: map[string]string{},
			Question: `<em>&quot;It is small.&quot;</em> (an article)`, Verdict: "half-true", Answer: "In one direction.",
		},
	}
	parts := [][]string{ // what the HTML of each segment holds
		{`<h2 id="look">`, "<p>Before.</p>"},
		{"<p>How many", "<ol>", "<details><summary>Answer</summary>", "<strong>2.</strong>", "</details>"},
		{"<p>Between.</p>"},
		{`<img src="/lessons/04-whole/cut.svg"`, "81 05"},
		{"<strong>a frame</strong>"},
		{"<details>\n<summary>", "<strong>Right.</strong>"},
		{"<table", "Verdict: half-true."},
	}
	got := loadWhole(t).Segments
	if len(got) != len(want) {
		t.Fatalf("%d segments, want %d", len(got), len(want))
	}
	for i, s := range got {
		for _, part := range parts[i] {
			if !strings.Contains(s.HTML, part) {
				t.Errorf("segment %d lacks %s:\n%s", i, part, s.HTML)
			}
		}
		if i == len(got)-1 && !strings.HasPrefix(s.Body, `<div class="scroll"`) {
			t.Errorf("body of the claim = %s, want its table", s.Body)
		}
		s.HTML, s.Body = "", ""
		if !reflect.DeepEqual(s, want[i]) {
			t.Errorf("segment %d = %+v\nwant %+v", i, s, want[i])
		}
	}
}

// broken lists lessons that Load refuses, each with a part of the reason.
var broken = map[string]struct{ text, want string }{
	"empty":              {"", "begins with its title"},
	"front matter":       {"---\ntitle: x\n---\n\n# A title\n", "begins with its title"},
	"no title":           {"A paragraph.\n", "begins with its title"},
	"no summary":         {"# A title\n\n## Section\n", "the summary, one paragraph"},
	"no lab":             {"# A title\n\nA summary.\n", "lab: minutes"},
	"two labs":           {head + "<!-- lab: minutes=5 part=1 -->\n", "lab stands once"},
	"lab below":          {"# A title\n\nA summary.\n\n## Section\n\n<!-- lab: minutes=5 part=1 -->\n", "before the first section"},
	"lab key":            {"# A title\n\nA summary.\n\n<!-- lab: minutes=5 parts=1 -->\n", `unknown key "parts"`},
	"lab number":         {"# A title\n\nA summary.\n\n<!-- lab: minutes=five part=1 -->\n", "is not a number"},
	"not closed":         {head + "<!-- demo: a -->\n\ntext\n", "01-first/README.md:7: demo is not closed"},
	"not opened":         {head + "text\n\n<!-- /demo -->\n", "01-first/README.md:9: <!-- /demo --> closes nothing"},
	"closed by another":  {head + "<!-- demo: a -->\n\ntext\n\n<!-- /quiz -->\n\n<!-- /demo -->\n", "<!-- /quiz --> closes nothing"},
	"nested":             {head + "<!-- demo: a -->\n\n<!-- demo: b -->\n\ntext\n\n<!-- /demo -->\n", "demo begins inside demo"},
	"inline":             {head + "text <!-- demo: a --> text\n", "must stand alone"},
	"in a list":          {head + "- item\n\n  <!-- demo: a -->\n", "must stand alone"},
	"in a quote":         {head + "> <!-- /demo -->\n", "must stand alone"},
	"glued":              {head + "<!-- exercise: EX1 -->\n\n<details><summary>Hint</summary>\n\nx\n\n</details>\n<!-- /exercise -->\n", "must stand alone"},
	"text behind":        {head + "<!-- demo: a --> text\n", "must stand alone"},
	"unknown":            {head + "<!-- dmeo: a -->\n", `unknown comment "dmeo"`},
	"unknown inline":     {head + "text <!-- dmeo: a -->\n", "must stand alone"},
	"dir of nothing":     {head + "<!-- dir: s -->\n\ntext\n", "dir stands before no section"},
	"dir of nobody":      {head + "<!-- dir: x -->\n\n## Section\n", `dir is "x"`},
	"section in block":   {head + "<!-- exercise: EX1 -->\n\n## Section\n\n<!-- /exercise -->\n", "a section begins inside exercise"},
	"one id, two blocks": {head + "<!-- claim: cut -->\n\nx\n\n<!-- /claim -->\n\n" + goodDemo, "demo cut: the id stands twice"},
	"block twice":        {head + "<!-- exercise: EX1 -->\n\nx\n\n<!-- /exercise -->\n\n<!-- exercise: EX1 -->\n\nx\n\n<!-- /exercise -->\n", "stands twice"},
	"nested alert":       {head + "- > [!NOTE]\n  > text\n", "is nested"},
	"alert in details":   {head + "<details><summary>x</summary>\n\n> [!NOTE]\n> text\n\n</details>\n", "is nested"},
	"unknown alert":      {head + "> [!HINT]\n> text\n", "none of GitHub's five"},
	"bare claim":         {head + "<!-- claim: N2 -->\n\nOne sentence.\n\n<!-- /claim -->\n", "a claim is a sentence"},
	"no verdict":         {head + "<!-- claim: N2 -->\n\nOne.\n\nTwo.\n\n<!-- /claim -->\n", "a claim ends with Verdict:"},
}

func TestLoadRefuses(t *testing.T) {
	for name, test := range broken {
		t.Run(name, func(t *testing.T) {
			_, err := Load(oneLesson(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Load = %v, want an error with %q", err, test.want)
			}
			if got := messages(Lint(oneLesson(test.text))); !strings.Contains(got, test.want) {
				t.Errorf("Lint = %q, want an error with %q", got, test.want)
			}
		})
	}
}

func TestLoadNeedsAReadme(t *testing.T) {
	fsys := fstest.MapFS{"01-empty/cut.jsonl": {Data: []byte("{}")}}
	if _, err := Load(fsys); err == nil || !strings.Contains(err.Error(), "lesson 01-empty") {
		t.Errorf("Load = %v, want an error that names the folder", err)
	}
}

// What is embedded is what lies in the folders.
func TestEmbeddedLessons(t *testing.T) {
	embedded, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	onDisk, err := Load(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if len(embedded) == 0 || !reflect.DeepEqual(embedded, onDisk) {
		t.Errorf("%d lessons are embedded, %d lie in the folder", len(embedded), len(onDisk))
	}
}

// A browser must find every element closed in the segment that opens it: the
// page puts each segment into an element of its own.
func TestSegmentsAreBalanced(t *testing.T) {
	list, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		for i, s := range l.Segments {
			var open []string
			for tag := range tags(s.HTML) {
				switch last := len(open) - 1; {
				case void[tag.name]:
				case !tag.end:
					open = append(open, tag.name)
				case last < 0 || open[last] != tag.name:
					t.Errorf("%s, segment %d: </%s> where %q is open", l.Slug, i, tag.name, open)
				default:
					open = open[:last]
				}
			}
			if len(open) > 0 {
				t.Errorf("%s, segment %d: %q is not closed", l.Slug, i, open)
			}
			if strings.Contains(s.HTML, "<!--") || strings.Contains(s.HTML, " style=") {
				t.Errorf("%s, segment %d has a comment or a style:\n%s", l.Slug, i, s.HTML)
			}
		}
	}
}

// No text, however broken, may stop the program.
func FuzzLoad(f *testing.F) {
	f.Add(whole)
	for _, test := range broken {
		f.Add(test.text)
	}
	for _, test := range badQuestions {
		f.Add(head + test.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_ = Lint(oneLesson(text))
	})
}
