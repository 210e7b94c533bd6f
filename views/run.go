package views

import (
	"net/url"
	"slices"
	"strconv"
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
}

// Kept says what is known of a kept run.
type Kept struct {
	Title, At string
	Live      bool // the run itself is still in memory, and may go on
}

// over says whether nothing can come any more.
func (p RunProps) over() bool { return p.Kept != nil && !p.Kept.Live }

// A Filter says which rows a page shows. The zero value shows all. The page's
// address carries it, so that a link keeps it.
type Filter struct {
	Conn, Lane int    // 0: any
	Dir, Proto string // "": any
	Trouble    bool   // only faults and errors
	Text       string // in a row's label, in large or small letters
}

// shows says whether the filter lets a row through.
func (f Filter) shows(r Row) bool {
	switch {
	case f.Conn > 0 && r.Conn != f.Conn, f.Lane > 0 && r.Lane != f.Lane:
		return false
	case f.Dir != "" && r.Dir != f.Dir, f.Proto != "" && r.Proto != f.Proto:
		return false
	case f.Trouble && !r.Fault && !r.Failed && r.Err == "":
		return false
	}
	return strings.Contains(strings.ToLower(r.Label), strings.ToLower(f.Text))
}

// query is the filter as a page's address has it, with the row after which it
// looks.
func (f Filter) query(row int) string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			q.Set(name, value)
		}
	}
	set("row", strconv.Itoa(row))
	set("conn", strconv.Itoa(f.Conn))
	set("lane", strconv.Itoa(f.Lane))
	set("dir", f.Dir)
	set("proto", f.Proto)
	set("q", f.Text)
	if f.Trouble {
		set("only", "trouble")
	}
	return "?" + q.Encode()
}

// mostRows is how many rows a document holds; js/bench/rows.js calls it whole.
const mostRows = 400

// recorded is what the page's instrument begins with: of the rows that the
// filter lets through those around the selected one.
func (p RunProps) recorded() Recorded {
	rows := slices.DeleteFunc(slices.Clone(p.Rows), func(r Row) bool { return !p.Filter.shows(r) })
	r := Recorded{Base: p.base(), Detail: p.Detail, Total: len(rows), All: len(p.Rows)}
	at := slices.IndexFunc(rows, func(row Row) bool { return row.N >= r.selected() })
	if at < 0 {
		at = len(rows)
	}
	from := max(0, min(at-mostRows/2, len(rows)-mostRows))
	r.Before = from
	r.Rows = rows[from:min(len(rows), from+mostRows)]
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
	return "idle", "As it was when the page was asked for"
}

// conns are the connections of the run in order.
func (p RunProps) conns() []int {
	var list []int
	for _, r := range p.Rows {
		if r.Conn > 0 && !slices.Contains(list, r.Conn) {
			list = append(list, r.Conn)
		}
	}
	slices.Sort(list)
	return list
}

// protos are the protocols of the run, in the order of the table.
func (p RunProps) protos() []protoName {
	return slices.DeleteFunc(slices.Clone(protoTable), func(n protoName) bool {
		return n.proto != p.Filter.Proto && !slices.ContainsFunc(p.Rows, func(r Row) bool { return r.Proto == n.proto })
	})
}

// A protoName is a protocol as readers know it.
type protoName struct{ proto, name string }

var protoTable = []protoName{
	{"tcp", "TCP"}, {"http/1.1", "HTTP/1.1"}, {"h2", "HTTP/2"}, {"sse", "SSE"}, {"websocket", "WebSocket"}, {"rpc", "Connect and gRPC-Web"},
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
	return p.Filter.query(max(1, r.Rows[0].N-mostRows/2))
}

func (p RunProps) later(r Recorded) string {
	if r.Before+len(r.Rows) >= r.Total {
		return ""
	}
	return p.Filter.query(r.Rows[len(r.Rows)-1].N + mostRows/2)
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
