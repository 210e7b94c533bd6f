//go:build peers

package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

const npmModules = "../../.config/node_modules"

// vite builds the page in dir, which needs an index.html, into dir/dist.
func vite(t *testing.T, dir string) {
	t.Helper()
	modules, err := filepath.Abs(npmModules)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	runIn(t, dir, filepath.Join(modules, ".bin", "vite"), "build", "--logLevel=error")
}

func runIn(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", filepath.Base(name), strings.Join(args, " "), err, out)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// startChat builds the server and the page that lesson 06 prints, and runs them.
// log has the server's lines.
func startChat(t *testing.T) (url string, log *bufio.Scanner) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "server.go", fenced(t, "06-post-and-fetch", "go", "package main"))
	write(t, dir, "main.tsx", fenced(t, "06-post-and-fetch", "tsx", "createRoot"))
	write(t, dir, "index.html", fenced(t, "06-post-and-fetch", "html", "main.tsx"))
	write(t, dir, "tsconfig.json", `{"compilerOptions":{"jsx":"react-jsx","strict":true,"noEmit":true,"target":"ES2024","module":"ESNext",
		"moduleResolution":"Bundler","lib":["ES2024","DOM","DOM.Iterable"],"types":[]},"files":["main.tsx"]}`)
	vite(t, dir)
	runIn(t, dir, filepath.Join(dir, "node_modules/.bin/tsc"), "-p", ".")
	runIn(t, dir, "go", "build", "-o", "chat", "server.go")

	server := exec.CommandContext(t.Context(), filepath.Join(dir, "chat"), "-addr", "127.0.0.1:0")
	server.Dir = dir
	pipe, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Process.Kill(); server.Wait() })
	log = bufio.NewScanner(pipe)
	_, url, ok := strings.Cut(nextLine(t, log), "listening on ")
	if !ok {
		t.Fatal("the server did not say where it listens")
	}
	return url, log
}

func nextLine(t *testing.T, log *bufio.Scanner) string {
	t.Helper()
	if !log.Scan() {
		t.Fatal("the server has ended")
	}
	return log.Text()
}

// The complete chat of lesson 06: it streams, its server stops when the reader
// does, and StrictMode asks once.
func TestPeerChat(t *testing.T) {
	url, log := startChat(t)
	b := openTab(t, 1000, 800)
	b.open(url)
	ask := func(prompt string) {
		t.Helper()
		b.until("the page is there", `document.querySelector("input")`)
		eval[bool](b, fmt.Sprintf(`(document.querySelector("input").value = %q, true)`, prompt))
		b.click("button:not([type])")
	}
	state := func(want string) {
		t.Helper()
		b.until("the state is "+want, fmt.Sprintf(`document.querySelector("[role=status]").textContent === %q`, want))
	}

	b.until("the page is there", `document.querySelector("input")`)
	b.note("streaming", `document.querySelector("[role=status]").textContent === "streaming"`)
	ask("你好 🌍?")
	b.until("the state was streaming", `noted.streaming`)
	state("complete")
	if got, want := eval[string](b, `document.querySelector("#answer").textContent`), "You asked: 你好 🌍? Here is an answer, one word at a time."; got != want {
		t.Errorf("the page shows %q, want %q", got, want)
	}
	if got := nextLine(t, log); !strings.Contains(got, "tokens made, <nil>") {
		t.Errorf("the server says %q, want one whole answer", got)
	}

	ask("and stop")
	b.until("words, and a press of Stop at once", `document.querySelector("#answer").textContent.length > 10 &&
		document.querySelector("[role=status]").textContent === "streaming" && (document.querySelector("button[type=button]").click(), true)`)
	state("stopped")
	if got := nextLine(t, log); !strings.Contains(got, "context canceled") {
		t.Errorf("the server says %q, want that it stopped", got)
	}

	resp, err := http.Post(url+"/chat", "application/json", strings.NewReader("no JSON"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusBadRequest {
		t.Errorf("a bad question was answered by %d, want 400", resp.StatusCode)
	}
}

// window sets the state of the page's window. A page in a minimised one is hidden.
func (b *tab) window(state browser.WindowState) {
	b.t.Helper()
	b.do("make the window "+string(state), chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		w, err := cdp.Call(ctx, t, browser.GetWindowForTarget, browser.GetWindowForTargetParams{})
		if err != nil {
			return err
		}
		bounds := browser.SetWindowBoundsParams{WindowID: w.WindowID, Bounds: &browser.Bounds{WindowState: state}}
		_, err = cdp.Call(ctx, t, browser.SetWindowBounds, bounds)
		return err
	}))
}

// @microsoft/fetch-event-source aborts when its page is hidden and asks again
// when it is shown. Where the server gives no ids, that is a second answer, made
// and paid for; with ids the second request says where to go on.
func TestPeerFetchEventSource(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/peers/fetch-event-source")); err != nil {
		t.Fatal(err)
	}
	vite(t, dir)
	site := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(dir, "dist"))))
	defer site.Close()
	p := start(t, t.TempDir(), "-addr", "127.0.0.1:0", "-allow-origin", site.URL)
	for _, row := range []struct {
		ids   string
		made  int // answers
		again string
	}{
		{"off", 2, `"last-event-id"`},
		{"on", 1, `"last-event-id":"`},
	} {
		id, lab := newRun(t, p, nil)
		b := openTab(t, 1000, 800)
		b.open(site.URL)
		b.until("the page is there", `globalThis.ask`)
		eval[bool](b, fmt.Sprintf(`(ask(%q, {ids: %q, tokens: 60, tps: 20, ttft: 100}), true)`, lab+"/chat", row.ids))
		b.until("tokens", `tokens.length > 5`)
		b.window(browser.WindowStateMinimized)
		b.until("the page is hidden", `document.hidden`)
		b.window(browser.WindowStateNormal)
		b.until("the page is shown again", `!document.hidden`)
		b.until("the end", `ended === "resolved"`)
		trace := get(t, p.places["site"]+"/runs/"+id+"/trace.jsonl")
		if got := strings.Count(trace, `"kind":"gen.start"`); got != row.made {
			t.Errorf("ids %s: %d answers were made, want %d", row.ids, got, row.made)
		}
		if posts := strings.Count(trace, `"method":"POST"`); posts != 2 {
			t.Errorf("ids %s: %d POSTs, want 2", row.ids, posts)
		}
		if got, want := strings.Contains(strings.ToLower(trace), row.again), row.ids == "on"; got != want {
			t.Errorf("ids %s: a Last-Event-ID was sent: %v, want %v", row.ids, got, want)
		}
	}
}
