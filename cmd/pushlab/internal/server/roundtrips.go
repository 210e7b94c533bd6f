package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"strconv"
	"time"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/edge"
)

// The round trips of TLS 1.3. A page can not use the tls place until its reader
// trusts the certificate, and the edge reads no TLS. So the lab's own client asks,
// over a way as long as the page wants it:
//
//	client ── TLS 1.3 ── edge.Far ── TCP ── tls place

// Bounds of a measurement. tripTime is less than bodyTime, after which net/http
// takes whoever asked for gone.
const (
	tripTime = 8 * time.Second
	mostTrip = 300 // ms
)

// A tripMark is something that the client has seen, and when: ms from the moment
// at which it began.
type tripMark struct {
	Name string  `json:"name"` // tcp, tls, question, allowed, asked, open, start, token
	At   float64 `json:"at"`
}

type tripAnswer struct {
	TLS  string     `json:"tls"`  // "TLS 1.3"
	ALPN string     `json:"alpn"` // "http/1.1"
	Post []tripMark `json:"post"`
	WS   []tripMark `json:"ws"`
}

// runRoundTrips handles "POST /runs/{run}/roundtrips": a POST and a WebSocket over
// TLS, up to their first tokens.
//
//	POST /runs/{run}/roundtrips?rtt=100&start=cold&preflight=off
func (s *Server) runRoundTrips(w http.ResponseWriter, r *http.Request) error {
	run, err := s.findRun(r.PathValue("run"), "")
	if err != nil {
		return err
	}
	client, err := s.tripClient(r, run)
	if err != nil {
		return err
	}
	if _, busy := s.tripping.LoadOrStore(run.ID, true); busy {
		return &statusError{status: http.StatusConflict, what: "The lab’s client is measuring for this run already.", advice: "Ask again when it has answered."}
	}
	defer s.tripping.Delete(run.ID)
	ctx, cancel := context.WithTimeout(r.Context(), tripTime)
	defer cancel()
	answer, err := client.measure(ctx)
	if err != nil {
		return &statusError{status: http.StatusBadGateway, what: "The lab’s client did not get both first tokens: " + err.Error() + ".", wrapped: err}
	}
	writeJSON(w, http.StatusOK, answer)
	return nil
}

// A tripClient asks the tls place as a page would that trusts it.
type tripClient struct {
	address         string // where TCP goes
	host, path      string // of the run's addresses
	origin          string // of the page
	config          *tls.Config
	rtt             time.Duration
	warm, preflight bool
}

func (s *Server) tripClient(r *http.Request, run *demo.Run) (tripClient, error) {
	place := s.place("tls")
	if place == nil {
		return tripClient{}, notFound("The tls place is not open on this server.", "Its round trips can not be measured.")
	}
	rtt, err := strconv.Atoi(r.FormValue("rtt"))
	if err != nil || rtt < 0 || rtt > mostTrip {
		return tripClient{}, badRequest("rtt must be 0 to %d ms; %q was sent.", mostTrip, r.FormValue("rtt"))
	}
	roots := x509.NewCertPool()
	roots.AddCert(s.certificate.leaf())
	return tripClient{
		address: net.JoinHostPort(localIP(r).String(), strconv.Itoa(place.port)),
		host:    s.address(r, place), path: "/r/" + run.ID, origin: "http://" + s.address(r, s.places[0]),
		config: &tls.Config{RootCAs: roots, ServerName: "localhost", MinVersion: tls.VersionTLS13, NextProtos: []string{"http/1.1"}},
		rtt:    time.Duration(rtt) * time.Millisecond,
		warm:   r.FormValue("start") == "warm", preflight: r.FormValue("preflight") == "on",
	}, nil
}

func (c tripClient) measure(ctx context.Context) (a tripAnswer, err error) {
	if a.Post, err = c.byPost(ctx, &a); err != nil {
		return a, err
	}
	a.WS, err = c.bySocket(ctx)
	return a, err
}

// dial opens a connection to the place: TCP at once, since the kernel answers that
// (RFC 9293 §3.5), and TLS over the long way (RFC 8446 §2: one round trip).
func (c tripClient) dial(ctx context.Context, w *tripWatch) (*tls.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", c.address)
	if err != nil {
		return nil, err
	}
	w.mark("tcp")
	secure := tls.Client(edge.Far(ctx, conn, c.rtt), c.config)
	if err := secure.HandshakeContext(ctx); err != nil {
		secure.Close()
		return nil, err
	}
	w.mark("tls")
	return secure, nil
}

// A tripWatch notes when a client saw what.
type tripWatch struct {
	began time.Time
	marks []tripMark
}

func newTripWatch() *tripWatch { return &tripWatch{began: time.Now()} }

func (w *tripWatch) mark(name string) {
	w.marks = append(w.marks, tripMark{Name: name, At: millis(time.Since(w.began))})
}
