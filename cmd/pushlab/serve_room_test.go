package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// -room prints how to come in, each line with an address that answers; on a
// loopback address nothing is opened wider, and nothing is said of it.
func TestRoomLines(t *testing.T) {
	p := start(t, t.TempDir(), "-addr", "127.0.0.1:0", "-room")
	site := regexp.QuoteMeta(p.places["site"])
	for name, form := range map[string]string{
		"join": `/j/[a-z]+-\d+`, "host": `/room/host/[\w-]{22}`, "help": `/room/help/[\w-]{22}`,
	} {
		url := p.places[name]
		if want := regexp.MustCompile(`^` + site + form + `$`); !want.MatchString(url) {
			t.Errorf("%s = %q, want %s", name, url, want)
		}
		resp, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("GET of %s = %s, want 200", name, resp.Status)
		}
	}
	if lan, ok := p.places["lan"]; ok {
		t.Errorf("lan = %q, want no such line", lan)
	}
	p.kill()
	if got := p.stderr.String(); got != "" {
		t.Errorf("stderr = %q, want nothing", got)
	}
}

// -lan opens all addresses or none: one that names another is a mistake.
func TestLANNeedsNoHost(t *testing.T) {
	stderr := refuse(t, "-lan", "-addr", "192.0.2.1:0", "-data", t.TempDir())
	if !strings.Contains(stderr, "-lan") || !strings.Contains(stderr, "192.0.2.1") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("stderr = %q, want one sentence that names both", stderr)
	}
}
