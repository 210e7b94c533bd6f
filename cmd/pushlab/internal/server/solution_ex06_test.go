package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/check"
	"pushlab/cmd/pushlab/internal/trace"
)

// A slicedReader is a client of EX06. Right as it is, and with each of the flags
// wrong in one way: the first five are those of the code with which the editor
// begins.
type slicedReader struct {
	*solver
	noStream  bool // it decodes each read by itself
	perRead   bool // it takes a read for whole lines
	atColon   bool // it splits lines at ": "
	comments  bool // a line of no name that it knows is data
	sentinel  bool // it reads [DONE] as it reads the others, and throws
	lfOnly    bool // it knows no line end but LF
	straight  bool // it asks the lab
	spaces    bool // its JSON has spaces
	late      bool // it thinks for a while
	keepsDone bool // [DONE] is in its list
	unnamed   bool // its hash names no round

	list     [][3]string
	rest     string
	kind, id string
	data     []string
}

func (s *slicedReader) solve() {
	for round := 1; round <= 5; round++ {
		if !s.play(round) {
			return
		}
	}
}

// play does a round; false: the program broke.
func (s *slicedReader) play(round int) bool {
	place := s.edge
	if s.straight {
		place = s.lab
	}
	resp := s.ask("POST", fmt.Sprintf("%s/chat?check=EX06&round=%d", place, round), "")
	defer resp.Body.Close()
	if !s.parse(resp.Body, s.mostRead(round)) {
		return false
	}
	if s.late && round == 2 {
		time.Sleep(2100 * time.Millisecond)
	}
	query := fmt.Sprintf("?round=%d", round)
	if s.unnamed {
		query = ""
	}
	status, said := s.text("POST", place+"/proof"+query, fmt.Sprintf("%x", sha256.Sum256(s.json())))
	s.Logf("round %d: %d %s", round, status, said)
	if s.unnamed && status != 200 {
		s.Errorf("the lab says of a hash without a round: %d %s", status, said)
	}
	return true
}

func (s *slicedReader) json() []byte {
	text, _ := json.Marshal(s.list)
	if s.spaces {
		return []byte(strings.NewReplacer(`],[`, `], [`, `",`, `", `).Replace(string(text)))
	}
	return text
}

// mostRead is the size of a read, in bytes. The kernel joins slices for a client that
// is late: one that takes reads for lines is to see rounds 1 to 3 in pieces all the
// same.
func (s *slicedReader) mostRead(round int) int {
	if s.perRead && round <= 3 {
		return 1
	}
	return 64 << 10
}

func (s *slicedReader) parse(body io.Reader, most int) bool {
	s.list, s.rest, s.kind, s.id, s.data = [][3]string{}, "", "message", "", nil
	var bytes []byte
	read := make([]byte, most)
	for {
		n, err := body.Read(read)
		bytes = append(bytes, read[:n]...)
		whole := completeUTF8(bytes)
		if s.noStream {
			whole = len(bytes)
		}
		text := strings.ToValidUTF8(string(bytes[:whole]), "\uFFFD")
		bytes = bytes[whole:]
		if !s.take(text, err != nil) {
			return false
		}
		if err != nil {
			return true
		}
	}
}

// completeUTF8 is how many of the bytes are whole characters.
func completeUTF8(b []byte) int {
	n := len(b)
	for back := 1; back <= min(3, n); back++ {
		if c := b[n-back]; c >= 0xC0 && (c >= 0xF0 && back < 4 || c >= 0xE0 && back < 3 || back < 2) {
			return n - back
		}
	}
	return n
}

var (
	anyEnd = regexp.MustCompile(`\r\n|\n|\r`)
	lfEnd  = regexp.MustCompile(`\n`)
)

// take takes the lines of a text. A CR at its end waits for its LF.
func (s *slicedReader) take(text string, over bool) bool {
	ends := anyEnd
	if s.lfOnly {
		ends = lfEnd
	}
	text = s.rest + text
	s.rest = ""
	if !over && strings.HasSuffix(text, "\r") && !s.perRead {
		text, s.rest = text[:len(text)-1], "\r"
	}
	lines := ends.Split(text, -1)
	if !s.perRead {
		lines, s.rest = lines[:len(lines)-1], lines[len(lines)-1]+s.rest
	}
	for _, line := range lines {
		if !s.line(line) {
			return false
		}
	}
	return true
}

func (s *slicedReader) line(line string) bool {
	if line == "" {
		return s.dispatch()
	}
	name, value, _ := strings.Cut(line, ":")
	value = strings.TrimPrefix(value, " ")
	if s.atColon {
		parts := append(strings.Split(line, ": "), "")
		name, value = parts[0], parts[1]
	}
	switch {
	case name == "event":
		s.kind = value
	case name == "id":
		s.id = value
	case name == "data" || s.comments:
		s.data = append(s.data, value)
	}
	return true
}

// dispatch is what a blank line does. The program shows the text of each event.
func (s *slicedReader) dispatch() bool {
	data := strings.Join(s.data, "\n")
	kind := s.kind
	had := len(s.data) > 0
	s.kind, s.data = "message", nil
	if data == "[DONE]" && !s.sentinel && !s.keepsDone || !had {
		return true
	}
	var shown struct{ Text string }
	if s.sentinel && data == "[DONE]" && json.Unmarshal([]byte(data), &shown) != nil {
		return false // thrown, and nobody catches it
	}
	s.list = append(s.list, [3]string{kind, data, s.id})
	return true
}

func TestEX06(t *testing.T) {
	t.Parallel()
	with := func(change func(*slicedReader)) func(*solver) {
		return func(l *solver) {
			s := &slicedReader{solver: l}
			change(s)
			s.solve()
		}
	}
	testSolutions(t, "EX06", []solution{
		{"solution", with(func(*slicedReader) {}), 0},
		{"solution-without-rounds", with(func(s *slicedReader) { s.unnamed = true }), 0},
		{"split-per-read", with(func(s *slicedReader) { s.perRead = true }), 1},
		{"split-at-colon", with(func(s *slicedReader) { s.atColon = true }), 1},
		{"only-lf", with(func(s *slicedReader) { s.lfOnly = true }), 2},
		{"no-stream-flag", with(func(s *slicedReader) { s.noStream = true }), 3},
		{"comments-parsed", with(func(s *slicedReader) { s.comments = true }), 4},
		{"sentinel-parsed", with(func(s *slicedReader) { s.sentinel = true }), 4},
		{"sentinel-in-the-list", with(func(s *slicedReader) { s.keepsDone = true }), 4},
		{"json-with-spaces", with(func(s *slicedReader) { s.spaces = true }), 1},
		{"too-late", with(func(s *slicedReader) { s.late = true }), 2},
		{"not-through-the-edge", with(func(s *slicedReader) { s.straight = true }), 1},
	})
}

// At no moment does a client of the edge look like one that went to the lab.
func TestEX06AtEachEvent(t *testing.T) {
	t.Parallel()
	l := newSolver(t)
	(&slicedReader{solver: l}).play(1)
	l.settled("EX06")
	var all bytes.Buffer
	if err := l.run.Log.WriteJSONL(&all); err != nil {
		t.Fatal(err)
	}
	lines, looks := bytes.SplitAfter(all.Bytes(), []byte("\n")), 0
	for n := range min(len(lines), 60) { // the head of the response is among them
		log, err := trace.ReadJSONL(bytes.NewReader(bytes.Join(lines[:n], nil)))
		if err != nil || log.Len() == 0 {
			continue
		}
		looks++
		if v := check.Evaluate("EX06", log); v.Clauses[0].State == check.NotYet {
			t.Errorf("behind event %d:\n%v", log.Len()-1, v)
		}
	}
	if looks < 40 {
		t.Errorf("%d looks, want 40 or more", looks)
	}
}
