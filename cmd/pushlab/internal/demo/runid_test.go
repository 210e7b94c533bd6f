package demo

import (
	"bytes"
	"strings"
	"testing"
)

var testKey = bytes.Repeat([]byte("k"), 32)

func TestRunID(t *testing.T) {
	rs := NewRuns(Config{Key: testKey})
	run := rs.New()
	if len(run.ID) != 40 || strings.Trim(run.ID, letters+digits) != "" {
		t.Errorf("run id = %q, want 40 letters and digits", run.ID)
	}
	if got, err := rs.Get(run.ID); err != nil || got != run {
		t.Errorf("Get = %v, %v, want the run itself", got, err)
	}
	if got, err := rs.View(run.ViewID); err != nil || got != run {
		t.Errorf("View = %v, %v, want the run itself", got, err)
	}
	for i := range run.ID {
		other := []byte(run.ID)
		other[i] ^= 1
		if _, err := rs.Get(string(other)); err == nil {
			t.Errorf("Get(%s), changed at %d, found a run", other, i)
		}
	}
	for _, id := range []string{"", "x", run.ViewID, run.ID + "\n", run.ID[:39], run.ID + "a", strings.ToUpper(run.ID)} {
		if _, err := rs.Get(id); err != ErrNoRun {
			t.Errorf("Get(%q) = %v, want ErrNoRun", id, err)
		}
	}
	if _, err := rs.View(run.ID); err == nil {
		t.Error("a run's own id is taken for a view")
	}
}

// A valid id comes back as an empty run, after a restart too; its view does not
// until then.
func TestRunComesBack(t *testing.T) {
	run := NewRuns(Config{Key: testKey}).New()
	var seen []*Run
	rs := NewRuns(Config{Key: testKey, OnRun: func(r *Run) { seen = append(seen, r) }})
	if _, err := rs.View(run.ViewID); err != ErrNoRun {
		t.Errorf("View = %v, want ErrNoRun", err)
	}
	got, err := rs.Get(run.ID)
	if err != nil || got.ID != run.ID || got.ViewID != run.ViewID || got.Log.Len() != 0 {
		t.Fatalf("Get = %+v, %v, want an empty run of the same ids", got, err)
	}
	if len(seen) != 1 || seen[0] != got {
		t.Errorf("OnRun saw %v, want the run once", seen)
	}
	if rs.Lookup(run.ID) != got.Log || rs.Lookup("x") != nil {
		t.Error("Lookup finds another log")
	}
	if _, err := NewRuns(Config{Key: bytes.Repeat([]byte("x"), 32)}).Get(run.ID); err == nil {
		t.Error("an id is good under another key")
	}
}
