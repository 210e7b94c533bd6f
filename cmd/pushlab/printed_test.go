package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fenced returns the fenced block of a lesson in a language that holds a text.
func fenced(t *testing.T, lesson, language, holds string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../lessons", lesson, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(string(text), -1)
	for _, b := range blocks {
		if strings.Contains(b[1], holds) {
			return b[1]
		}
	}
	t.Fatalf("lesson %s has no block of %s with %q", lesson, language, holds)
	return ""
}

// Lesson 06 prints the two parsers as the slicer runs them: the class, without
// the head of its file and without export.
func TestLessonPrintsTheParsers(t *testing.T) {
	for file, class := range map[string]string{
		"parser-naive.js": "class NaiveParser {",
		"parser-right.js": "class RightParser {",
	} {
		t.Run(file, func(t *testing.T) {
			module, err := os.ReadFile(filepath.Join("../../static/js/demo", file))
			if err != nil {
				t.Fatal(err)
			}
			_, want, ok := strings.Cut(string(module), "\nexport "+class)
			if !ok {
				t.Fatalf("%s exports no %q", file, class)
			}
			if got, want := fenced(t, "06-post-and-fetch", "js", class), class+want; got != want {
				t.Errorf("the lesson prints\n%s\nwant what %s has:\n%s", got, file, want)
			}
		})
	}
}

// Lesson 10 prints four classes of the cut lab's clients as they run there.
func TestLessonPrintsTheClients(t *testing.T) {
	for file, class := range map[string]string{
		"watchdog.js": "class Watchdog {",
		"backoff.js":  "class Backoff {",
		"stream.js":   "class Stream {",
		"socket.js":   "class Socket {",
	} {
		t.Run(file, func(t *testing.T) {
			module, err := os.ReadFile(filepath.Join("../../static/js/clients", file))
			if err != nil {
				t.Fatal(err)
			}
			_, rest, begins := strings.Cut(string(module), "\nexport "+class)
			body, _, ends := strings.Cut(rest, "\n}\n")
			if !begins || !ends {
				t.Fatalf("%s exports no %q", file, class)
			}
			if got, want := fenced(t, "10-disconnects-compared", "js", class), class+body+"\n}\n"; got != want {
				t.Errorf("the lesson prints\n%s\nwant what %s has:\n%s", got, file, want)
			}
		})
	}
}

// Lessons 07 and 08 print the programs that bash runs in TestPeerBashByHand.
func TestLessonPrintsTheHandshakeAndTheFrames(t *testing.T) {
	for exercise, lesson := range map[string]string{"EX07": "07-handshake", "EX08": "08-frames"} {
		program, err := os.ReadFile(filepath.Join("testdata", "hand", exercise+".sh"))
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(string(program), "\n")
		if got := fenced(t, lesson, "sh", first); got != string(program) {
			t.Errorf("lesson %s prints\n%s\nwant what %s.sh has:\n%s", lesson, got, exercise, program)
		}
	}
}
