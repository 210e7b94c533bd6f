package main

import (
	"fmt"
	"io"
	"strings"

	"rsc.io/qr"
)

// quiet is the light margin of a printed code, in modules. ISO/IEC 18004 asks
// for 4; phones need no more than 2, and a terminal has few lines.
const quiet = 2

// printQR draws text as a QR code, two modules a character.
//
// The light modules are drawn and the dark ones are left out, which is right on
// a dark terminal. A terminal is told both colours, so that it is right on a
// light one too; a file or a pipe gets no escape sequences.
func printQR(out io.Writer, text string) error {
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return fmt.Errorf("drawing a QR code: %w", err)
	}
	before, behind := "", ""
	if isTerminal(out) {
		before, behind = "\x1b[97;40m", "\x1b[0m"
	}
	for _, line := range halfBlocks(code) {
		fmt.Fprintf(out, "%s%s%s\n", before, line, behind)
	}
	return nil
}

// halfBlocks has a line for every two rows of modules.
func halfBlocks(code *qr.Code) (lines []string) {
	light := func(x, y int) int {
		if y >= code.Size+quiet || code.Black(x, y) {
			return 0 // below the margin of an odd size nothing is drawn
		}
		return 1
	}
	for y := -quiet; y < code.Size+quiet; y += 2 {
		var line strings.Builder
		for x := -quiet; x < code.Size+quiet; x++ {
			line.WriteString([4]string{" ", "▀", "▄", "█"}[light(x, y)+2*light(x, y+1)])
		}
		lines = append(lines, line.String())
	}
	return lines
}
