package static

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestURLCarriesTheHashOfTheContent(t *testing.T) {
	form := regexp.MustCompile(`^/static/css/base\.[0-9a-f]{8}\.css$`)
	if got := URL("css/base.css"); !form.MatchString(got) {
		t.Errorf("URL = %q, want the form %v", got, form)
	}
	a, b := newAsset("x.js", []byte("one")), newAsset("x.js", []byte("two"))
	if a.url == b.url {
		t.Errorf("two contents have one URL: %s", a.url)
	}
}

func TestURLOfAnUnknownFilePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("URL of an unknown file did not panic")
		}
	}()
	URL("css/none.css")
}

func TestStylesNameHashedFiles(t *testing.T) {
	text := string(assets()["css/tokens.css"].plain)
	for _, name := range filesWith(t, ".woff2") {
		if !strings.Contains(text, "url("+URL(name)+")") {
			t.Errorf("css/tokens.css does not name %s", URL(name))
		}
	}
	if strings.Contains(text, "../fonts") {
		t.Error("css/tokens.css still has relative URLs")
	}
}

func TestImportMapNamesEveryModule(t *testing.T) {
	var m struct{ Imports map[string]string }
	if err := json.Unmarshal([]byte(ImportMap("js/room/strip.js")), &m); err != nil {
		t.Fatal(err)
	}
	modules := filesWith(t, ".js")
	for _, name := range modules {
		key := "#pushlab/" + strings.TrimPrefix(name, "js/")
		if got, want := m.Imports[key], URL(name); got != want {
			t.Errorf("imports[%q] = %q, want %q", key, got, want)
		}
	}
	if got, want := len(m.Imports), len(modules); got != want {
		t.Errorf("%d imports, want %d", got, want)
	}
}

// A page outside a room is not heavier for those that are in one.
func TestImportMapWithoutRoom(t *testing.T) {
	if text := ImportMap("js/lesson.js"); strings.Contains(text, "room/") || !strings.Contains(text, "lesson.js") {
		t.Errorf("the import map of a lesson is %s, want it without the modules of the room", text)
	}
}

// Imports inside a comment are types: the browser does not load them.
var imported = regexp.MustCompile(`(?m)^[^*\n]*(?:from|import\()\s*"([^"]+)"`)

func TestEveryImportIsThere(t *testing.T) {
	for _, name := range filesWith(t, ".js") {
		for _, m := range imported.FindAllStringSubmatch(string(assets()[name].plain), -1) {
			module, ok := strings.CutPrefix(m[1], specifier)
			if _, there := assets()["js/"+module]; !ok || !there {
				t.Errorf("%s imports %q, which is no module of ours", name, m[1])
			}
		}
	}
}

func TestModulesAreAllThatAnEntryNeeds(t *testing.T) {
	got := Modules("js/exercise.js")
	for _, name := range []string{"js/exercise.js", "js/here.js", "js/bench/pane.js", "js/bench/dom.js"} {
		if !slices.Contains(got, URL(name)) {
			t.Errorf("Modules(js/exercise.js) lacks %s", name)
		}
	}
	if got[0] != URL("js/exercise.js") {
		t.Errorf("first = %s, want the entry", got[0])
	}
	seen := map[string]bool{}
	for _, url := range got {
		if seen[url] {
			t.Errorf("%s is listed twice", url)
		}
		seen[url] = true
	}
}

// TestEveryFileIsUsed finds files that no page, style or module names.
func TestEveryFileIsUsed(t *testing.T) {
	text := sources(t, "../views/*.templ", "../views/*.go", "css/*.css", "js/*.js", "js/*/*.js")
	for _, name := range files(t) {
		if strings.Contains(name, "/test/") || path.Ext(name) == ".txt" || path.Ext(name) == ".md" {
			continue // tests, the fonts' licences and their README
		}
		short := specifier + strings.TrimPrefix(name, "js/")
		if !strings.Contains(text, `"`+name+`"`) && !strings.Contains(text, short) && !strings.Contains(text, "../"+name) {
			t.Errorf("nothing uses %s", name)
		}
	}
}

func TestKindsAreKnown(t *testing.T) {
	for _, name := range files(t) {
		if assets()[name].kind == "" {
			t.Errorf("%s has no Content-Type", name)
		}
	}
}

// TestFonts holds the subset's promise, and that each face comes with its
// licence.
func TestFonts(t *testing.T) {
	total := 0
	for _, name := range filesWith(t, ".woff2") {
		total += len(assets()[name].plain)
	}
	if most := 110_000; total > most {
		t.Errorf("fonts weigh %d bytes, want at most %d", total, most)
	}
	for _, name := range []string{"archivo", "commit-mono", "pushlab-serif"} {
		text := string(assets()["fonts/"+name+"-OFL.txt"].plain)
		if !strings.Contains(text, "SIL OPEN FONT LICENSE Version 1.1") || !strings.Contains(text, "20") {
			t.Errorf("fonts/%s-OFL.txt is not the licence with its copyright line", name)
		}
	}
}

// TestLean holds that only comments go, and no line.
func TestLean(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.js", "// one\nlet a = 1 // two\n", "\nlet a = 1 // two\n"},
		{"a.js", "  /**\n   * doc\n   */\n  f() {}\n", "\n\n\n  f() {}\n"},
		{"a.js", "/** @type {X} */\nlet x\n", "\nlet x\n"},
		{"a.js", "const x = /** @type {X} */ (y)\n", "const x = /** @type {X} */ (y)\n"},
		{"a.js", "f(\n  /** @type {X} */ (y),\n)\n/** z */\n", "f(\n  /** @type {X} */ (y),\n)\n\n"},
		{"a.js", `const url = "http://x" + "/**"` + "\n", `const url = "http://x" + "/**"` + "\n"},
		{"a.css", "/* one\ntwo */a {}\n", "\na {}\n"},
		{"a.svg", "<!-- // -->\n", "<!-- // -->\n"},
	} {
		if got := string(lean(c.name, []byte(c.text))); got != c.want {
			t.Errorf("lean(%q) = %q, want %q", c.text, got, c.want)
		}
	}
	for _, name := range filesWith(t, ".js") {
		source, err := fs.ReadFile(FS, name)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := bytes.Count(assets()[name].plain, []byte("\n")), bytes.Count(source, []byte("\n")); got != want {
			t.Errorf("%s has %d lines, want %d", name, got, want)
		}
	}
}

// everyLesson has the styles of each lesson's page. Those of a demo come with the
// lessons that have it.
var everyLesson = []string{"css/tokens.css", "css/base.css", "css/page.css", "css/blocks.css", "css/bench.css", "css/inspector.css"}

// roomStyles are the styles of pages in a room, and of the ways into it.
var roomStyles = []string{"css/strip.css", "css/join.css", "css/reach.css", "css/board.css", "css/board-panels.css"}

// TestWeight keeps a first visit to a lesson small: the styles, and what runs
// before anything comes into view, as they go over the wire. The rest comes when
// it is used, and no page uses all of it. What only a page in a room has is
// counted apart.
func TestWeight(t *testing.T) {
	first, all, ofRoom := 0, 0, 0
	early := Modules("js/page.js", "js/lesson.js")
	for _, name := range append(filesWith(t, ".css"), filesWith(t, ".js")...) {
		a := assets()[name]
		size := len(a.plain)
		if a.gzip() != nil {
			size = len(a.gzip())
		}
		if strings.HasPrefix(name, roomModules) || slices.Contains(roomStyles, name) {
			ofRoom += size
			continue
		}
		if all += size; slices.Contains(everyLesson, name) || slices.Contains(early, a.url) || name == "js/theme.js" {
			first += size
		}
	}
	if most := 24_000; first > most {
		t.Errorf("styles and first modules weigh %d bytes compressed, want at most %d", first, most)
	}
	if most := 200_000; all > most {
		t.Errorf("all styles and modules weigh %d bytes compressed, want at most %d", all, most)
	}
	if most := 60_000; ofRoom > most {
		t.Errorf("styles and modules of a room weigh %d bytes compressed, want at most %d", ofRoom, most)
	}
	t.Logf("compressed: first %d bytes, all %d, of a room %d", first, all, ofRoom)
}

func TestNothingFromElsewhere(t *testing.T) {
	other := regexp.MustCompile(`https?://[^\s"'<>)]*`)
	for _, name := range files(t) {
		if strings.HasPrefix(name, "fonts/") {
			continue
		}
		for _, url := range other.FindAllString(string(assets()[name].plain), -1) {
			if !strings.HasPrefix(url, "http://localhost") && !strings.HasPrefix(url, "http://192.168") && url != "http://www.w3.org/2000/svg" {
				t.Errorf("%s names %s", name, url)
			}
		}
	}
}

func TestModulesWriteNoHTML(t *testing.T) {
	for _, name := range filesWith(t, ".js") {
		for _, word := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("} {
			if strings.Contains(string(assets()[name].plain), word) {
				t.Errorf("%s uses %s", name, word)
			}
		}
	}
}

func files(t *testing.T) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(FS, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func filesWith(t *testing.T, ext string) []string {
	t.Helper()
	var names []string
	for _, name := range files(t) {
		if path.Ext(name) == ext {
			names = append(names, name)
		}
	}
	return names
}

func sources(t *testing.T, patterns ...string) string {
	t.Helper()
	var all strings.Builder
	for _, pattern := range patterns {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	return all.String()
}
