package views

import (
	"net/url"
	"slices"
	"strings"
)

// RunProps is one run in the inspector, by its own address or by its view.
type RunProps struct {
	Layout   Layout
	Run      string // "" when only the view is known
	View     string
	Lab      string    // base address of the run in the lab; "" for a view
	TLS      string    // the same over TLS; "" when that place is not open
	Tap      *TapPlace // in place of the lab; nil in the course
	Rows     []Row     // all there are
	Detail   *Detail   // of the selected row
	ReadOnly bool      // a view: it shows the run and gives no power over it
	Kept     *Kept     // a run that somebody kept
	Filter   Filter
	Pointed  bool // the address names the selected row
}

// Kept says what is known of a kept run.
type Kept struct {
	Title, At string
	Live      bool // the run itself is still in memory, and may go on
}

// over says whether nothing can come any more.
func (p RunProps) over() bool { return p.Kept != nil && !p.Kept.Live }

// mostRows is how many rows a document holds; js/bench/rows.js calls it whole.
// lead is how many of them stand above the selected one, which is in view then.
const mostRows, lead = 400, 8

// recorded is what the page's instrument begins with: of the rows that the
// filter lets through those around the selected one.
func (p RunProps) recorded() Recorded {
	rows := p.filtered()
	r := Recorded{Base: p.base(), Detail: p.Detail, Total: len(rows), All: len(p.Rows), Any: true}
	if !p.Pointed {
		r.View = "wire"
	}
	at := slices.IndexFunc(rows, func(row Row) bool { return row.N >= r.selected() })
	if at < 0 {
		at = len(rows)
	}
	r.Before = max(0, min(at-lead, len(rows)-mostRows))
	r.Rows = rows[r.Before:min(len(rows), r.Before+mostRows)]
	return r
}

// base is where the rows' details are.
func (p RunProps) base() string {
	if p.ReadOnly {
		return "/v/" + p.View
	}
	return "/runs/" + p.Run
}

func (p RunProps) heading() string {
	switch {
	case p.Kept != nil && p.Kept.Title != "":
		return p.Kept.Title
	case p.Kept != nil:
		return "Kept run"
	}
	return "Run"
}

func (p RunProps) lead() string {
	switch {
	case p.Kept != nil && p.Kept.Live:
		return "Kept run, " + p.Kept.At + ". The run itself still goes on: what has come since then is shown, and is not kept."
	case p.Kept != nil:
		return "Kept run, " + p.Kept.At + ". It shows what crossed the wire then; nothing is added to it any more."
	case p.ReadOnly:
		return "You are looking on: this address shows the run as it goes, and can not change it."
	}
	return "Every byte that crosses the wire under this run’s address appears here, whoever sends it."
}

// state is what stands in the head before the scripts are there.
func (p RunProps) state() (mark, words string) {
	switch {
	case p.over():
		return "done", "Kept run"
	case len(p.Rows) == 0:
		return "idle", "Ready"
	}
	return "idle", "As loaded"
}

// conns and lanes are the connections and HTTP/2 streams of the run in order.
func (p RunProps) conns() []int { return p.numbers(func(r Row) int { return r.Conn }) }

func (p RunProps) lanes() []int { return p.numbers(func(r Row) int { return r.Lane }) }

func (p RunProps) numbers(of func(Row) int) []int {
	var list []int
	for _, r := range p.Rows {
		if n := of(r); n > 0 && !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	slices.Sort(list)
	return list
}

// shown says how many of the rows there are.
func (p RunProps) shown(r Recorded) string {
	if r.Total == r.All {
		return thousands(r.All) + " " + plural(r.All, "row")
	}
	return thousands(r.Total) + " of " + thousands(r.All) + " " + plural(r.All, "row")
}

// earlier and later are the addresses of the rows that the document does not
// hold, "" where there are none.
func (p RunProps) earlier(r Recorded) string {
	if r.Before == 0 {
		return ""
	}
	return p.Filter.query(p.filtered()[max(0, r.Before-mostRows+lead)].N)
}

func (p RunProps) later(r Recorded) string {
	next := r.Before + len(r.Rows)
	if next >= r.Total {
		return ""
	}
	return p.Filter.query(p.filtered()[min(next+lead, r.Total-1)].N)
}

// path, host and hostPort are the parts of the lab's address that a request
// written by hand needs.
func (p RunProps) path() string { return p.lab().Path }

func (p RunProps) host() string { return p.lab().Host }

func (p RunProps) hostPort() string { return p.lab().Hostname() + " " + p.lab().Port() }

// webSocket is the lab's address with the scheme of RFC 6455 §3.
func (p RunProps) webSocket() string { return strings.Replace(p.Lab, "http", "ws", 1) }

func (p RunProps) lab() *url.URL {
	u, err := url.Parse(p.Lab)
	if err != nil {
		return &url.URL{}
	}
	return u
}
