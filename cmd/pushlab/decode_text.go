package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// minWidth is the narrowest ladder: an offset, eight bytes and their text.
const minWidth = 60

// printer returns what prints the lines: JSON, or a ladder for people.
func (o decodeOptions) printer(std stdio, w *bufio.Writer) func(line) {
	if !o.text {
		return jsonPrinter(w)
	}
	p := &textPrinter{w: w, width: o.width, colour: isTerminal(std.out) && os.Getenv("NO_COLOR") == ""}
	return p.print
}

// terminalWidth is what the shell says of its window.
func terminalWidth() int {
	n, err := strconv.Atoi(os.Getenv("COLUMNS"))
	if err != nil || n < minWidth {
		return 100
	}
	return n
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// A textPrinter prints a readable ladder.
type textPrinter struct {
	w      io.Writer
	width  int
	colour bool
}

// The colours of a terminal (ECMA-48 §8.3.117).
const (
	sgrReset = "\x1b[0m"
	sgrBold  = "\x1b[1m"
	sgrFaint = "\x1b[2m"
	sgrRed   = "\x1b[31m"
	sgrCyan  = "\x1b[36m"
)

func (p *textPrinter) print(l line) {
	switch {
	case l.Frame != nil:
		p.frame(l.Frame)
	case l.Dispatch != nil:
		p.note("", fmt.Sprintf("dispatch  type %q  data %q  lastEventId %q", l.Dispatch.Type, l.Dispatch.Data, l.Dispatch.LastEventID))
	case l.Message != nil:
		p.note("", messageNote(l.Message))
	case l.Error != nil:
		p.note(sgrRed, errorNote(l.Error))
	case l.State != nil:
		p.note("", stateNote(l.State))
	case l.Incomplete:
		p.note(sgrRed, "incomplete  the bytes end here")
	}
}

// indent is the width of the offset and the protocol.
const indent = 22

// frame prints the frame's row of the ladder, its bytes, and what they mean.
func (p *textPrinter) frame(f *frameLine) {
	label := p.fit(f.label(), p.width-indent)
	fmt.Fprintf(p.w, "%s  %s %s\n", p.paint(sgrFaint, fmt.Sprintf("%10d", f.Start)), p.paint(sgrCyan, fmt.Sprintf("%-9s", f.Layer)), p.paint(sgrBold, label))
	if f.Err != nil {
		p.note(sgrRed, fmt.Sprintf("wrong  %s (%s)", f.Err.Rule, f.Err.Spec))
	}
	if f.Limit != "" {
		p.note(sgrRed, "limit  "+f.Limit)
	}
	p.dump(f.bytes)
	for _, x := range f.Fields {
		p.field(x)
	}
}

func (p *textPrinter) note(colour, text string) {
	fmt.Fprintf(p.w, "%*s%s\n", indent, "", p.paint(colour, p.fit(text, p.width-indent)))
}

// maxDump is how many bytes of a frame are shown.
const maxDump = 256

// dump prints bytes in hexadecimal and as text.
func (p *textPrinter) dump(b []byte) {
	perRow := 8
	if p.width >= indent+16*4+2 {
		perRow = 16
	}
	shown := b[:min(len(b), maxDump)]
	for at := 0; at < len(shown); at += perRow {
		row := shown[at:min(at+perRow, len(shown))]
		text := fmt.Sprintf("%*s%-*s  %s", indent, "", perRow*3-1, fmt.Sprintf("% x", row), printable(row))
		fmt.Fprintln(p.w, strings.TrimRight(text, " "))
	}
	if more := len(b) - len(shown); more > 0 {
		p.note(sgrFaint, fmt.Sprintf("… %d more bytes", more))
	}
}

// printable shows the bytes that are ASCII characters.
func printable(row []byte) string {
	text := make([]rune, 0, len(row))
	for _, c := range row {
		if c < ' ' || c > '~' {
			text = append(text, '·')
			continue
		}
		text = append(text, rune(c))
	}
	return string(text)
}

// field prints where a field lies in its frame, what it is called and says, and
// where that is written.
func (p *textPrinter) field(x fieldLine) {
	spec := "  " + x.Spec
	room := p.width - indent - utf8.RuneCountInString(spec)
	left := p.fit(fmt.Sprintf("%-9s%s = %s", x.place(), x.Name, x.Value), room)
	fmt.Fprintf(p.w, "%*s%s%s\n", indent, "", left, p.paint(sgrFaint, spec))
}

// place is the bytes of a field, "2-6", or its bits, "0.4-7".
func (x fieldLine) place() string {
	switch {
	case x.Decoded:
		return "payload"
	case x.Bits != nil && x.Bits.To-x.Bits.From == 1:
		return fmt.Sprintf("%d.%d", x.Bits.From/8, x.Bits.From%8)
	case x.Bits != nil && x.Bits.To-1 < x.Bits.From/8*8+8:
		return fmt.Sprintf("%d.%d-%d", x.Bits.From/8, x.Bits.From%8, (x.Bits.To-1)%8)
	case x.Length > 1:
		return fmt.Sprintf("%d-%d", x.Offset, x.Offset+x.Length-1)
	}
	return strconv.Itoa(x.Offset)
}

func (p *textPrinter) paint(colour, text string) string {
	if !p.colour || colour == "" {
		return text
	}
	return colour + text + sgrReset
}

// fit makes text safe for a terminal, which takes control characters for
// orders, and cuts it at width.
func (p *textPrinter) fit(text string, width int) string {
	safe := []rune(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return '⏎'
		case unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r):
			return '·'
		}
		return r
	}, text[:min(len(text), 4*width)]))
	if len(safe) > width {
		return string(safe[:width-1]) + "…"
	}
	return string(safe)
}
