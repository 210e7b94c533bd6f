package server

import (
	"net/http"
	"strings"
	"testing"
)

// A form of ours is sent with the Origin of its page on every address, and only
// where a browser takes one an opener policy is set.
func TestSecureHeaders(t *testing.T) {
	t.Parallel()
	s := open(t, Config{Hosts: []string{"lab.example"}})
	port := s.Places()[0].URL[len("http://localhost"):]
	for host, opener := range map[string]string{
		"localhost" + port: "same-origin", "LOCALHOST" + port: "same-origin", "127.0.0.1" + port: "same-origin", "lab.example" + port: "",
	} {
		r, _ := http.NewRequest("GET", s.Places()[0].URL+"/", nil)
		r.Host = host
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		for name, want := range map[string]string{"Cross-Origin-Opener-Policy": opener, "Referrer-Policy": "same-origin"} {
			if got := resp.Header.Get(name); resp.StatusCode != http.StatusOK || got != want {
				t.Errorf("%s: %s, %s = %q, want %q", host, resp.Status, name, got, want)
			}
		}
	}
}

func TestNoRoomSaysWhy(t *testing.T) {
	t.Parallel()
	never, wiped := open(t, Config{}), open(t, Config{Room: true})
	lead(t, wiped, host(t, wiped), "/room/wipe", "confirm", "yes")
	for want, s := range map[string]*Server{"pushlab serve -lan": never, "starting it again": wiped} {
		resp, body := ask(t, browser(t), "GET", s.Places()[0].URL+"/room", "")
		if resp.StatusCode != http.StatusNotFound || !strings.Contains(body, want) {
			t.Errorf("%s %q, want 404 with %q", resp.Status, body, want)
		}
	}
}
