package main

import (
	"bytes"
	"io/fs"
	"path"
	"strings"
	"testing"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/lessons"
)

// A recording is the same to the byte each time it is made: the files beside a
// lesson, and what its README shows of them, are what the program does today.
func TestRecordingsAreFresh(t *testing.T) {
	for _, r := range recordings {
		t.Run(r.lesson+"/"+r.name, func(t *testing.T) {
			log, err := perform(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			files, text, err := r.files(log)
			if err != nil {
				t.Fatal(err)
			}
			for name, want := range files {
				compare(t, path.Join(r.lesson, name), want)
			}
			readme := readLesson(t, path.Join(r.lesson, "README.md"))
			page, err := r.page(string(readme), text, log)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, path.Join(r.lesson, "README.md"), []byte(page))
		})
	}
}

// So is a drawing.
func TestDrawingsAreFresh(t *testing.T) {
	for _, d := range drawings {
		for name, want := range d.files() {
			compare(t, path.Join(d.lesson, name), want)
		}
	}
}

// Every recorded run that a lesson shows is one of ours, and the other way round.
func TestEveryCaptureIsRecorded(t *testing.T) {
	list, err := lessons.Load(lessons.FS)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, l := range list {
		for _, s := range l.Segments {
			if s.Kind == lessons.KindDemo {
				shown[l.Dir+"/"+s.Capture] = true
			}
		}
	}
	for _, r := range recordings {
		if !shown[r.lesson+"/"+r.name] {
			t.Errorf("no lesson shows the recording %s/%s", r.lesson, r.name)
		}
		delete(shown, r.lesson+"/"+r.name)
	}
	for name := range shown {
		t.Errorf("%s is shown and not recorded", name)
	}
}

func compare(t *testing.T, name string, want []byte) {
	t.Helper()
	if got := readLesson(t, name); !bytes.Equal(got, want) {
		t.Errorf("lessons/%s has drifted from what the program does: run 'make record' and read the difference", name)
	}
}

func readLesson(t *testing.T, name string) []byte {
	t.Helper()
	b, err := fs.ReadFile(lessons.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Numbers in a text come from the recorded run that they name, and from no other.
func TestNumbersComeFromTheRun(t *testing.T) {
	log, err := trace.ReadJSONL(bytes.NewReader(readLesson(t, "01-why-stream/block-and-stream.jsonl")))
	if err != nil {
		t.Fatal(err)
	}
	const text = "<!-- n: run.%s -->?<!-- /n --> and <!-- n: other.sent -->?<!-- /n -->"
	for name, want := range map[string]string{
		"sent": "430", "received": "1017", "1.received": "324", "2.received": "693",
		"1.ms": "1337", "2.ms": "1337", "2.first": "800", "ms": "2674",
		"events": "13", "1.events": "0", "2.frames": "17", "1.framing": "288", "rows": "26",
	} {
		page := strings.ReplaceAll(text, "%s", name)
		got, err := fillNumbers(page, "run", log)
		if want := strings.Replace(page, "?", want, 1); got != want || err != nil {
			t.Errorf("filled = %q (%v), want %q", got, err, want)
		}
	}
	for name, want := range map[string]string{
		"cost": `no figure is called "cost"`, "9.sent": "has no exchange 9", "x.sent": `"x" is no number of an exchange`, "1.rows": `no figure is called "rows"`,
	} {
		_, err := fillNumbers(strings.ReplaceAll(text, "%s", name), "run", log)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error = %v, want one with %q", name, err, want)
		}
	}
}
