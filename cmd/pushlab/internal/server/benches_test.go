package server

import (
	"testing"

	"pushlab/views"
)

// A recorded run shows its first token; without one, bytes that answer.
func TestNotable(t *testing.T) {
	opened := views.Row{N: 1, Kind: "tcp"}
	asked := views.Row{N: 2, Kind: "http", Dir: "c", Size: 181}
	refused := views.Row{N: 3, Kind: "http", Dir: "s", Size: 219}
	for name, c := range map[string]struct {
		rows []views.Row
		want int
	}{
		"no row":      {nil, 0},
		"no answer":   {[]views.Row{opened, asked}, 1},
		"an answer":   {[]views.Row{opened, asked, refused}, 3},
		"a token":     {[]views.Row{opened, asked, refused, {N: 4, Dir: "s", Size: 26, Token: "a-1"}}, 4},
		"a WebSocket": {[]views.Row{opened, asked, refused, {N: 4, Kind: "ws", Dir: "c", Size: 11}}, 4},
	} {
		if got := notable(c.rows); got != c.want {
			t.Errorf("%s: row %d is shown, want %d", name, got, c.want)
		}
	}
}
