package views

import (
	"encoding/hex"
	"fmt"
	"math"
	"strings"
)

// A heldLine is what the parser holds after one line of a block.
type heldLine struct {
	key, raw string
	cells    []heldCell // data buffer, event type, last event ID
	retry    string
}

type heldCell struct {
	text    string
	changed bool // by this line
}

func (d Detail) held() []heldLine {
	var lines []heldLine
	var before *ParserState
	for _, line := range d.Parse {
		s := line.State
		if s == nil {
			continue
		}
		lines = append(lines, heldLine{key: line.Key, raw: line.Raw, cells: heldCells(before, s), retry: retryWords(s.Retry)})
		before = s
	}
	return lines
}

func heldCells(before, now *ParserState) []heldCell {
	cells := []heldCell{{text: quoted(now.Data)}, {text: quoted(now.Type)}, {text: quoted(now.ID)}}
	if before != nil {
		cells[0].changed, cells[1].changed, cells[2].changed = before.Data != now.Data, before.Type != now.Type, before.ID != now.ID
	}
	return cells
}

func retryWords(ms int) string {
	if ms < 0 {
		return "not set"
	}
	return fmt.Sprintf("%d ms", ms)
}

// inflatedText is the beginning of what a compressed message says.
func (d Detail) inflatedText() string {
	b, err := hex.DecodeString(d.Inflated)
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(string(b[:min(len(b), partDump)]), "\uFFFD")
}

// ratio says what compression did to a message.
func (d Detail) ratio() string {
	large := len(d.Inflated) / 2
	change := "it grew"
	if d.Yours <= large {
		change = fmt.Sprintf("%.0f %% less", math.Round(100-100*float64(d.Yours)/float64(large)))
	}
	text := fmt.Sprintf("%s bytes on the wire, %s of data: %s", thousands(d.Yours), thousands(large), change)
	if large > partDump {
		text += fmt.Sprintf(". The first %s are shown", thousands(partDump))
	}
	return text
}
