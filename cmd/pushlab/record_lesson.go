package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"pushlab/cmd/pushlab/internal/server"
	"pushlab/cmd/pushlab/internal/trace"
)

// A recording is one recorded run of a lesson and everything made from it.
type recording struct {
	lesson string // folder: "05-resume"
	name   string // file name without its ending: "cut"
	title  string // what the picture shows, for those who can not see it
	run    func(*studio) error
}

// files makes the recording's files by name, and the Markdown that shows them.
func (r recording) files(log *trace.Log) (map[string][]byte, string, error) {
	var jsonl bytes.Buffer
	if err := log.WriteJSONL(&jsonl); err != nil {
		return nil, "", err
	}
	// What the page shows is read from the file, and so is the picture.
	log, err := trace.ReadJSONL(bytes.NewReader(jsonl.Bytes()))
	if err != nil {
		return nil, "", err
	}
	rows := elide(server.Rows(log))
	files := map[string][]byte{r.name + ".jsonl": jsonl.Bytes()}
	for theme := range palettes {
		files[r.name+"-"+theme+".svg"] = []byte(picture(r.title, rows, theme))
	}
	return files, r.markdown(log, rows), nil
}

// markdown is what stands between a demo's pair of comments: the picture, the
// transcript, and what was recorded how.
func (r recording) markdown(log *trace.Log, rows []server.Row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<picture>\n  <source media=\"(prefers-color-scheme: dark)\" srcset=\"%s-dark.svg\">\n  <img alt=\"%s\" src=\"%[1]s-light.svg\">\n</picture>\n\n",
		r.name, strings.ReplaceAll(r.title, `"`, "&quot;"))
	fmt.Fprintf(&b, "```text\n%s```\n\n", runIDs.ReplaceAllString(transcript(log, rows), "/r/RUN/"))
	sent, received := server.Totals(log)
	fmt.Fprintf(&b, "Recorded run [%s.jsonl](%[1]s.jsonl): %d bytes from the client, %d from the server. It was made by `pushlab record` with a clock that steps, so its times are those of the model and not of a network; `Date`, ports, ids and masks are fixed, and RUN stands for the run's id.\n",
		r.name, sent, received)
	return b.String()
}

// runIDs finds the ids of runs, which are too long for a line to be read.
var runIDs = regexp.MustCompile(`/r/[a-z2-7]{20,}/`)

// transcript writes the rows as text: the time, who speaks, and the lines.
func transcript(log *trace.Log, rows []server.Row) string {
	var b strings.Builder
	for _, r := range rows {
		if r.N == 0 {
			fmt.Fprintf(&b, "%9s    %s\n", "", r.Label)
			continue
		}
		lines := server.Lines(log, r)
		fmt.Fprintf(&b, "%9.1f %s  %s\n", r.T, mark(r), lines[0])
		for _, line := range lines[1:] {
			fmt.Fprintf(&b, "%s\n", strings.TrimRight(fmt.Sprintf("%9s    %s", "", line), " "))
		}
	}
	return b.String()
}

// mark says who speaks.
func mark(r server.Row) string {
	switch {
	case r.Kind == "fault":
		return "×"
	case r.Dir == "c":
		return "→"
	case r.Dir == "s":
		return "←"
	}
	return " "
}

// replaceDemo puts text between the comments of the demo that shows capture.
func replaceDemo(readme, capture, text string) (string, error) {
	const begin, end = "<!-- demo:", "<!-- /demo -->"
	for at := 0; ; {
		i := strings.Index(readme[at:], begin)
		if i < 0 {
			return "", fmt.Errorf("no demo shows the recorded run %q", capture)
		}
		at += i
		head, _, ok := strings.Cut(readme[at:], "-->")
		if !ok {
			return "", fmt.Errorf("a demo's comment is not closed")
		}
		head += "-->"
		if !strings.Contains(head+" ", "capture="+capture+" ") {
			at += len(head)
			continue
		}
		rest := readme[at+len(head):]
		j := strings.Index(rest, end)
		if j < 0 {
			return "", fmt.Errorf("the demo of %q is not closed", capture)
		}
		return readme[:at] + head + "\n\n" + text + "\n" + rest[j:], nil
	}
}

// page returns a README with the recording's demo and with the numbers that the
// text takes from it.
func (r recording) page(readme, demo string, log *trace.Log) (string, error) {
	readme, err := replaceDemo(readme, r.name, demo)
	if err != nil {
		return "", err
	}
	return fillNumbers(readme, r.name, log)
}

// write puts the recording's files and text into the lesson's folder.
func (r recording) write(dir string, log *trace.Log) error {
	files, text, err := r.files(log)
	if err != nil {
		return err
	}
	folder := filepath.Join(dir, r.lesson)
	readme, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err != nil {
		return err
	}
	page, err := r.page(string(readme), text, log)
	if err != nil {
		return fmt.Errorf("%s: %w", r.lesson, err)
	}
	files["README.md"] = []byte(page)
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
