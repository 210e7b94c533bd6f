package server

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
)

// A survivor is a client of EX05b. Right as it is, and with each of the flags
// wrong in one way.
type survivor struct {
	*solver
	forgets    bool // it comes back without an id
	lineCounts bool // it takes the id of the last id line
	numbered   bool // it counts its messages, and sends the number
	again      bool // it goes on one event too early
	anew       bool // it says the id in the address, as an EventSource that is made anew
	newline    bool // it hashes the text with a line end behind it

	text   strings.Builder
	lastID string
	before string // the id of the event before
	done   bool
}

func (s *survivor) solve() {
	for tries := 0; !s.done && tries < 6; tries++ {
		s.read()
	}
	text := s.text.String()
	if s.newline {
		text += "\n"
	}
	status, said := s.solver.text("POST", s.lab+"/proof", fmt.Sprintf("%x\n", sha256.Sum256([]byte(text))))
	s.Logf("proof: %d %s", status, said)
}

// read asks once, and reads until the stream ends or breaks.
func (s *survivor) read() {
	var headers []string
	address := s.lab + "/sse?check=EX05b"
	switch {
	case s.lastID == "" || s.forgets:
	case s.anew:
		address += "&after=" + s.lastID
	default:
		headers = []string{"Last-Event-ID", s.lastID}
	}
	resp := s.ask("GET", address, "", headers...)
	defer resp.Body.Close()
	lines := bufio.NewReader(resp.Body)
	kind, id, data := "", "", []string(nil)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch name {
		case "id":
			id = value
			if s.lineCounts {
				s.lastID = id
			}
		case "event":
			kind = value
		case "data":
			data = append(data, value)
		case "":
			if len(data) > 0 {
				s.dispatch(kind, id, strings.Join(data, "\n"))
			}
			kind, data = "", nil
		}
	}
}

func (s *survivor) dispatch(kind, id, data string) {
	s.lastID = id
	if s.again {
		s.lastID, s.before = s.before, id
	}
	switch {
	case kind == "done":
		s.done = true
	case kind == "":
		s.text.WriteString(data)
	}
	if s.numbered {
		_, s.lastID, _ = strings.Cut(id, "-")
	}
}

func TestEX05b(t *testing.T) {
	t.Parallel()
	with := func(change func(*survivor)) func(*solver) {
		return func(l *solver) {
			s := &survivor{solver: l}
			change(s)
			s.solve()
		}
	}
	testSolutions(t, "EX05b", []solution{
		{"solution", with(func(*survivor) {}), 0},
		{"solution-anew", with(func(s *survivor) { s.anew = true }), 0},
		{"one-too-early-anew", with(func(s *survivor) { s.again, s.anew = true, true }), 1},
		{"no-id", with(func(s *survivor) { s.forgets = true }), 1},
		{"id-of-the-line", with(func(s *survivor) { s.lineCounts = true }), 2},
		{"a-number-for-an-id", with(func(s *survivor) { s.numbered = true }), 1},
		{"one-too-early", with(func(s *survivor) { s.again = true }), 1},
		{"hash-with-a-line-end", with(func(s *survivor) { s.newline = true }), 5},
		{"never-comes-back", func(l *solver) { (&survivor{solver: l}).read() }, 1},
		{"no-sha256", func(l *solver) {
			s := &survivor{solver: l}
			for range 4 {
				s.read()
			}
			for range 3 {
				l.text("POST", l.lab+"/proof", "{}")
			}
		}, 5},
		{"no-hash", func(l *solver) {
			s := &survivor{solver: l}
			for range 4 {
				s.read()
			}
		}, 5},
	})
}
