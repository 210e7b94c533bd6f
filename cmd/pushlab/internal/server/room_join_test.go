package server

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// openRoom starts a server with a room.
func openRoom(t *testing.T) *Server {
	t.Helper()
	return open(t, Config{Room: true})
}

// post sends a form as a page does; fields are name, value pairs.
func post(t *testing.T, c *http.Client, url string, fields ...string) (*http.Response, string) {
	t.Helper()
	return ask(t, c, "POST", url, form(fields...), "Content-Type", formType, "Accept", "text/html")
}

func form(fields ...string) string {
	values := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	return values.Encode()
}

// takeSeat joins the room with a browser of its own.
func takeSeat(t *testing.T, s *Server, name string) *http.Client {
	t.Helper()
	c := browser(t)
	resp, body := post(t, c, s.places[0].URL+"/j/"+s.room().Code(), "name", name)
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/room" {
		t.Fatalf("joining = %s to %q: %s", resp.Status, resp.Header.Get("Location"), wrongIn(body))
	}
	return c
}

// wrongIn is the sentence of a page that refuses a form.
func wrongIn(page string) string {
	_, after, _ := strings.Cut(page, `id="wrong"`)
	sentence, _, _ := strings.Cut(after, "</p>")
	return sentence
}

// asRole is a browser that has entered with a secret.
func asRole(t *testing.T, s *Server, path string, fields ...string) *http.Client {
	t.Helper()
	c := browser(t)
	if resp, body := post(t, c, s.places[0].URL+path, fields...); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("POST %s = %s: %s", path, resp.Status, wrongIn(body))
	}
	return c
}

// From scan to seat is one page and one tap; the given name is in its field.
func TestJoin(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site, code := s.places[0].URL, s.room().Code()
	c := browser(t)
	resp, page := ask(t, c, "GET", site+"/j/"+code, "", "Accept", "text/html")
	given := regexp.MustCompile(`name="name" value="([^"]+)"`).FindStringSubmatch(page)
	if resp.StatusCode != http.StatusOK || given == nil {
		t.Fatalf("GET /j/%s = %s, want a page with a given name:\n%s", code, resp.Status, page)
	}
	for _, sentence := range []string{"stores this name", "7 days", "not encrypted"} {
		if !strings.Contains(page, sentence) {
			t.Errorf("the page does not say %q", sentence)
		}
	}
	post(t, c, site+"/j/"+code, "name", given[1])
	_, page = ask(t, c, "GET", site+"/room", "", "Accept", "text/html")
	for _, want := range []string{"Seat 1", given[1], "Write these down", "<code>" + strings.Fields(s.room().Seat(1).Words())[0] + "</code>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the seat's page lacks %q", want)
		}
	}
	resp, _ = ask(t, c, "GET", site+"/j/"+code, "")
	if got := resp.Header.Get("Location"); resp.StatusCode != http.StatusSeeOther || got != "/room" {
		t.Errorf("a second tab = %s to %q, want 303 to /room", resp.Status, got)
	}
	if got := len(s.room().Seats()); got != 1 {
		t.Errorf("seats = %d, want 1", got)
	}
}

// A form that is sent again, at once or later, is the same seat; another form is
// another.
func TestJoinTwice(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site, code := s.places[0].URL, s.room().Code()
	given := regexp.MustCompile(`name="once" value="([^"]+)"`)
	for want := 1; want <= 2; want++ {
		_, page := ask(t, browser(t), "GET", site+"/j/"+code, "")
		once := given.FindStringSubmatch(page)
		if once == nil {
			t.Fatal("the form has no number of its own")
		}
		var group sync.WaitGroup
		for range 5 {
			group.Go(func() {
				resp, _ := post(t, browser(t), site+"/j/"+code, "name", fmt.Sprint("Ana ", want), "once", once[1])
				if got := resp.Header.Get("Location"); got != "/room" {
					t.Errorf("joining = %s to %q, want /room", resp.Status, got)
				}
			})
		}
		group.Wait()
		if got := len(s.room().Seats()); got != want {
			t.Errorf("seats = %d, want %d", got, want)
		}
	}
}

// A typed code is forgiving; the words lead back to the seat from elsewhere.
func TestComeBack(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site, code := s.places[0].URL, s.room().Code()
	takeSeat(t, s, "Ana")
	takeSeat(t, s, "Bob")
	words := s.room().Seat(2).Words()
	resp, _ := post(t, browser(t), site+"/j", "code", " "+strings.ToUpper(code)+" ")
	if got := resp.Header.Get("Location"); got != "/j/"+code {
		t.Errorf("the typed code led to %q, want /j/%s", got, code)
	}
	for _, way := range []string{"/j", "/j/" + code + "/back"} {
		c := asRole(t, s, way, "code", code, "words", strings.ToUpper(words))
		if _, page := ask(t, c, "GET", site+"/room", "", "Accept", "text/html"); !strings.Contains(page, "Bob") {
			t.Errorf("%s did not lead to the seat", way)
		}
	}
	if got := len(s.room().Seats()); got != 2 {
		t.Errorf("seats = %d, want 2", got)
	}
	if err := s.room().Seat(2).Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
	if resp, _ := post(t, browser(t), site+"/j/wrong-10/back", "words", words); resp.StatusCode != http.StatusForbidden || s.room().Seat(2) != nil {
		t.Errorf("right words with a wrong code = %s, and seat 2 is %v; want 403 and nobody", resp.Status, s.room().Seat(2))
	}
	asRole(t, s, "/j/"+code+"/back", "words", words)
	if s.room().Seat(2) == nil {
		t.Error("the seat that was left is not back")
	}
}

// Names are text, and one that is refused stands in its field still.
func TestNames(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site := s.places[0].URL
	c := takeSeat(t, s, `<b>"Ana"&</b>`)
	_, page := ask(t, c, "GET", site+"/room", "", "Accept", "text/html")
	if !strings.Contains(page, `&lt;b&gt;&#34;Ana&#34;&amp;&lt;/b&gt;`) || strings.Contains(page, "<b>") {
		t.Errorf("markup in a name is not shown as text")
	}
	const bad = "Ana\u202eanA"
	for path, client := range map[string]*http.Client{"/room/name": c, "/j/" + s.room().Code(): browser(t)} {
		resp, page := post(t, client, site+path, "name", bad)
		if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, `value="`+bad+`"`) || !strings.Contains(page, `id="wrong"`) {
			t.Errorf("POST %s = %s, want 422 with the name kept and a sentence", path, resp.Status)
		}
	}
	resp, _ := post(t, c, site+"/room/name", "name", "Ana B.")
	if got := s.room().Seat(1).Name(); resp.StatusCode != http.StatusSeeOther || got != "Ana B." {
		t.Errorf("renamed: %s, %q", resp.Status, got)
	}
}

// What a seat does is its own learner's, and leaving gives the browser's back.
func TestSeatIsALearnerOfItsOwn(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site := s.places[0].URL
	c := browser(t)
	post(t, c, site+"/progress/name", "name", "at home")
	own := learnerOf(t, s, c)
	post(t, c, site+"/j/"+s.room().Code(), "name", "Ana")
	post(t, c, site+"/progress/name", "name", "in the room")
	if _, text := ask(t, c, "GET", site+"/progress/export", ""); !strings.Contains(text, "in the room") || strings.Contains(text, "at home") {
		t.Errorf("the seat's export is not the seat's: %s", text)
	}
	post(t, c, site+"/room/leave")
	if _, text := ask(t, c, "GET", site+"/progress/export", ""); !strings.Contains(text, "at home") || strings.Contains(text, "in the room") {
		t.Errorf("after leaving, the export is not the browser's own: %s", text)
	}
	if got := learnerOf(t, s, c); got != own {
		t.Errorf("learner = %q, want %q as before", got, own)
	}
}

// A restart keeps seats, links and words; without -room the seat's cookie means
// nothing and the browser is its own learner. (Cookies know no ports.)
func TestRoomSurvivesARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	serve := func(room bool) (*Server, func()) { return serveIn(t, Config{DataDir: dir, Room: room}) }
	s, stop := serve(true)
	c := takeSeat(t, s, "Ana")
	before, _ := s.Links()
	words, code := s.room().Seat(1).Words(), s.room().Code()
	stop()

	s, stop = serve(false)
	resp, _ := ask(t, c, "GET", s.places[0].URL+"/room", "")
	if resp.StatusCode != http.StatusNotFound {
		t.Errorf("GET /room without a room = %s, want 404", resp.Status)
	}
	stop()

	s, stop = serve(true)
	defer stop()
	after, _ := s.Links()
	if got := after.Host[strings.LastIndex(after.Host, "/"):]; !strings.HasSuffix(before.Host, got) {
		t.Error("the host's link has changed")
	}
	if s.room().Code() != code || s.room().Seat(1).Words() != words {
		t.Error("the code or the words have changed")
	}
	if _, page := ask(t, c, "GET", s.places[0].URL+"/room", "", "Accept", "text/html"); !strings.Contains(page, "Ana") {
		t.Error("the seat's cookie is not good any more")
	}
}

func TestNoRoom(t *testing.T) {
	t.Parallel()
	s := open(t, Config{})
	for _, route := range s.roomRoutes() {
		method, path, _ := strings.Cut(route.pattern, " ")
		resp, body := ask(t, browser(t), method, s.places[0].URL+strings.NewReplacer("{code}", "x", "{secret}", "x", "{n}", "1").Replace(path), "")
		if resp.StatusCode != http.StatusNotFound || !strings.Contains(body, "-room") {
			t.Errorf("%s = %s %q, want 404 and how to open a room", route.pattern, resp.Status, body)
		}
	}
}

// Nobody joins a room that has ended; its seats come back to it with their words.
func TestEndedRoom(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site, code := s.places[0].URL, s.room().Code()
	takeSeat(t, s, "Ana")
	words := s.room().Seat(1).Words()
	if err := s.rooms.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, page := ask(t, browser(t), "GET", site+"/j/"+code, ""); !strings.Contains(page, endedWords) || strings.Contains(page, "Take a seat") {
		t.Error("the page offers a seat in a room that has ended")
	}
	if resp, page := post(t, browser(t), site+"/j/"+code, "name", "Bob"); resp.StatusCode != http.StatusConflict || !strings.Contains(page, endedWords) {
		t.Errorf("joining = %s, want 409 and a sentence", resp.Status)
	}
	c := asRole(t, s, "/j/"+code+"/back", "words", words)
	if _, page := ask(t, c, "GET", site+"/room", "", "Accept", "text/html"); !strings.Contains(page, "ended the room") || !strings.Contains(page, "/progress/export") {
		t.Error("the seat's page does not say that the room has ended and how to take progress home")
	}
	if links, _ := s.Links(); links.Join != "" {
		t.Errorf("the console still prints %q", links.Join)
	}
}

// What a seat sends and the room can not take is a sentence.
func TestSeatForms(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site := s.places[0].URL
	c := takeSeat(t, s, "Ana")
	for _, test := range []struct {
		path   string
		fields []string
		want   int
	}{
		{"/room/state", []string{"state", "come"}, http.StatusSeeOther},
		{"/room/state", []string{"state", "lost"}, http.StatusBadRequest},
		{"/room/card", []string{"good", "tea"}, http.StatusConflict},
		{"/room/vote", []string{"lesson", "05-resume", "block", "none", "option", "1"}, http.StatusBadRequest},
		{"/room/name", []string{"name", "Ana"}, http.StatusSeeOther},
	} {
		if resp, body := post(t, c, site+test.path, test.fields...); resp.StatusCode != test.want {
			t.Errorf("POST %s %q = %s, want %d: %s", test.path, test.fields, resp.Status, test.want, body)
		}
	}
	s.room().OpenCards(true)
	for want, fields := range map[int][]string{
		http.StatusSeeOther:   {"good", strings.Repeat("ж", 500), "bad", strings.Repeat("😀", 500)}, // as much as a card holds
		http.StatusBadRequest: {"good", " ", "bad", ""},
	} {
		if resp, body := post(t, c, site+"/room/card", fields...); resp.StatusCode != want {
			t.Errorf("card %q = %s, want %d: %s", fields, resp.Status, want, body)
		}
	}
	if _, page := ask(t, c, "GET", site+"/room", "", "Accept", "text/html"); !strings.Contains(page, `name="good"`) {
		t.Error("the seat's page lacks the card's boxes")
	}
	for _, path := range []string{"/room/name", "/room/state", "/room/card", "/room/leave", "/room/vote"} {
		if resp, _ := post(t, browser(t), site+path, "state", "done"); resp.StatusCode != http.StatusForbidden {
			t.Errorf("POST %s without a seat = %s, want 403", path, resp.Status)
		}
	}
}
