package lessons

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func TestLessonsPassLint(t *testing.T) {
	for _, err := range Lint(os.DirFS(".")) {
		t.Error(err)
	}
}

const goodDemo = "<!-- demo: resume capture=cut tps=5 -->\n\n![A ladder](cut.svg)\n\n```text\nx\n```\n\n<!-- /demo -->\n"

func TestLint(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"minutes":           {strings.Replace(head, "minutes=5", "minutes=90", 1), "minutes=90 is not 1 to 60"},
		"no minutes":        {strings.Replace(head, "minutes=5", "", 1), "minutes=0"},
		"part":              {strings.Replace(head, "part=1", "part=6", 1), "part=6"},
		"direction":         {strings.Replace(head, "part=1", "part=1 dir=both", 1), `dir="both"`},
		"wire":              {strings.Replace(head, "part=1", "part=1 wire=tcp", 1), `wire="tcp"`},
		"message":           {"# A title\n\nA summary.\n\n<!-- lab: minutes=5 part=1 -->\n", "message is missing"},
		"needs nobody":      {strings.Replace(head, "part=1", "part=1 needs=third", 1), "needs=third is no lesson"},
		"needs the next":    {strings.Replace(head, "part=1", "part=1 needs=second", 1), "needs=02-second does not come before"},
		"empty block":       {head + "<!-- exercise: EX01 -->\n\n<!-- /exercise -->\n", "exercise has no fallback"},
		"demo, no picture":  {head + "<!-- demo: resume capture=cut -->\n\n```text\nx\n```\n\n<!-- /demo -->\n", "needs a picture"},
		"demo, no code":     {head + "<!-- demo: resume capture=cut -->\n\n![A ladder](cut.svg)\n\n<!-- /demo -->\n", "needs a picture and a transcript"},
		"demo, no capture":  {strings.Replace(head+goodDemo, "capture=cut ", "", 1), "names no recorded run"},
		"capture gone":      {strings.Replace(head+goodDemo, "capture=cut", "capture=gone", 1), "gone.jsonl is missing"},
		"unknown demo":      {strings.Replace(head+goodDemo, "resume", "resuem", 1), `unknown demo "resuem"`},
		"unknown knob":      {strings.Replace(head+goodDemo, "tps=5", "tsp=5", 1), `no knob "tsp"`},
		"unknown exercise":  {head + "<!-- exercise: EX99 -->\n\nx\n\n<!-- /exercise -->\n", `unknown exercise "EX99"`},
		"script":            {head + "<script>x</script>\n", "GitHub strips <script>"},
		"element":           {head + "a <lab-bench></lab-bench>\n", "GitHub strips <lab-bench>"},
		"class":             {head + "<div class=\"x\">\n\ny\n\n</div>\n", "GitHub strips the attribute class of <div>"},
		"style":             {head + "a <span style=\"color:red\">b</span>\n", "attribute style"},
		"data":              {head + "a <kbd data-x=\"1\">b</kbd>\n", "attribute data-x"},
		"handler":           {head + "<img src=\"cut.svg\" alt=\"x\" onload=\"x()\">\n", "attribute onload"},
		"details open":      {head + "<details>\n\nx\n", "<details> is not closed"},
		"details shut":      {head + "x\n\n</details>\n", "</details> closes nothing"},
		"second title":      {head + "# Another\n", "a second title"},
		"level":             {head + "### Deep\n", "level 3 follows one of level 1"},
		"mermaid":           {head + "```mermaid\ngraph\n```\n", "no mermaid"},
		"footnote":          {head + "text[^1]\n\n[^1]: note\n", "no footnotes"},
		"anchor":            {head + "## One\n\n[x](#two)\n", "no heading has this id"},
		"anchor, title":     {head + "[x](#a-title)\n", "no heading has this id"},
		"anchor elsewhere":  {head + "[x](../02-second/README.md#two)\n", "no heading has this id"},
		"anchor in a file":  {head + "[x](cut.jsonl#one)\n", "no heading has this id"},
		"lesson gone":       {head + "[x](../05-gone/README.md)\n", "05-gone/README.md does not exist"},
		"file gone":         {head + "[x](gone.jsonl)\n", "gone.jsonl does not exist"},
		"link out":          {head + "[x](../../cmd/main.go)\n", "it leaves the lessons"},
		"link to notes":     {head + "[x](../notes/README.md)\n", "it leaves the lessons"},
		"link in HTML":      {head + "<a href=\"gone.jsonl\">x</a>\n", "gone.jsonl does not exist"},
		"plain http":        {head + "[x](http://example.org/)\n", "with https"},
		"bare address":      {head + "see http://example.org/ there\n", "with https"},
		"script as link":    {head + "[x](javascript:alert)\n", "with https"},
		"picture, no alt":   {head + "![](cut.svg)\n", "has no alt text"},
		"HTML, no alt":      {head + "<img src=\"cut.svg\">\n", "has no alt text"},
		"picture gone":      {head + "![x](gone.svg)\n", "gone.svg does not exist"},
		"dark picture gone": {head + "<picture><source srcset=\"gone.svg\"><img alt=\"x\" src=\"cut.svg\"></picture>\n", "gone.svg does not exist"},
		"too many terms":    {head + "**a**, **b**, **c**, **d**, **e**, **f**, **g**, **h**\n", "8 terms in bold"},
	}
	known := Known{Demos: map[string][]string{"resume": {"tps"}}, Exercises: []string{"EX01"}}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := messages(Lint(oneLesson(test.text), known)); !strings.Contains(got, test.want) {
				t.Errorf("Lint = %q, want an error with %q", got, test.want)
			}
		})
	}
	if errs := Lint(oneLesson(head+goodDemo), known); len(errs) > 0 {
		t.Errorf("Lint of a good lesson = %v", errs)
	}
}

func TestLintOfFolders(t *testing.T) {
	fsys := oneLesson(head)
	fsys["01-again/README.md"] = fsys["01-first/README.md"]
	fsys["01-first/notes.txt"] = &fstest.MapFile{}
	got := messages(Lint(fsys))
	for _, want := range []string{"01-again and 01-first have one number", "01-first/notes.txt is not README.md, *.svg or *.jsonl"} {
		if !strings.Contains(got, want) {
			t.Errorf("Lint = %q, want an error with %q", got, want)
		}
	}
}

func TestTerms(t *testing.T) {
	tests := map[string]struct {
		first, second string
		want          string
	}{
		"used before":        {"It masks each Opcode twice.", "An **opcode** is four bits.", `"opcode" is used before 02-second introduces it`},
		"plural used before": {"Two opcodes.", "An **opcode** is four bits.", "is used before"},
		"plural introduced":  {"One chunk.", "Here are **chunks**.", "is used before"},
		"introduced in both": {"**Opcodes** are numbers.", "An **opcode** is four bits.", ""},
		"introduced first":   {"An **opcode** is four bits.", "Opcodes again.", ""},
		"a part of a word":   {"Blogs and catalogues.", "A **log** is kept.", ""},
		"in code":            {"Type `opcode`.\n\n```\nopcode\n```", "An **opcode** is four bits.", ""},
		"across blocks":      {"A masking\n\nkey.", "The **masking key** is fresh.", ""},
		"across a line":      {"A masking\nkey.", "The **masking key** is fresh.", "is used before"},
		"a label is no term": {"Right, note it.", "**Right.** **Note:** **2.**", ""},
		"in a block":         {block("predict", "An opcode?\n\n1. a\n2. b\n\n"+inDetails("**2.** c")), "An **opcode** is four bits.", ""},
		"in the sources":     {"## Sources\n\n- RFC, opcodes.", "An **opcode** is four bits.", ""},
		"below the sources":  {"## Sources\n\n## More\n\nOpcodes.", "An **opcode** is four bits.", "is used before"},
		"signs in the term":  {"Use C++ here.", "**C++ (language)** is one.", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			fsys := oneLesson(head + test.first)
			fsys["02-second/README.md"] = &fstest.MapFile{Data: []byte(head + test.second)}
			got := messages(Lint(fsys))
			if test.want == "" && got != "" || !strings.Contains(got, test.want) {
				t.Errorf("Lint = %q, want %q", got, test.want)
			}
		})
	}
}
