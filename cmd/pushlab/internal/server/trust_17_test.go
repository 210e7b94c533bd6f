package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// How much one seat tries to save: 10^5 rows in all, most of them in files, which
// is the fastest way to fill a disk that there is.
const (
	greedyFiles   = 11
	greedyRows    = 9000 // of a file; it is as large as a file may be
	greedyAnswers = 1000
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
	saved := 0
	modest := func() {
		t.Helper()
		if status := answerOnce(t, s, other); status != http.StatusOK {
			t.Errorf("another seat's answer = %d, want 200", status)
		}
		saved++
	}
	files := map[int]int{}
	for n := range greedyFiles {
		files[importRows(t, s, greedy, n)]++
		modest()
	}
	if files[http.StatusSeeOther] != 1 || files[http.StatusTooManyRequests] != greedyFiles-1 {
		t.Errorf("%d files of %d rows: answers %v, want one 303 and then 429", greedyFiles, greedyRows, files)
	}
	answers := map[int]int{}
	for n := range greedyAnswers {
		answers[answerOnce(t, s, greedy)]++
		if n%50 == 0 {
			modest()
		}
	}
	if taken, refused := answers[http.StatusOK], answers[http.StatusTooManyRequests]; refused == 0 || taken+refused != greedyAnswers {
		t.Errorf("%d answers more: %v, want 200 until it is full, then 429", greedyAnswers, answers)
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

// importRows sends the n-th file of rows, none of which is in another.
func importRows(t *testing.T, s *Server, c *http.Client, n int) (status int) {
	t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	file, err := w.CreateFormFile("file", "pushlab-progress.json")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(file, `{"format":"pushlab-progress-1","places":[],"entries":[`)
	for i := range greedyRows {
		if i > 0 {
			fmt.Fprint(file, ",")
		}
		fmt.Fprintf(file, `{"kind":"answer","lesson":"01-why-stream","item":"total-time","option":1,"at":%d}`, 1763700000000+n*greedyRows+i)
	}
	fmt.Fprint(file, `]}`)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	resp, _ := ask(t, c, "POST", s.Places()[0].URL+"/progress/import", form.String(), "Content-Type", w.FormDataContentType())
	return resp.StatusCode
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
