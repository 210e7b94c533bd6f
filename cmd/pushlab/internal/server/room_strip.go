package server

import (
	"fmt"
	"net/http"

	"pushlab/cmd/pushlab/internal/room"
	"pushlab/views"
)

// strip is what every page says of the room to who is in it; nil for anybody
// else. A browser that is the host's and has a seat too shows the host's.
func (s *Server) strip(r *http.Request) *views.Strip {
	v := s.visitor(r)
	switch {
	case v.room == nil:
		return nil
	case v.role == room.Host:
		return s.hostStrip(v)
	case v.seat != nil:
		return s.seatStrip(v)
	}
	return nil
}

func (s *Server) seatStrip(v visitor) *views.Strip {
	now := v.room.SeatView(v.seat)
	strip := &views.Strip{
		Code: v.room.Code(), Seat: v.seat.Number(), Name: v.seat.Name(), State: string(now.State),
		Taken: now.Taken, Looked: now.Looked, Cards: now.Cards, Ended: v.room.Ended(),
		Place: s.stripPlace(now.Follow.Place),
	}
	if now.Hint != nil {
		strip.Hint = now.Hint.Text
	}
	return strip
}

func (s *Server) hostStrip(v visitor) *views.Strip {
	follow := v.now().Follow
	return &views.Strip{
		Host: true, Code: v.room.Code(), Following: follow.On, Ended: v.room.Ended(),
		Place: s.stripPlace(follow.Place),
	}
}

func (s *Server) stripPlace(p room.Place) views.StripPlace {
	title, href := s.placeWords(p)
	return views.StripPlace{Title: title, Href: href}
}

// placeWords names a place of the course and says where it is; both are "" for
// one that is in no lesson.
func (s *Server) placeWords(p room.Place) (title, href string) {
	l, err := s.findLesson(p.Lesson)
	if err != nil {
		return "", ""
	}
	title, href = fmt.Sprintf("Lesson %02d, %s", l.Number, l.Title), "/lessons/"+l.Slug+"/"
	if p.Section != "" {
		href += "#" + p.Section
	}
	return title, href
}
