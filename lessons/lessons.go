// Package lessons finds, reads and renders the lesson folders.
//
// A lesson is a folder NN-slug with a README.md in it, so that the folder on
// GitHub is the lesson. There is no front matter: the title is the first
// heading, the summary the first paragraph, the order is NN.
//
// HTML comments, which GitHub does not show, say what the site makes of the
// text between them. Each stands alone on its line, with a blank line on
// either side:
//
//	<!-- lab: minutes=12 part=1 needs=why-stream message="data: Hello\n\n" dir=s wire=es -->
//	                              once, before the first section
//	<!-- dir: s -->               before a section: its arrow comes from the server
//	<!-- predict: ID -->          <!-- /predict -->
//	<!-- demo: NAME capture=FILE knob=value … -->   <!-- /demo -->
//	<!-- exercise: EX05a -->      <!-- /exercise -->
//	<!-- quiz: ID -->             <!-- /quiz -->
//	<!-- claim: N2 -->            <!-- /claim -->
//
// A prediction and a claim may name figures of the learner's own run: run=DEMO
// figure=NAME, run=DEMO figures=NAME,NAME (own.go).
//
// What stands between a pair is its fallback: it makes sense on GitHub, and
// Load reads it (question.go says how). Bold text introduces a term and
// is used for nothing else; a bold text that ends in a point is a label.
//
// Load is forgiving where a reader loses nothing; Lint is not.
package lessons

import (
	"embed"
	"errors"
	"io/fs"
	"regexp"
	"sync"
)

// FS holds the lesson folders: README.md, pictures (SVG) and recorded runs
// (JSONL).
//
//go:embed [0-9][0-9]-*
var FS embed.FS

// A Lesson is one folder, read and rendered.
type Lesson struct {
	Number      int    // 5: the NN of the folder
	Slug        string // "05-resume": its address and its key in progress
	Dir         string // "05-resume": its folder in the FS
	Title       string // plain text
	Summary     string // plain text
	SummaryHTML string // inline HTML
	Minutes     int
	Part        int      // of the course, from 1
	Needs       []string // slugs of the lessons to read first
	Message     string   // what it teaches, as a message on the wire
	Direction   string   // of Message: "c" from the client, "s" from the server
	Wire        string   // transport of Message: "es", "ws" or ""
	Segments    []Segment
	Headings    []Heading // its sections
	Exercises   []string  // ids, in order
}

// A Heading is the heading of a section.
type Heading struct {
	ID   string // as GitHub makes it
	Text string
}

// Kinds of segments.
const (
	KindHTML     = "html"
	KindPredict  = "predict"
	KindDemo     = "demo"
	KindExercise = "exercise"
	KindQuiz     = "quiz"
	KindClaim    = "claim"
)

// A Segment is a stretch of a lesson: prose, or one block with its fallback.
type Segment struct {
	Kind     string
	ID       string            // of the block; a demo's name
	Args     map[string]string // further key=value of the comment
	HTML     string            // the whole fallback, rendered
	Question string            // predict, quiz: the question; claim: the sentence (inline HTML)
	Options  []Option          // predict, quiz
	Answer   string            // predict: why; quiz: a remark, if any; claim: the verdict's reason (inline HTML)
	Verdict  string            // claim: "holds", "half-true", "false" or "open"
	Body     string            // claim: what stands between sentence and verdict (HTML)
	Capture  string            // demo: the recorded run NAME, in the file NAME.jsonl beside the lesson
}

// An Option is one of the answers to choose from.
type Option struct {
	HTML  string // inline
	Right bool
	Reply string // quiz: what is said to who chose it (inline HTML)
}

var folder = regexp.MustCompile(`^([0-9][0-9])-[a-z0-9]+(?:-[a-z0-9]+)*$`)

// Load reads every lesson folder of fsys, in order. A lesson whose comments do
// not pair up, or whose questions can not be read, is an error.
func Load(fsys fs.FS) ([]Lesson, error) {
	pages, err := readPages(fsys)
	if err != nil {
		return nil, err
	}
	list := make([]Lesson, len(pages))
	var errs []error
	for i, p := range pages {
		list[i] = p.lesson
		errs = append(errs, p.errs...)
	}
	return list, errors.Join(errs...)
}

// readPages reads the folders named NN-slug, in order, all at the same time: who
// starts the server waits for it.
func readPages(fsys fs.FS) ([]*page, error) {
	dirs, err := lessonDirs(fsys)
	if err != nil {
		return nil, err
	}
	pages, errs := make([]*page, len(dirs)), make([]error, len(dirs))
	var readers sync.WaitGroup
	for i, dir := range dirs {
		readers.Go(func() { pages[i], errs[i] = readPage(fsys, dir) })
	}
	readers.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	resolveNeeds(pages)
	return pages, nil
}

func lessonDirs(fsys fs.FS) (dirs []string, err error) {
	entries, err := fs.ReadDir(fsys, ".") // sorted by name
	for _, e := range entries {
		if e.IsDir() && folder.MatchString(e.Name()) {
			dirs = append(dirs, e.Name())
		}
	}
	return dirs, err
}

// resolveNeeds turns needs=why-stream into the slug of the lesson that it
// names, 01-why-stream.
func resolveNeeds(pages []*page) {
	for _, p := range pages {
		for i, need := range p.lesson.Needs {
			for _, q := range pages {
				if q.lesson.Slug == need || q.lesson.Slug[len("NN-"):] == need {
					p.lesson.Needs[i] = q.lesson.Slug
				}
			}
		}
	}
}
