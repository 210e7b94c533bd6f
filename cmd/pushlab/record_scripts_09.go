package main

import "strings"

// recordings09 are the runs of "1006 does not exist": the twelve endings, four on
// each ladder.
var recordings09 = []recording{
	{
		lesson: "09-closing", name: "clean",
		title: "A message ladder of four WebSockets, one after the other: the server sends a close frame with 1000, with 4001, with 1011, and without a code; each time the client sends the same back, and the server ends TCP.",
		run:   playEndings("1000 4001 1011 empty"),
	},
	{
		lesson: "09-closing", name: "lost",
		title: "A message ladder of four WebSockets, none with a close frame: a FIN, a reset, a 401 in place of the 101, and a 101 with a wrong accept value.",
		run:   playEndings("fin rst 401 accept"),
	},
	{
		lesson: "09-closing", name: "broken",
		title: "A message ladder of four WebSockets: the server sends a masked frame, a text that is not UTF-8, a close frame with 1006, and a ping of 126 bytes; each time the client sends a close frame with 1002 and ends TCP.",
		run:   playEndings("masked utf8 1006 ping126"),
	},
}

// playEndings plays endings of the close theatre, one after the other.
func playEndings(slugs string) func(*studio) error {
	return func(s *studio) error {
		for _, slug := range strings.Fields(slugs) {
			if err := s.ending(slug); err != nil {
				return err
			}
			if err := s.pause(pace); err != nil {
				return err
			}
		}
		return nil
	}
}
