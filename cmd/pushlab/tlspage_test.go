package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The page of the tls place tells whether the browser takes its certificate.
// Once it does, the bench runs there, over HTTP/2.
func TestTLSPage(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir())
	b := openTab(t, 1440, 900)
	b.open(p.places["site"] + "/tls")
	b.until("the refusal", `document.querySelector("[role=status][data-state=refused]")`)
	b.says(t, "Not yet accepted")

	b = openTab(t, 1440, 900, chromedp.IgnoreCertErrors)
	b.open(p.places["site"] + "/tls")
	b.until("the acceptance", `document.querySelector("[role=status][data-state=accepted]")`)
	b.says(t, "Accepted")
	b.click("#over-tls [data-start]")
	b.waitForState("#over-tls", "complete")
	if command := eval[string](b, `document.querySelector("#over-tls .b-term .cl").textContent`); !strings.HasPrefix(command, "curl -Nk 'https://") {
		t.Errorf("the command is %q, want one for the tls place", command)
	}
	trace := get(t, eval[string](b, `document.querySelector("#over-tls .b-term a").href + "/trace.jsonl"`))
	for _, part := range []string{`"kind":"h2.frame"`, `"kind":"sse.event"`} {
		if !strings.Contains(trace, part) {
			t.Errorf("the trace lacks %s", part)
		}
	}
	if strings.Contains(trace, `"kind":"http.chunk"`) {
		t.Error("the trace has chunks, which HTTP/2 does not know")
	}
	for _, url := range b.seen() {
		if strings.Contains(url, "/sse?") && !strings.HasPrefix(url, p.places["tls"]) {
			t.Errorf("the page asked for %s, want its answer from the tls place", url)
		}
	}
}

// says looks for words in the page's line about the certificate.
func (b *tab) says(t *testing.T, words string) {
	t.Helper()
	if got := eval[string](b, `document.querySelector("[data-alive]").textContent`); !strings.Contains(got, words) {
		t.Errorf("the page says %q, want %q", got, words)
	}
}
