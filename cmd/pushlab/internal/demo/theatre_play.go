package demo

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/sse"
	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/cmd/pushlab/internal/wire"
)

const (
	eventGap = 20 * time.Millisecond // between two events of an act, so that they are seen apart

	// cutGap lies between the last event and a cut: a browser drops what it has
	// received and not read yet when it hears that the connection broke.
	cutGap = 250 * time.Millisecond
)

// play does the act of the request.
func (s *scene) play() error {
	h := s.Header()
	h.Set("Cache-Control", "no-store")
	if s.request.ProtoMajor == 1 {
		h.Set("Connection", "close")
	}
	a := act{kind: actStatus, status: http.StatusNoContent} // behind the last one
	if s.number <= len(s.acts) {
		a = s.acts[s.number-1]
	}
	switch a.kind {
	case actStatus:
		return s.refuseWith(a)
	case actRedirect:
		return s.redirect()
	case actRefuse:
		return s.breakOff("rst")
	case actHang:
		if err := s.run.pause(s.request.Context(), a.wait); err != nil {
			return err
		}
	}
	return s.stream(a)
}

// refuseWith is a status that is no stream.
func (s *scene) refuseWith(a act) error {
	if a.after > 0 {
		s.Header().Set("Retry-After", strconv.Itoa(a.after))
	}
	if a.status == http.StatusNoContent {
		s.WriteHeader(a.status)
		return nil
	}
	http.Error(s, fmt.Sprintf("Act %d of the script: %d %s.", s.number, a.status, http.StatusText(a.status)), a.status)
	return nil
}

const movedPath = "/moved"

// redirect sends the client to the other of two addresses.
func (s *scene) redirect() error {
	path, moved := strings.CutSuffix(s.request.URL.Path, movedPath)
	if !moved {
		path += movedPath
	}
	s.Header().Set("Location", path+"?"+s.request.URL.RawQuery)
	s.WriteHeader(http.StatusTemporaryRedirect)
	return nil
}

// stream writes the events of an act, and what ends it.
func (s *scene) stream(a act) error {
	s.Header().Set("Content-Type", emitType)
	if a.kind == actType {
		s.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	out := verbatim{s.ResponseWriter, http.NewResponseController(s.ResponseWriter)}
	if err := out.write(s.opening(a)); err != nil {
		return err
	}
	first := lastNumber(s.request) + 1
	for i := range a.events {
		if err := s.event(out, first, i); err != nil {
			return err
		}
	}
	switch {
	case a.kind == actRetry:
		return out.write([]byte("retry: " + a.how + "\n"))
	case a.kind == actCut:
		return s.cut(out, a.how, first)
	}
	return nil
}

// opening is what the body begins with. An act that is about another retry line
// leaves the one of the query out.
func (s *scene) opening(a act) []byte {
	if s.retry == 0 || a.kind == actRetry {
		return nil
	}
	return fmt.Appendf(nil, "retry: %d\n\n", s.retry)
}

// event writes the i-th event of the act, i from 0.
func (s *scene) event(out verbatim, first, i int) error {
	if i > 0 {
		if err := s.run.pause(s.request.Context(), eventGap); err != nil {
			return err
		}
	}
	return out.write(s.block(first+i, i+1))
}

// block is an event of the theatre.
func (s *scene) block(id, n int) []byte {
	b, _ := sse.Event{ID: strconv.Itoa(id), Data: fmt.Sprintf("act %d, event %d", s.number, n)}.Append(nil) // numbers can be written
	return b
}

// cut ends the response as no response should end.
func (s *scene) cut(out verbatim, how string, first int) error {
	if err := s.run.pause(s.request.Context(), cutGap); err != nil {
		return err
	}
	a := s.acts[s.number-1]
	if how == "mid" {
		block := s.block(first+a.events, a.events+1)
		if err := out.write(block[:len(block)-4]); err != nil {
			return err
		}
		how = "fin"
	}
	return s.breakOff(how)
}

// breakOff does a fault to the connection, or to the HTTP/2 stream.
func (s *scene) breakOff(how string) error {
	if conn := tap.FromContext(s.request.Context()); conn != nil && s.request.ProtoMajor == 1 {
		return conn.Break(tap.Fault(fmt.Sprintf("%s@act%d", how, s.number)))
	}
	s.run.Log.Append(trace.Event{Kind: "fault", Text: fmt.Sprintf("%s@act%d", faultReset, s.number), Dir: wire.ToClient})
	return http.ErrAbortHandler
}

// lastNumber is the id that the client has last, 0 for none of ours.
func lastNumber(r *http.Request) int {
	const most = 1 << 20
	n, err := strconv.Atoi(r.Header.Get("Last-Event-ID"))
	if err != nil || n < 0 || n > most {
		return 0
	}
	return n
}
