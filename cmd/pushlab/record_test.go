package main

import (
	"bytes"
	"io/fs"
	"path"
	"testing"

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
			readme := read(t, path.Join(r.lesson, "README.md"))
			page, err := replaceDemo(string(readme), r.name, text)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, path.Join(r.lesson, "README.md"), []byte(page))
		})
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
	if got := read(t, name); !bytes.Equal(got, want) {
		t.Errorf("lessons/%s has drifted from what the program does: run 'make record' and read the difference", name)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := fs.ReadFile(lessons.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
