package lessons

import (
	"reflect"
	"strings"
	"testing"
)

func TestParseComment(t *testing.T) {
	tests := map[string]comment{
		`<!-- demo: resume capture=cut fault=rst@42+20 -->`: {
			name: "demo", id: "resume", args: map[string]string{"capture": "cut", "fault": "rst@42+20"},
		},
		`<!--demo:resume-->`:       {name: "demo", id: "resume", args: map[string]string{}},
		`<!-- exercise: EX05a -->`: {name: "exercise", id: "EX05a", args: map[string]string{}},
		`<!-- /exercise -->`:       {name: "exercise", end: true},
		"<!-- lab: minutes=12\n  message=\"data: a\\n\\n\" dir=s -->": {
			name: "lab", args: map[string]string{"minutes": "12", "message": `data: a\n\n`, "dir": "s"},
		},
	}
	for text, want := range tests {
		got, ok, err := parseComment(text)
		if !ok || err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("parseComment(%q) = %+v, %v, %v, want %+v", text, got, ok, err, want)
		}
	}
}

func TestRemarksAreNoComments(t *testing.T) {
	for _, text := range []string{"<!-- written by hand -->", "<!-- See the notes: long -->", "<!---->", "<!-- quietly -->"} {
		if got, ok, err := parseComment(text); ok || err != nil {
			t.Errorf("parseComment(%q) = %+v, %v, %v, want a remark", text, got, ok, err)
		}
	}
}

func TestBadComments(t *testing.T) {
	tests := map[string]string{
		`<!-- demmo: resume -->`:                `unknown comment "demmo"`,
		`<!-- /demmo -->`:                       `unknown comment "demmo"`,
		`<!-- /lab -->`:                         `unknown comment "lab"`,
		`<!-- demo -->`:                         "needs a colon",
		`<!-- demo: -->`:                        "needs an id",
		`<!-- demo: resume capture -->`:         `"capture" is not key=value`,
		`<!-- demo: resume tps=5 tps=6 -->`:     "tps is given twice",
		`<!-- lab: message="never closed -->`:   "is not key=value",
		`<!-- demo: a --> and <!-- quiz: b -->`: "is not key=value",
	}
	for text, want := range tests {
		if _, ok, err := parseComment(text); !ok || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("parseComment(%q) = %v, want an error with %q", text, err, want)
		}
	}
}
