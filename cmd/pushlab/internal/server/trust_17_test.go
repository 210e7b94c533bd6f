package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"pushlab/cmd/pushlab/internal/progress"
)

// How much one seat tries to save: 10^5 rows. The first of them stand there
// already; then it sends as many as a test has time for, and the rest goes past
// HTTP to where they are refused.
const (
	greedyWrites = 100_000
	greedyRows   = 9650
	greedySent   = 200
)

// mostDisk is what one seat may take of the disk, with the log of SQLite, which
// is cut back at 4 MiB.
const mostDisk = 12 << 20

// Row 17 of the threat model: one seat writes 10^5 times. It is refused when it
// has what fits in its own export, what it has saved stays, and the others save
// as before.
func TestTrust17FullTable(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Room: true})
	greedy, other := takeSeat(t, s, "Greedy"), takeSeat(t, s, "Modest")
	learner := s.rooms.Current().Seat(1).Learner()
	if err := s.store.Import(t.Context(), learner, manyRows()); err != nil {
		t.Fatal(err)
	}
	saved, answers := 0, map[int]int{}
	for n := range greedySent {
		answers[answerOnce(t, s, greedy)]++
		if n%50 > 0 {
			continue
		}
		if status := answerOnce(t, s, other); status != http.StatusOK {
			t.Errorf("another seat's answer = %d, want 200", status)
		}
		saved++
	}
	if taken, refused := answers[http.StatusOK], answers[http.StatusTooManyRequests]; refused == 0 || taken+refused != greedySent {
		t.Errorf("%d answers: %v, want 200 until it is full, then 429", greedySent, answers)
	}
	for range greedyWrites - greedyRows - greedySent {
		if err := s.store.Answer(t.Context(), learner, "01-why-stream", "total-time", 1, true); !errors.Is(err, progress.ErrFull) {
			t.Fatalf("one answer more = %v, want ErrFull", err)
		}
	}
	if got, want := rowsSaved(t, s, greedy), greedyRows+answers[http.StatusOK]; got != want {
		t.Errorf("the greedy seat has %d rows, want the %d that were taken", got, want)
	}
	if got := rowsSaved(t, s, other); got != saved {
		t.Errorf("the other seat has %d rows, want %d", got, saved)
	}
	if size := diskOf(t, s); size > mostDisk {
		t.Errorf("the database takes %d kB, want at most %d", size>>10, mostDisk>>10)
	}
}

// answerOnce answers a question of lesson 01.
func answerOnce(t *testing.T, s *Server, c *http.Client) (status int) {
	t.Helper()
	resp, _ := ask(t, c, "POST", s.Places()[0].URL+"/lessons/01-why-stream/quiz", "quiz=total-time&option=1",
		"Content-Type", formType, "Accept", "application/json")
	return resp.StatusCode
}

// manyRows is an export of greedyRows answers.
func manyRows() io.Reader {
	var file bytes.Buffer
	fmt.Fprint(&file, `{"format":"pushlab-progress-1","places":[],"entries":[`)
	for i := range greedyRows {
		if i > 0 {
			fmt.Fprint(&file, ",")
		}
		fmt.Fprintf(&file, `{"kind":"answer","lesson":"01-why-stream","item":"total-time","option":1,"at":%d}`, 1763700000000+i)
	}
	fmt.Fprint(&file, `]}`)
	return &file
}

func rowsSaved(t *testing.T, s *Server, c *http.Client) int {
	t.Helper()
	_, text := ask(t, c, "GET", s.Places()[0].URL+"/progress/export", "")
	var file struct{ Entries []json.RawMessage }
	if err := json.Unmarshal([]byte(text), &file); err != nil {
		t.Fatalf("the export: %v", err)
	}
	return len(file.Entries)
}

// diskOf is the size of the database with its logs.
func diskOf(t *testing.T, s *Server) (sum int64) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(s.config.DataDir, "progress.db*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("the database: %v, %v", files, err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		sum += info.Size()
	}
	return sum
}
