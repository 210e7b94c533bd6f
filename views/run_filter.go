package views

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

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

// filtered are the rows that the filter lets through.
func (p RunProps) filtered() []Row {
	return p.where(p.Filter.shows)
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
