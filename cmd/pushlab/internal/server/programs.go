package server

import (
	"strings"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/trace"
)

// programs says what the handlers of the articles' programs do, by the name of
// the program. Their generations are named after it: "published3".
type programs map[string]*programCounts

type programCounts struct {
	Handlers int `json:"handlers"` // that run now
	Made     int `json:"made"`     // tokens
	Unread   int `json:"unread"`   // tokens made when their reader had left
}

func (p programs) add(events []trace.Event) {
	for _, e := range events {
		name := strings.TrimRight(e.Answer, "0123456789")
		if name != "published" && name != "mended" {
			continue
		}
		if p[name] == nil {
			p[name] = &programCounts{}
		}
		p[name].count(e)
	}
}

func (c *programCounts) count(e trace.Event) {
	switch e.Kind {
	case "gen.start":
		c.Handlers++
	case "gen.end":
		c.Handlers--
	case "gen.tok":
		c.Made++
		if e.Text == demo.Unread {
			c.Unread++
		}
	}
}
