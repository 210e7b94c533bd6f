package demo

import (
	"encoding/json"
	"net/http"

	"pushlab/cmd/pushlab/internal/wire"
)

// maxEmission is the size of the largest submission, in bytes.
const maxEmission = 256 << 10

// serveEmit takes bytes, and gives exactly these bytes back as the body of a
// response: byte for byte, in the slices that were asked for.
//
//	page:   POST /r/{run}/emit?slices=3,1,rest&gap=200, the bytes as body
//	server: 200, {"id": "e1", "url": …, "slices": […], "notes": […], "parse": {"reference": …, "buggyA": …, "buggyB": …}}
//	page:   GET /r/{run}/emit?id=e1              from an EventSource, without id the newest
//	server: 200, Content-Type: text/event-stream
//	server: one write for each slice
//	server: the last chunk, after hold=MS
//
// The query of a submission:
//
//	slices  whole, after-cr, inside-char, or sizes in bytes: 3,1,rest
//	n       bytes of each slice, instead of slices
//	gap     0…1000 ms between two slices
//	hold    0…30000 ms between the last slice and the end
//	type    the Content-Type; empty for none
//	status  200…599
//	parse   on, or off: the answer leaves out what the parsers made of the bytes
//	check   EX03: the first submission begins an attempt, and those behind it belong to it
//
// An EventSource asks again when the response ends. It gets the same bytes, at
// most ten times a second, and after ten times a 204, which ends it.
func (l *lab) serveEmit(w http.ResponseWriter, r *http.Request, run *Run) error {
	switch r.Method {
	case http.MethodPost:
		return l.submit(w, r, run)
	case http.MethodGet:
		return l.emit(w, r, run)
	}
	return wrongMethod(r, "GET, POST")
}

// submit keeps bytes and says what the parsers make of them.
func (l *lab) submit(w http.ResponseWriter, r *http.Request, run *Run) error {
	o, err := l.emitOrder(run, r)
	if err != nil {
		return err
	}
	body, err := readBody(w, r, maxEmission)
	if err != nil {
		return err
	}
	ends, notes, err := o.cut(body)
	if err != nil {
		return err
	}
	if err := o.fits(len(ends)); err != nil {
		return err
	}
	l.begin(run, o.check, "")
	parse := parseEmission(body)
	notes = append(append([]string{}, notes...), parse.Reference.notes()...)
	e := run.emissions.keep(&emission{order: o, body: body, ends: ends})
	for _, n := range notes {
		run.note("%s: %s", e.id, n)
	}
	answer := submitted{
		ID: e.id, URL: scheme(r) + "://" + r.Host + r.URL.Path + "?id=" + e.id,
		Bytes: len(body), Slices: sizes(ends), Notes: notes,
	}
	if o.parse {
		answer.Parse = &parse
	}
	return writeJSON(w, answer)
}

// submitted is the answer to a submission.
type submitted struct {
	ID     string   `json:"id"`
	URL    string   `json:"url"`
	Bytes  int      `json:"bytes"`
	Slices []int    `json:"slices"` // bytes of each
	Notes  []string `json:"notes"`  // what the lab does other than was asked for
	Parse  *parses  `json:"parse,omitempty"`
}

// emit writes the bytes of a submission.
func (l *lab) emit(w http.ResponseWriter, r *http.Request, run *Run) error {
	values, err := l.values(run, r, "id")
	if err != nil {
		return err
	}
	e, err := run.emissions.find(values["id"])
	if err != nil {
		return err
	}
	if err := run.enter(); err != nil {
		return err
	}
	defer run.leave()
	if ok, err := e.admit(r.Context(), run); !ok {
		w.WriteHeader(http.StatusNoContent)
		return err
	}
	return e.write(r.Context(), w, run)
}

// serveReads takes what a page's own reader got from each call of read while it
// fetched a submission, in bytes. A page can see that; the wire can not.
//
//	page:   POST /r/{run}/d/bytes/reads?id=e1, 7 12 3
//	server: 204
func (l *lab) serveReads(w http.ResponseWriter, r *http.Request, run *Run) error {
	values, err := l.values(run, r, "id")
	if err != nil {
		return err
	}
	e, err := run.emissions.find(values["id"])
	if err != nil {
		return err
	}
	body, err := readBody(w, r, maxReads)
	if err != nil {
		return err
	}
	list, err := parseReads(string(body), len(e.body))
	if err != nil {
		return err
	}
	run.tellReads(e.id, list)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// writeJSON answers with v.
func writeJSON(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

// values reads the query of an address that has the given names, each at most
// once. Another name is ignored, and shown in the trace.
func (l *lab) values(run *Run, r *http.Request, names ...string) (map[string]string, error) {
	settings, err := query(r)
	if err != nil {
		return nil, err
	}
	known := make([]knob, len(names))
	for i, name := range names {
		known[i] = knob{name, func(*Knobs, string) error { return nil }}
	}
	if _, err := l.knobs(run, settings, known); err != nil {
		return nil, err
	}
	values := make(map[string]string, len(settings))
	for _, s := range settings {
		values[s.name] = s.value
	}
	return values, nil
}

// emitType is the Content-Type of a submission without another.
const emitType = wire.EventStreamType
