package server

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/room"
	"pushlab/views"
)

// codePage handles "GET /j".
func (s *Server) codePage(w http.ResponseWriter, r *http.Request, v visitor) error {
	if v.seat != nil {
		return toRoom(w, r)
	}
	return s.render(w, r, views.Code(views.CodePage{Layout: s.layout(r, "Join the room"), Lost: v.lostWords(), Before: s.satBefore(r)}))
}

// enterCode handles "POST /j" with a code, and with the words of a seat for who
// comes back to it.
func (s *Server) enterCode(w http.ResponseWriter, r *http.Request, v visitor) error {
	code, words := r.PostFormValue("code"), r.PostFormValue("words")
	if strings.TrimSpace(words) != "" {
		return s.back(w, r, v, code, words)
	}
	if ok, err := s.opens(w, r, v, code); !ok {
		return err
	}
	http.Redirect(w, r, "/j/"+v.room.Code(), http.StatusSeeOther)
	return nil
}

// joinPage handles "GET /j/{code}", which the QR code leads to. A browser that
// has a seat goes straight to it.
func (s *Server) joinPage(w http.ResponseWriter, r *http.Request, v visitor) error {
	if v.seat != nil {
		return toRoom(w, r)
	}
	if ok, err := s.opens(w, r, v, r.PathValue("code")); !ok {
		return err
	}
	page := s.joinForm(r, v)
	page.Name = v.room.FriendlyName()
	return s.render(w, r, views.Join(page))
}

func (s *Server) joinForm(r *http.Request, v visitor) views.JoinPage {
	page := views.JoinPage{Layout: s.layout(r, "Join the room"), Code: v.room.Code(), Once: randomText(16), Role: roleWords[v.role], Lost: v.lostWords(), Before: s.satBefore(r)}
	if v.room.Ended() {
		page.Full = endedWords
	}
	return page
}

// roleWords are what a browser's role is called; a learner's has no word.
var roleWords = map[room.Role]string{room.Host: "host", room.Helper: "helper"}

const (
	endedWords = "The host has ended this room, so no seat can be had in it. Who has one can go back to it with its four words."
	fullWords  = "Every seat of this room is taken. Nothing was stored. Tell the host, whose board has a button that frees empty seats, and then try again; or share a screen."
)

// join handles "POST /j/{code}" with a name. It always makes a new seat: a
// cookie that was there before is never taken over, whoever put it there.
func (s *Server) join(w http.ResponseWriter, r *http.Request, v visitor) error {
	if ok, err := s.opens(w, r, v, r.PathValue("code")); !ok {
		return err
	}
	seat, err := s.joined.once(v.room, r.PostFormValue("once"), func() (*room.Seat, error) {
		return v.room.Join(r.Context(), r.PostFormValue("name"))
	})
	if err == nil {
		return s.sit(w, r, seat)
	}
	page, status := s.joinForm(r, v), http.StatusConflict
	page.Name = r.PostFormValue("name")
	switch wrong := (*room.NameError)(nil); {
	case errors.As(err, &wrong):
		page.Wrong, status = wrong.Error(), http.StatusUnprocessableEntity
	case errors.Is(err, room.ErrFull):
		page.Full, page.Again = fullWords, true
	case errors.Is(err, room.ErrEnded):
		page.Full = endedWords
	default:
		return err
	}
	return s.sayRefused(w, r, status, page.Wrong+page.Full, views.Join(page))
}

// comeBack handles "POST /j/{code}/back" with the four words of a seat.
func (s *Server) comeBack(w http.ResponseWriter, r *http.Request, v visitor) error {
	return s.back(w, r, v, r.PathValue("code"), r.PostFormValue("words"))
}

// back looks at both whichever is wrong, so that neither the answer nor its time
// says which was. Who had left takes the place again.
func (s *Server) back(w http.ResponseWriter, r *http.Request, v visitor, code, words string) error {
	var seat *room.Seat
	ok, wait := s.guesses.try(s.now(), s.guesser(r, v), func() bool {
		seat = v.room.Back(words)
		return v.room.Matches(code) && seat != nil
	})
	if !ok {
		return s.wrong(w, r, wait, views.CodePage{Code: code, Words: words})
	}
	if err := seat.Return(r.Context()); err != nil {
		return roomError(err)
	}
	return s.sit(w, r, seat)
}

// sit gives the browser its seat. It gives up what it was before.
func (s *Server) sit(w http.ResponseWriter, r *http.Request, seat *room.Seat) error {
	setCookie(w, seatCookie, seat.Cookie(), roomTime)
	for _, name := range []string{roleCookie, helperCookie} {
		if cookie(r, name) != "" {
			dropCookie(w, name)
		}
	}
	answerForm(w, r, "/room", map[string]any{"seat": seat.Number(), "name": seat.Name(), "words": seat.Words()})
	return nil
}

// opens says whether code is the room's, and has answered when it is not.
func (s *Server) opens(w http.ResponseWriter, r *http.Request, v visitor, code string) (bool, error) {
	ok, wait := s.guesses.try(s.now(), s.guesser(r, v), func() bool { return v.room.Matches(code) })
	if !ok {
		return false, s.wrong(w, r, wait, views.CodePage{Code: code})
	}
	return true, nil
}

// guesser is whose guesses are counted: a seat's own, so that nobody who shares
// its address takes them, else those of the address.
func (s *Server) guesser(r *http.Request, v visitor) string {
	if v.seat != nil {
		return "seat " + strconv.Itoa(v.seat.Number())
	}
	return addressOf(r)
}

// wrongWords are the one answer to whatever opens nothing.
const wrongWords = "This opens nothing here. Nothing was changed. Compare it with the board, or ask the host."

// wrong answers a code, words or a secret that open nothing; wait is how long
// this address must wait now, 0 when it may try again.
func (s *Server) wrong(w http.ResponseWriter, r *http.Request, wait time.Duration, page views.CodePage) error {
	status := http.StatusForbidden
	page.Layout, page.Wrong = s.layout(r, "Join the room"), wrongWords
	if wait > 0 {
		seconds := int(wait/time.Second) + 1
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
		status, page.Wrong = http.StatusTooManyRequests, fmt.Sprintf("Too many wrong tries came from here. Nothing was changed. Try again in %d s.", seconds)
	}
	return s.sayRefused(w, r, status, page.Wrong, views.Code(page))
}
