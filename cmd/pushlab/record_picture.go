package main

import (
	"encoding/xml"
	"fmt"
	"strings"

	"pushlab/cmd/pushlab/internal/server"
)

// A palette is the part of static/css/tokens.css that a picture needs: a file
// shown by <img> can not read the page's style sheet.
type palette struct {
	paper, ink, faint, rail, hatch string
	wire                           map[string]string
}

var palettes = map[string]palette{
	"light": {paper: "#f9fbf9", ink: "#131a17", faint: "#55615b", rail: "#a2afa6", hatch: "#6f7d76",
		wire: map[string]string{"es": "#8c2400", "fs": "#8a6800", "nd": "#006b5e", "lp": "#242d31", "ws": "#0d3a7d", "": "#131a17"}},
	"dark": {paper: "#151c19", ink: "#e6ece8", faint: "#8f9c95", rail: "#43504a", hatch: "#6e7c75",
		wire: map[string]string{"es": "#f4703a", "fs": "#f7d154", "nd": "#63c99b", "lp": "#cfdae0", "ws": "#5f9dff", "": "#e6ece8"}},
}

// Measures of a picture, in its own units (pixels at full size).
const (
	pictureWidth = 760
	rowHeight    = 26
	timeX        = 78  // right edge of the times
	clientX      = 122 // left rail
	serverX      = 228 // right rail
	labelX       = 246
	labelRunes   = 60
)

// picture draws the message ladder of some rows in one theme.
func picture(title string, rows []server.Row, theme string) string {
	p := palettes[theme]
	height := rowHeight*len(rows) + 64
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]d" viewBox="0 0 %[1]d %[2]d" role="img" font-family="ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace" font-size="12.5">`+"\n", pictureWidth, height)
	fmt.Fprintf(&b, "<title>%s</title>\n", escape(title))
	fmt.Fprintf(&b, `<defs><pattern id="h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6" stroke="%s"/></pattern></defs>`+"\n", p.hatch)
	fmt.Fprintf(&b, `<path fill="%s" d="M0 0H%dV%dH0z"/>`+"\n", p.paper, pictureWidth, height)
	fmt.Fprintf(&b, `<g fill="%s"><text x="%d" y="24" text-anchor="end">ms</text><text x="%d" y="24" text-anchor="middle">client</text><text x="%d" y="24" text-anchor="middle">server</text><text x="%d" y="24" text-anchor="end">bytes</text></g>`+"\n",
		p.faint, timeX, clientX, serverX, pictureWidth-16)
	fmt.Fprintf(&b, `<path stroke="%s" d="M%d 36V%d M%d 36V%d"/>`+"\n", p.rail, clientX, height-16, serverX, height-16)
	for i, r := range rows {
		drawRow(&b, p, r, 36+rowHeight*i+rowHeight/2)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// drawRow draws one row around the height y.
func drawRow(b *strings.Builder, p palette, r server.Row, y int) {
	if r.N > 0 {
		fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end" fill="%s">%.1f</text>`, timeX, y+4, p.faint, r.T)
	}
	color := p.wire[r.Wire]
	switch {
	case r.N == 0: // what a picture leaves out
		color = p.faint
	case r.Kind == "gap":
		fmt.Fprintf(b, `<path fill="url(#h)" d="M%[1]d %[2]dH%[3]dV%[4]dH%[1]dz"/>`, clientX, y-11, serverX, y+11)
		color = p.ink
	case r.Kind == "fault":
		fmt.Fprintf(b, `<path stroke="%s" stroke-width="2" d="M%d %dl12 12m0 -12l-12 12"/>`, p.ink, (clientX+serverX)/2-6, y-6)
		color = p.ink
	case r.Dir != "":
		drawArrow(b, p, r, y)
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s" xml:space="preserve">%s</text>`, labelX, y+4, labelColor(p, r, color), escape(cut(r.Label)))
	if r.Size > 0 {
		fmt.Fprintf(b, `<text x="%d" y="%d" text-anchor="end" fill="%s">%d</text>`, pictureWidth-16, y+4, p.faint, r.Size)
	}
	b.WriteString("\n")
}

// labelColor keeps the words in ink: the arrow carries the transport.
func labelColor(p palette, r server.Row, color string) string {
	if r.Kind == "tcp" || r.N == 0 {
		return p.faint
	}
	if r.Kind == "gap" || r.Kind == "fault" {
		return color
	}
	return p.ink
}

// drawArrow draws a message: thick for a head, thin for an event or a frame,
// double for a WebSocket, dotted for the opening and the end of TCP.
func drawArrow(b *strings.Builder, p palette, r server.Row, y int) {
	color, style := p.wire[r.Wire], `stroke-width="1.5"`
	switch r.Kind {
	case "http":
		style = `stroke-width="3"`
	case "tcp":
		color, style = p.faint, `stroke-dasharray="2 3"`
	}
	tail, head, back := clientX+1, serverX-1, -7
	if r.Dir == "s" {
		tail, head, back = serverX-1, clientX+1, 7
	}
	line := fmt.Sprintf("M%d %dH%d", tail, y, head+back)
	if r.Wire == "ws" && r.Kind == "ws" {
		line = fmt.Sprintf("M%[1]d %[2]dH%[3]d M%[1]d %[4]dH%[3]d", tail, y-2, head+back, y+2)
		style = `stroke-width="1.25"`
	}
	fmt.Fprintf(b, `<path fill="none" stroke="%[1]s" %[2]s d="%[3]s"/><path fill="%[1]s" d="M%[4]d %[5]dl%[6]d -4v8z"/>`, color, style, line, head, y, back)
}

func cut(s string) string {
	runes := []rune(s)
	if len(runes) <= labelRunes {
		return s
	}
	return string(runes[:labelRunes-1]) + "…"
}

func escape(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}

// elide leaves out the middle of long rows of tokens: it keeps what begins and
// ends, and what is around a fault or a silence.
func elide(rows []server.Row) []server.Row {
	keep := make([]bool, len(rows))
	for i, r := range rows {
		if r.Token == "" {
			markAround(keep, i, 2)
		}
	}
	markAround(keep, len(rows)-1, 3)
	var out []server.Row
	left := 0
	for i, r := range rows {
		if keep[i] {
			out = append(addLeftOut(out, left), r)
			left = 0
			continue
		}
		left++
	}
	return addLeftOut(out, left)
}

func markAround(keep []bool, i, n int) {
	for k := max(0, i-n); k <= min(len(keep)-1, i+n); k++ {
		keep[k] = true
	}
}

// addLeftOut adds a row without a number that says how many are not shown.
func addLeftOut(rows []server.Row, n int) []server.Row {
	if n == 0 {
		return rows
	}
	return append(rows, server.Row{Label: fmt.Sprintf("… %d more tokens …", n)})
}
