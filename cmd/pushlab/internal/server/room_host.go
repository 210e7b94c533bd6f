package server

import (
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"pushlab/cmd/pushlab/internal/room"
	"pushlab/lessons"
)

// hostRoutes are the addresses with which a room is led, and those that a helper
// has too.
func (s *Server) hostRoutes() []roomRoute {
	return []roomRoute{
		{"POST /room/follow", onlyTheHost, going(s.setFollow)},
		{"POST /room/bring", onlyTheHost, going(s.bring)},
		{"POST /room/release", onlyTheHost, going(s.release)},
		{"POST /room/timer", onlyTheHost, going(s.setTimer)},
		{"POST /room/lessons", onlyTheHost, going(s.setLesson)},
		{"POST /room/predict", onlyTheHost, going(s.predictTogether)},
		{"POST /room/fault", onlyTheHost, going(s.roomFault)},
		{"POST /room/profile", onlyTheHost, going(s.setProfile)},
		{"POST /room/stream", onlyTheHost, going(s.setClassStream)},
		{"POST /room/cards", onlyTheHost, goingOrOff("open", s.openCards)},
		{"POST /room/free", onlyTheHost, going(s.freeSeat)},
		{"POST /room/free/empty", onlyTheHost, going(s.freeEmpty)},
		{"POST /room/end", onlyTheHost, s.endRoom},
		{"POST /room/new", onlyTheHost, s.newRoom},
		{"POST /room/wipe", onlyTheHost, s.wipeRoom},
		{"GET /room/export.csv", onlyTheHost, s.exportCSV},
		{"GET /room/export.json", onlyTheHost, s.exportJSON},

		{"POST /room/hint", aHelper, going(s.sendHint)},
		{"POST /room/take", aHelper, going(s.takeSeat)},
		{"GET /room/seats/{n}/bench", aHelper, s.openBench},
	}
}

// going lets through what changes a room only while that goes on.
func going(h func(http.ResponseWriter, *http.Request, visitor) error) func(http.ResponseWriter, *http.Request, visitor) error {
	return func(w http.ResponseWriter, r *http.Request, v visitor) error {
		if v.room.Ended() {
			return roomError(room.ErrEnded)
		}
		return h(w, r, v)
	}
}

// goingOrOff is going, but that what a field switches off is not left on by the end.
func goingOrOff(field string, h func(http.ResponseWriter, *http.Request, visitor) error) func(http.ResponseWriter, *http.Request, visitor) error {
	return func(w http.ResponseWriter, r *http.Request, v visitor) error {
		if on, err := switched(r, field); err == nil && !on {
			return h(w, r, v)
		}
		return going(h)(w, r, v)
	}
}

// roomDone answers a form of the board.
func roomDone(w http.ResponseWriter, r *http.Request) error {
	answerForm(w, r, "/room", map[string]any{"done": true})
	return nil
}

// switched reads a field that is on or off.
func switched(r *http.Request, field string) (bool, error) {
	switch text := r.PostFormValue(field); text {
	case "1", "true", "on", "yes":
		return true, nil
	case "0", "false", "off", "no":
		return false, nil
	default:
		return false, badRequest("%s is 1 or 0; %q was sent.", field, text)
	}
}

// wholeNumber reads a field that holds a number.
func wholeNumber(r *http.Request, field string, least, most int) (int, error) {
	text := r.PostFormValue(field)
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		return 0, badRequest("%s is a whole number from %d to %d; %q was sent.", field, least, most, text)
	}
	return n, nil
}

// lineOf reads a field that is shown to the room: one line of characters that
// can be seen, so that it can not turn the text around it.
func lineOf(r *http.Request, field string, most int) (string, error) {
	text := strings.TrimSpace(r.PostFormValue(field))
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsPrint(c) }):
		return "", badRequest("%s is one line of letters, digits, signs and spaces.", field)
	case utf8.RuneCountInString(text) > most:
		return "", badRequest("%s has at most %d characters; this one has %d.", field, most, utf8.RuneCountInString(text))
	}
	return text, nil
}

// lessonOf reads which lesson is meant.
func (s *Server) lessonOf(r *http.Request) (lessons.Lesson, error) {
	l, err := s.findLesson(r.PostFormValue("lesson"))
	if err != nil {
		return l, badRequest("The course has no lesson %q.", r.PostFormValue("lesson"))
	}
	return l, nil
}
