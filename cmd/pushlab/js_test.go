package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

// jsFolder has the browser's modules; their tests are in its folder test.
const jsFolder = "../../static/js"

// The modules' own tests run in the same browser as the journeys. Each file
// test/NAME.test.js exports tests: [{name, run}]; run throws when it fails.
func TestModules(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(os.DirFS(jsFolder), "test/*.test.js")
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d module tests (%v), want some", len(files), err)
	}
	server := httptest.NewServer(moduleServer(t))
	defer server.Close()
	b := openTab(t, 1024, 768)
	for _, file := range files {
		b.open(server.URL + "/?test=" + file)
		b.until("the tests of "+file, `window.results`)
		for _, r := range eval[[]struct{ Name, Failure string }](b, `window.results`) {
			t.Run(strings.TrimSuffix(file, ".test.js")+"/"+r.Name, func(t *testing.T) {
				if r.Failure != "" {
					t.Error(r.Failure)
				}
			})
		}
	}
}

// moduleServer serves the modules from the disk under the names by which they
// import each other.
func moduleServer(t *testing.T) http.Handler {
	t.Helper()
	names := map[string]string{}
	err := fs.WalkDir(os.DirFS(jsFolder), ".", func(path string, d fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".js") {
			names["#pushlab/"+path] = "/js/" + path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	imports, err := json.Marshal(map[string]any{"imports": names})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/js/", http.StripPrefix("/js/", http.FileServerFS(os.DirFS(jsFolder))))
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, runner, imports, r.FormValue("test"))
	})
	return mux
}

const runner = `<!doctype html><html lang="en"><title>tests</title><script type="importmap">%s</script><body><script type="module">
const results = []
try {
	const { tests } = await import("/js/%s")
	for (const { name, run } of tests) {
		try {
			await run()
			results.push({ name, failure: "" })
		} catch (e) {
			results.push({ name, failure: String(e.stack ?? e) })
		}
	}
	if (tests.length === 0) results.push({ name: "file", failure: "it has no tests" })
} catch (e) {
	results.push({ name: "load", failure: String(e.stack ?? e) })
}
window.results = results
</script>`
