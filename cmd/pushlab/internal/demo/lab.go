package demo

import (
	"cmp"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// Options say what Mount's addresses allow.
type Options struct {
	// Origins returns the Origin of a request if its pages may read the
	// answer, "" if not.
	Origins   func(*http.Request) string
	EchoLimit int64 // bytes of a message on /echo; 0 is 65,536
	// Edge returns the address, HOST:PORT, of the proxy in front of the lab for who
	// has reached the lab at local; "" when there is none.
	Edge func(local net.Addr) string

	bodyTime    time.Duration // for the body of a request; 0 is 10 s
	echoSilence time.Duration // after which the workbench expects nothing more of /echo; 0 is 400 ms
}

// A lab answers the addresses that programs use, all under /r/{run}/.
type lab struct {
	runs    *Runs
	options Options
}

// A handler answers one address of a run.
type handler func(w http.ResponseWriter, r *http.Request, run *Run) error

// A Mux takes addresses: an http.ServeMux, or who wants to know what there is.
type Mux interface {
	Handle(pattern string, h http.Handler)
}

// Mount adds the addresses to mux.
func Mount(mux Mux, rs *Runs, o Options) {
	if o.Origins == nil {
		o.Origins = func(*http.Request) string { return "" }
	}
	if o.Edge == nil {
		o.Edge = func(net.Addr) string { return "" }
	}
	o.bodyTime = cmp.Or(o.bodyTime, 10*time.Second)
	o.echoSilence = cmp.Or(o.echoSilence, 400*time.Millisecond)
	l := &lab{rs, o}
	mux.Handle("/r/{run}/sse", l.route("GET", l.serveSSE, plain))
	mux.Handle("/r/{run}/chat", l.route("POST", l.serveChat, asJSON))
	mux.Handle("/r/{run}/ndjson", l.route("POST", l.serveNDJSON, asJSON))
	mux.Handle("/r/{run}/poll", l.route("GET", l.servePoll, asJSON))
	mux.Handle("/r/{run}/longpoll", l.route("GET", l.serveLongPoll, asJSON))
	mux.Handle("/r/{run}/v1/chat/completions", l.vendor(chatCompletions))
	mux.Handle("/r/{run}/v1/responses", l.vendor(responses))
	mux.Handle("/r/{run}/v1/messages", l.vendor(messages))
	mux.Handle("/r/{run}/ws", l.route("GET", l.serveWS, plain))
	mux.Handle("/r/{run}/echo", l.route("GET", l.serveEcho, plain))
	mux.Handle("/r/{run}/ack", l.route("POST", l.serveAck, plain))
	mux.Handle("/r/{run}/proof", l.route("POST", l.serveProof, plain))
	mux.Handle("/r/{run}/emit", l.route("", l.serveEmit, plain))
	mux.Handle("/r/{run}/d/bytes/reads", l.route("POST", l.serveReads, plain))
	mux.Handle("/r/{run}/d/theatre", l.route("GET", l.serveTheatre, plain))
	mux.Handle("/r/{run}/d/theatre/moved", l.route("GET", l.serveTheatre, plain))
	mux.Handle("/r/{run}/d/articles/published", l.route("GET", l.serveArticle, plain))
	mux.Handle("/r/{run}/d/articles/mended", l.route("GET", l.serveArticle, plain))
	mux.Handle("/r/{run}/d/slicer", l.route("", l.serveSlicer, asJSON))
	mux.Handle("/r/{run}/d/slicer/reads", l.route("POST", l.serveSlicerReads, plain))
	mux.Handle("/r/{run}/d/postchat", l.route("", l.servePostChat, asJSON))
	mux.Handle("/r/{run}/d/cut", l.route("POST", l.serveCut, asJSON))
	mux.Handle("/r/{run}/d/frames", l.route("", l.serveWorkbench, plain))
	mux.Handle("/r/{run}/d/closing", l.route("GET", l.serveClosing, plain))
	mux.Handle("/r/{run}/d/handshake", l.route("", l.serveHandshake, plain))
	mux.Handle("/r/{run}/", l.route("", serveUnknown, plain))
	mux.Handle("/r/{run}", l.route("", serveUnknown, plain)) // else a redirect, which curl shows as nothing
	mux.Handle("/", handle(l.serveRoot, plain))
}

// route finds the run and keeps count of what moves in it.
func (l *lab) route(method string, h handler, write writeError) http.Handler {
	return handle(func(w http.ResponseWriter, r *http.Request) error {
		l.limitBody(w, r)
		l.allowOrigin(w, r)
		if r.Method == http.MethodOptions {
			return l.preflight(w, r)
		}
		run, err := l.runs.Get(r.PathValue("run"))
		if err != nil {
			return err
		}
		if method != "" && r.Method != method {
			return wrongMethod(r, method)
		}
		run.moving.Add(1)
		defer run.moving.Add(-1)
		return h(w, r, run)
	}, write)
}

func wrongMethod(r *http.Request, method string) error {
	return &statusError{
		status:   http.StatusMethodNotAllowed,
		sentence: "This address takes " + method + "; " + quote(r.Method) + " was sent.",
		allow:    method + ", OPTIONS",
	}
}

const runPlaces = "This is the address of a run. It has GET /sse, POST /chat, POST /ndjson, GET /poll and GET /longpoll, GET /ws and GET /echo (WebSocket), POST and GET /emit, POST /ack and POST /proof, " +
	"and for the clients of vendors POST /v1/chat/completions, /v1/responses and /v1/messages: " +
	"put one of them behind it, such as /sse with curl -N."

func serveUnknown(w http.ResponseWriter, r *http.Request, run *Run) error {
	_, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/r/"), "/")
	if rest == "" {
		return &statusError{status: http.StatusNotFound, sentence: runPlaces}
	}
	return &statusError{
		status:   http.StatusNotFound,
		sentence: "A run has the addresses sse, chat, ndjson, poll, longpoll, ws, echo, emit, ack, proof, v1/chat/completions, v1/responses and v1/messages; " + quote(rest) + " was asked for.",
	}
}

// serveRoot says what this place is, at every address outside of a run.
func (l *lab) serveRoot(w http.ResponseWriter, r *http.Request) error {
	l.limitBody(w, r)
	return &statusError{
		status: http.StatusNotFound,
		sentence: "This is the lab of pushlab, where programs talk to a run at /r/RUN/sse, chat, ndjson, poll, longpoll, ws, echo, emit, ack, proof and v1. " +
			"Open a lesson for a run, or POST to /runs of the site.",
	}
}

// queryKnobs reads the knobs of a request's query.
func (l *lab) queryKnobs(run *Run, r *http.Request, known []knob) (Knobs, error) {
	settings, err := query(r)
	if err != nil {
		return Knobs{}, err
	}
	return l.requestKnobs(run, r, settings, known)
}

// requestKnobs reads settings as the knobs of a request.
func (l *lab) requestKnobs(run *Run, r *http.Request, settings []setting, known []knob) (Knobs, error) {
	k, err := l.knobs(run, settings, known)
	if r.ProtoMajor == 2 {
		return k, cmp.Or(k.fitsHTTP2(), err)
	}
	return k, cmp.Or(err, k.fitsHTTP1())
}

// knobs reads settings. A name that is not known is ignored, and shown in the
// trace.
func (l *lab) knobs(run *Run, settings []setting, known []knob) (Knobs, error) {
	k, unknown, err := parseKnobs(settings, known)
	if len(unknown) > 0 {
		run.note("ignored, since this address has no such knob: %s", list(unknown))
	}
	return k, err
}

// list shows some names that were sent, and how many more there are.
func list(names []string) string {
	const most = 5
	var shown []string
	for _, name := range names[:min(most, len(names))] {
		shown = append(shown, quote(name))
	}
	if more := len(names) - most; more > 0 {
		shown = append(shown, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(shown, ", ")
}

// read finds what a client reads, and says so when that begins an attempt.
func (l *lab) read(run *Run, k Knobs, lastEventID string) *reader {
	r, began := run.read(k, lastEventID)
	if began && l.runs.config.OnAttempt != nil {
		l.runs.config.OnAttempt(run, k.Check)
	}
	return r
}
