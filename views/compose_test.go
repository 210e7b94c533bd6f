package views

import (
	"strings"
	"testing"
)

// A bench in which bytes are made by hand begins with a preset, and has the
// others with all that they set.
func TestComposer(t *testing.T) {
	presets := []Preset{
		{ID: "a", Name: "One", What: "goes wrong", Set: map[string]string{"raw": `data: "1"\n`}},
		{ID: "b", Name: "Two", What: "goes right", Seen: "owner/repo#1", Result: "nothing", Set: map[string]string{"raw": "x"}},
	}
	for _, row := range []struct {
		demo string
		want []string
	}{
		{"bytes", []string{"data-mode", `name="eol"`, `name="type"`, `data-wire="es"`}},
		{"frames", []string{"data-bits", `data-fill="70000"`, `name="writers"`, `data-wire="ws"`}},
	} {
		page := html(t, Bench(BenchProps{ID: "y", Demo: row.demo, Presets: presets, Knobs: map[string]string{"preset": "b"}}))
		want := append(row.want, "2 presets", `value="b" selected`, "Seen in owner/repo#1.", ">x</textarea>",
			`data-set="{&#34;raw&#34;:&#34;data: \&#34;1\&#34;\\n&#34;}"`, "This bench needs JavaScript")
		for _, part := range want {
			if !strings.Contains(page, part) {
				t.Errorf("%s: the bench has no %s", row.demo, part)
			}
		}
	}
}
