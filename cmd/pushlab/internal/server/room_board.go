package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"pushlab/cmd/pushlab/internal/room"
	"pushlab/lessons"
	"pushlab/views"
)

// boardPage answers "GET /room" for the host and for helpers. With present=1 it
// is what a projector shows, which is made of a board without names.
func (s *Server) boardPage(w http.ResponseWriter, r *http.Request, v visitor) error {
	present := r.FormValue("present") == "1"
	board, err := boardView(v, present)
	if err != nil {
		return err
	}
	page := views.BoardPage{Layout: s.layout(r, "Workshop"), Board: board, Present: present,
		Began: v.room.ClassBegan(), Lessons: s.boardLessons(), Addresses: s.typedAddresses()}
	if freed, err := strconv.Atoi(r.FormValue("freed")); err == nil {
		page.Notice = views.FreedWords(freed)
	}
	if v.role == room.Host && !present {
		links, _ := s.Links()
		page.Helpers, page.Plans = links.Help, s.boardPlans()
	}
	if !v.room.Ended() {
		page.JoinURL = joinURL(s.siteURLs()[0], v.room.Code())
		code, err := qrCode(page.JoinURL, "QR code for "+page.JoinURL)
		if err != nil {
			return err
		}
		page.QR = views.QR(code)
	}
	return s.render(w, r, views.RoomBoard(page))
}

// boardView is the board as the control socket tells it: a page begins with the
// same that it goes on with.
func boardView(v visitor, present bool) (board views.Board, err error) {
	b := v.room.Board(present)
	b.Role = v.role.String()
	text, err := json.Marshal(b)
	if err != nil {
		return board, err
	}
	if err := json.Unmarshal(text, &board); err != nil {
		return board, fmt.Errorf("the board's page reads its message otherwise: %w", err)
	}
	return board, nil
}

// typedAddresses are those that can be typed from a wall.
func (s *Server) typedAddresses() (list []string) {
	for _, url := range s.siteURLs() {
		list = append(list, strings.TrimPrefix(url, "http://")+"/j")
	}
	return list
}

// boardLessons are what a host opens, closes, goes to and asks from.
func (s *Server) boardLessons() (list []views.BoardLesson) {
	for _, l := range s.lessons {
		shown := views.BoardLesson{Number: l.Number, Slug: l.Slug, Title: l.Title, Sections: []string{}, Questions: []views.BoardQuestion{}}
		for _, h := range l.Headings {
			shown.Sections = append(shown.Sections, h.ID)
		}
		for _, g := range l.Segments {
			if g.Kind == lessons.KindPredict {
				shown.Questions = append(shown.Questions, views.BoardQuestion{Block: g.ID, Text: plainText(g.Question)})
			}
		}
		list = append(list, shown)
	}
	return list
}
