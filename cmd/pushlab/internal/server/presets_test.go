package server

import (
	"testing"
)

// What the benches say of some presets, in full.
func TestPresets(t *testing.T) {
	t.Parallel()
	byID := map[string]int{}
	for _, name := range []string{"bytes", "frames"} {
		for i, p := range presets(name) {
			if p.Name == "" || p.What == "" || p.Result == "" || p.Set == nil {
				t.Errorf("%s: preset %q is not complete: %+v", name, p.ID, p)
			}
			byID[name+"/"+p.ID] = i
		}
	}
	for _, row := range []struct{ demo, id, raw, result string }{
		{"bytes", "newline", "data: line1\\n\nline2\\n\n\\n", `Recorded in Chromium 156: message "line1".`},
		{"bytes", "cr", "data: cr\\r\ndata: cr2\\r\n\\r", `Recorded in Chromium 156: message "cr\ncr2".`},
		{"bytes", "crlf-split", "id: 1\\r\\n\ndata: crlf\\r\\n\n\\r\\n", `Recorded in Chromium 156: message "crlf" with lastEventId "1".`},
		{"bytes", "names", "Data: a\\n\n\\n\ndata : b\\n\n\\n\n data: c\\n\n\\n", "Recorded in Chromium 156: no event."},
		{"bytes", "bom", "\\uFEFFdata: bom\\n\n\\n", `Recorded in Chromium 156: message "bom".`},
		{"bytes", "long", "data: a\\{71680}\\n\n\\n", "Recorded in Chromium 156: message \"aaaaaaaa\"… of 71\u2009680 characters."},
		{"frames", "126", "81 7e 00 7e 61*126", "Recorded in Chromium 156: message \"aaaaaaaa\"… of 126 characters."},
		{"frames", "rsv", "c1 05 48 65 6c 6c 6f", `Recorded in Chromium 156: a Close frame with 1002 on the wire, close 1006 "" in the page.`},
		{"frames", "short", "81 06 48 65 6c 6c 6f", "Recorded in Chromium 156: nothing; the connection stays open."},
		{"frames", "client-plain", "81 05 48 65 6c 6c 6f", "The lab's echo: a Close frame with 1002 on the wire."},
	} {
		p := presets(row.demo)[byID[row.demo+"/"+row.id]]
		if p.ID != row.id || p.Set["raw"] != row.raw || p.Result != row.result {
			t.Errorf("%s/%s = %q, %q, want %q, %q", row.demo, p.ID, p.Set["raw"], p.Result, row.raw, row.result)
		}
	}
}
