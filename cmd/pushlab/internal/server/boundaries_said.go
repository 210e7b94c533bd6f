package server

import (
	"fmt"
	"strings"
)

// say tells the boundaries in sentences, one or two for each of the five.
func (s *survey) say(b Boundaries) []string {
	said := []string{sayWrites(b)}
	said = append(said, sayChunks(b)...)
	said = append(said, "An event ends at its blank line, wherever a chunk or a write ends.")
	if s.event.Frame.Layer.String() != "sse" && len(b.Events) == len(b.Chunks) {
		said = said[:len(said)-1]
	}
	if s.lined {
		said = append(said, "A line ends at its line feed, wherever a chunk or a write ends.")
	}
	if len(b.Tokens) > 0 {
		them := "them"
		if len(b.Tokens) == 1 {
			them = "it"
		}
		said = append(said, fmt.Sprintf("%s: the model made %s, and no protocol knows of %s.", plural(len(b.Tokens), "token"), them, them))
	}
	return append(said, s.sayReads(b)...)
}

func sayWrites(b Boundaries) string {
	text := "The server wrote these bytes in " + plural(len(b.Writes), "call") + "."
	if n := straddling(b.Writes, b.Events); n != "" {
		text += " " + n
	}
	return text + cutCharacters(b.Writes)
}

// straddling names the first bracket of list that ends inside one of others.
func straddling(list, others []bracket) string {
	for _, b := range list {
		for _, o := range others {
			if b.to > o.from && b.to < o.to {
				return fmt.Sprintf("%s ends inside %s.", first(b.label), o.label)
			}
		}
	}
	return ""
}

// sayChunks says which events lie in several chunks, and which chunks hold
// several events.
func sayChunks(b Boundaries) (said []string) {
	for _, e := range b.Events {
		if in := within(b.Chunks, e.from, e.to); len(in) > 1 {
			said = append(said, fmt.Sprintf("%s lies in %d: %s.", first(e.label), len(in), names(in)))
		}
	}
	for _, c := range b.Chunks {
		if has := within(b.Events, c.from, c.to); len(has) > 1 {
			said = append(said, fmt.Sprintf("%s holds bytes of %d: %s.", name(c), len(has), names(has)))
		}
	}
	if len(said) == 0 && len(b.Chunks) > 1 && len(b.Events) > 1 {
		said = append(said, "Here each event has a chunk or frame of its own. Nothing promises that.")
	}
	if text := cutCharacters(b.Chunks); text != "" {
		said = append(said, strings.TrimSpace(text))
	}
	return said
}

func (s *survey) sayReads(b Boundaries) []string {
	if len(s.reads) == 0 {
		return []string{"Reads are not known here: how much one read call returns is seen only by a page that reads the body itself, and EventSource does not tell."}
	}
	text := "The page took these bytes in " + plural(len(b.Reads), "read") + "."
	if n := straddling(b.Reads, b.Events); n != "" {
		text += " " + n
	}
	return []string{text + cutCharacters(b.Reads)}
}

// cutCharacters names those that end inside a character.
func cutCharacters(list []bracket) string {
	text := ""
	for _, b := range list {
		if b.inside {
			text += fmt.Sprintf(" %s ends inside a character: its last bytes mean nothing until the next ones come.", name(b))
		}
	}
	return text
}

func names(list []bracket) string {
	words := make([]string, len(list))
	for i, b := range list {
		words[i], _, _ = strings.Cut(b.label, ",")
	}
	return strings.Join(words, ", ")
}

// name is a bracket's label without its size, as the first word of a sentence.
func name(b bracket) string {
	label, _, _ := strings.Cut(b.label, ",")
	return first(label)
}

// first writes the first letter of a sentence large.
func first(text string) string {
	label, _, _ := strings.Cut(text, ",")
	return strings.ToUpper(label[:1]) + label[1:]
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(int64(n)) + " " + noun + "s"
}
