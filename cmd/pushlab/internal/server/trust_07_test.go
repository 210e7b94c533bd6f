package server

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pushlab/cmd/pushlab/internal/room"
)

// Of 10,000 codes, words and secrets that one address guesses, at most 20 of
// each are looked at. The clock stands still, as for a script that takes no time;
// guesses_test.go has the other paces. A secret has 128 bits, which nobody
// guesses: the right one opens always, so that no learner keeps out the host.
func TestTrust07GuessingIsLimited(t *testing.T) {
	t.Parallel()
	const opens, shut = http.StatusSeeOther, http.StatusTooManyRequests
	for name, test := range map[string]struct {
		guess        func(i int) (path string, fields []string)
		code, secret int // what the right ones are answered then
	}{
		"code": {func(i int) (string, []string) { return fmt.Sprintf("/j/plover-%d", i), []string{"name", "x"} }, shut, opens},
		"words": {func(i int) (string, []string) {
			return "/j", []string{"code", "plover-1", "words", fmt.Sprint("a b c ", i)}
		}, shut, opens},
		"secret": {func(i int) (string, []string) { return "/room/host", []string{"secret", fmt.Sprint(i)} }, opens, opens},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Now()
			s := open(t, Config{Room: true, Now: func() time.Time { return now }})
			tried := 0
			for i := range 10_000 {
				path, fields := test.guess(100 + i)
				resp := handed(s, path, fields...)
				switch {
				case resp.Code == http.StatusForbidden && strings.Contains(resp.Body.String(), wrongWords):
					tried++
				case resp.Code != http.StatusTooManyRequests || resp.Header().Get("Retry-After") == "":
					t.Fatalf("guess %d = %d %q, want 403 or 429 with Retry-After", i, resp.Code, resp.Body)
				}
			}
			if tried == 0 || tried > 20 {
				t.Errorf("tried %d of 10,000, want 1 to 20", tried)
			}
			if got := handed(s, "/j/"+s.room().Code(), "name", "x").Code; got != test.code {
				t.Errorf("then the right code = %d, want %d: among guesses of codes it must not be told apart", got, test.code)
			}
			for path, secret := range map[string]string{"/room/host": s.room().HostSecret(), "/room/help": s.room().HelperSecret()} {
				if got := handed(s, path, "secret", secret, "name", "x").Code; got != test.secret {
					t.Errorf("then POST %s with the right secret = %d, want %d", path, got, test.secret)
				}
			}
		})
	}
}

// handed gives a form to the site's handlers from one address, without the
// network, which would take most of the time of 10,000 requests.
func handed(s *Server, path string, fields ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", s.places[0].URL+path, strings.NewReader(form(fields...)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.places[0].server.Handler.ServeHTTP(w, r)
	return w
}

// One who guesses takes nothing from a seat at the same address.
func TestTrust07SeatsAreNotLimitedByOthers(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site := s.places[0].URL
	seat, words := takeSeat(t, s, "Ana"), s.room().Seat(1).Words()
	for i := range 50 {
		post(t, browser(t), site+"/room/host", "secret", fmt.Sprint(i))
	}
	if resp, _ := post(t, browser(t), site+"/room/host", "secret", "x"); resp.StatusCode != http.StatusTooManyRequests {
		t.Fatalf("guessing = %s, want 429", resp.Status)
	}
	for _, path := range []string{"/room/state", "/j/" + s.room().Code() + "/back"} {
		if resp, body := post(t, seat, site+path, "state", "done", "words", words); resp.StatusCode != http.StatusSeeOther {
			t.Errorf("POST %s of the seat = %s: %s", path, resp.Status, wrongIn(body))
		}
	}
}

// Whatever is wrong, the answer is the same but for what was typed.
func TestTrust07OneAnswerForAllThatIsWrong(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site, code := s.places[0].URL, s.room().Code()
	takeSeat(t, s, "Ana")
	answers := map[string]bool{}
	for _, fields := range [][]string{
		{"/j", "code", "x"}, {"/j/x", "name", "Ana"}, {"/j", "code", code, "words", "x"}, {"/j/x/back", "words", s.room().Seat(1).Words()},
		{"/j/" + code + "/back", "words", "x"}, {"/room/host", "secret", "x"}, {"/room/help", "secret", "x", "name", "Ana"},
		{"/room/host", "secret", s.room().HelperSecret()}, {"/room/help", "secret", s.room().HostSecret()},
	} {
		resp, body := ask(t, browser(t), "POST", site+fields[0], form(fields[1:]...), "Content-Type", "application/x-www-form-urlencoded")
		answers[fmt.Sprint(resp.StatusCode, body, resp.Header["Set-Cookie"])] = true
	}
	if len(answers) != 1 {
		t.Errorf("%d different answers: %v", len(answers), answers)
	}
}

// Session fixation: cookies that somebody else put into the browser are gone
// or unused after joining, good ones and made-up ones.
func TestTrust07PresetCookiesAreNotKept(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site := s.places[0].URL
	takeSeat(t, s, "Mallory")
	planted := s.room().Seat(1)
	for name, preset := range map[string]map[string]string{
		"good":    {learnerCookie: planted.Learner(), seatCookie: planted.Cookie(), roleCookie: s.room().RoleCookie(room.Helper), helperCookie: "TWFsbG9yeQ"},
		"made up": {learnerCookie: strings.Repeat("A", 22), seatCookie: "1.1.x.y", roleCookie: "x", helperCookie: "x"},
	} {
		t.Run(name, func(t *testing.T) {
			c := withCookies(t, site, preset)
			resp, body := post(t, c, site+"/j/"+s.room().Code(), "name", "Ana "+strings.Fields(name)[0])
			if resp.StatusCode != http.StatusSeeOther {
				t.Fatalf("joining = %s: %s", resp.Status, wrongIn(body))
			}
			now := cookiesOf(t, c, site)
			seat := s.room().SeatOf(now[seatCookie])
			if seat == nil || seat.Number() == planted.Number() || seat.Learner() == preset[learnerCookie] {
				t.Fatalf("the seat is not a new one: %v", now)
			}
			if now[roleCookie]+now[helperCookie] != "" {
				t.Errorf("the role is kept: %v", now)
			}
			post(t, c, site+"/progress/name", "name", "secret of "+name)
			for id, want := range map[string]string{seat.Learner(): "secret of " + name, planted.Learner(): "", strings.Repeat("A", 22): ""} {
				known, err := s.store.Progress(t.Context(), id)
				if err != nil || known.Name != want {
					t.Errorf("saved under %s: %q, %v, want %q", id, known.Name, err, want)
				}
			}
		})
	}
}

// The cookies of a room are for the server alone, and of this site alone.
func TestTrust07CookieFlags(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	for path, fields := range map[string][]string{
		"/j/" + s.room().Code(): {"name", "Ana"},
		"/room/host":            {"secret", s.room().HostSecret()},
		"/room/help":            {"secret", s.room().HelperSecret(), "name", "Zoë"},
	} {
		resp, body := post(t, browser(t), s.places[0].URL+path, fields...)
		if len(resp.Cookies()) == 0 {
			t.Errorf("POST %s = %s, sets no cookie: %s", path, resp.Status, wrongIn(body))
		}
		for _, c := range resp.Cookies() {
			if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
				t.Errorf("POST %s sets %v, want HttpOnly, SameSite=Lax, Path=/", path, c)
			}
		}
	}
}

// The host's and the helpers' links do nothing when they are only opened, and a
// secret stands in no page that a learner sees.
func TestTrust07SecretsStayOnTheConsole(t *testing.T) {
	t.Parallel()
	s := openRoom(t)
	site := s.places[0].URL
	links, _ := s.Links()
	for _, link := range []string{links.Host, links.Help} {
		c := browser(t)
		resp, _ := ask(t, c, "GET", link, "")
		if resp.StatusCode != http.StatusOK || len(resp.Cookies()) != 0 {
			t.Errorf("GET of a secret link = %s with %v, want a page without cookies", resp.Status, resp.Cookies())
		}
	}
	seat := takeSeat(t, s, "Ana")
	for _, path := range []string{"/", "/room", "/j", "/lessons/01-why-stream/", "/progress"} {
		resp, page := ask(t, seat, "GET", site+path, "", "Accept", "text/html")
		if resp.StatusCode >= http.StatusBadRequest { // a page that fails shows nothing
			t.Errorf("%s = %s, want a page", path, resp.Status)
		}
		if strings.Contains(page, s.room().HostSecret()) || strings.Contains(page, s.room().HelperSecret()) {
			t.Errorf("%s shows a secret to a learner", path)
		}
	}
}

func withCookies(t *testing.T, site string, values map[string]string) *http.Client {
	t.Helper()
	c := browser(t)
	var list []*http.Cookie
	for name, value := range values {
		list = append(list, &http.Cookie{Name: name, Value: value, Path: "/"})
	}
	c.Jar.(*cookiejar.Jar).SetCookies(parsed(t, site), list)
	return c
}

func cookiesOf(t *testing.T, c *http.Client, site string) map[string]string {
	t.Helper()
	values := map[string]string{}
	for _, k := range c.Jar.Cookies(parsed(t, site)) {
		values[k.Name] = k.Value
	}
	return values
}

func parsed(t *testing.T, text string) *url.URL {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
