package server

import (
	"net/http"
	"strconv"
	"strings"

	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/views"
)

// A pointer is what the address of a run's page points at: a row, bytes of its
// dump, and the rows that are shown.
//
//	/v/VIEW?row=18&bytes=3-9&dir=s&only=trouble
//
// What can not be read there points at nothing: an address that was changed on
// its way still opens the run.
type pointer struct {
	row    int
	bytes  *views.Range
	filter views.Filter
}

func pointerOf(r *http.Request) pointer {
	q := r.URL.Query()
	p := pointer{row: number(q.Get("row")), bytes: byteRange(q.Get("bytes"))}
	p.filter = views.Filter{
		Conn: number(q.Get("conn")), Lane: number(q.Get("lane")), Proto: q.Get("proto"),
		Trouble: q.Get("only") == "trouble", Text: short(q.Get("q")),
	}
	if dir := q.Get("dir"); dir == "c" || dir == "s" {
		p.filter.Dir = dir
	}
	return p
}

// number reads a number from 1 on; 0 is none.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return max(n, 0)
}

// byteRange reads "3-9", both included as in a Range header (RFC 9110 §14.1.2),
// or "3" alone; nil is none.
func byteRange(text string) *views.Range {
	first, last, pair := strings.Cut(text, "-")
	if !pair {
		last = first
	}
	from, err := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	if err != nil || err2 != nil || from < 0 || to < from {
		return nil
	}
	return &views.Range{From: from, To: to}
}

// pointAt fills a page with a trace and what the address points at: its row, or
// the last one there is.
func pointAt(page *views.RunProps, log *trace.Log, p pointer) {
	page.Rows, page.Filter = allRows(log), p.filter
	if len(page.Rows) == 0 {
		return
	}
	if page.Pointed = p.row > 0 && p.row <= len(page.Rows); !page.Pointed {
		p.row, p.bytes = len(page.Rows), nil
	}
	if page.Detail = detailOf(log, p.row); page.Detail != nil {
		page.Detail.Lit = p.bytes
	}
}
