package views

import (
	escaped "html"
	"regexp"
	"strings"
	"testing"
)

// What a page can not do it says, with commands that js/commands.js fills in, as
// it finds them: each that opens a connection has the lab's address as lessons
// write it.
func TestByHand(t *testing.T) {
	commands := regexp.MustCompile(`(?s)<pre class="src" tabindex="0" data-lang="sh"><code>(.*?)</code></pre>`)
	for id, tools := range map[string][]string{"EX07": {"/dev/tcp/", "nc "}, "EX08": {"/dev/tcp/", "nc "}} {
		var page strings.Builder
		if err := byHand(id).Render(t.Context(), &page); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(page.String(), "A page can not do this one") {
			t.Errorf("%s does not say that a page can not do it", id)
		}
		found := commands.FindAllStringSubmatch(page.String(), -1)
		for i, tool := range tools {
			lines := escaped.UnescapeString(found[i][1])
			if !strings.HasPrefix(lines, "lab=http://localhost:8081/r/RUN\n") || !strings.Contains(lines, tool) || !strings.Contains(lines, "/echo?check="+id+" HTTP/1.1") {
				t.Errorf("%s: command %d is\n%s\nwant the run's address, %q and the request", id, i+1, lines, tool)
			}
		}
	}
	var none strings.Builder
	if err := byHand("EX01").Render(t.Context(), &none); err != nil || none.Len() > 0 {
		t.Errorf("EX01, which a page can do, has %q, %v", none.String(), err)
	}
}

// What a page can do, nc does too: the commands are the same sort, and nobody is
// told that a page can not.
func TestByHandAsWell(t *testing.T) {
	for id, request := range map[string]string{"EX09b": "/ws?check=EX09b&tokens=20&ttft=0&fault=end@5 HTTP/1.1"} {
		var page strings.Builder
		if err := byHand(id).Render(t.Context(), &page); err != nil {
			t.Fatal(err)
		}
		text := escaped.UnescapeString(page.String())
		for _, want := range []string{"lab=http://localhost:8081/r/RUN\n", "nc ", request} {
			if !strings.Contains(text, want) {
				t.Errorf("%s has no %q:\n%s", id, want, text)
			}
		}
		if strings.Contains(text, "can not do this one") {
			t.Errorf("%s says that a page can not do it, and it has an editor", id)
		}
	}
}
