package demo

import (
	"context"
	"net/http"
	"slices"
	"strconv"
)

// serveBatch answers a poll: within k.Hold, with all that there is to say.
func (l *lab) serveBatch(w http.ResponseWriter, r *http.Request, run *Run, k Knobs) error {
	if _, err := readBody(w, r, maxBody); err != nil { // it says nothing, but who sends one must end it
		return err
	}
	if err := run.enter(); err != nil {
		return err
	}
	defer run.leave()
	reader := l.readBatch(run, k, k.lastRead(r))
	defer reader.close()
	reader.polls = true
	reader.attach(wireOn(r))
	if reader.finished() {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	ctx, stop := reader.hold(r.Context(), k.Hold)
	defer stop()
	batch := reader.batch(ctx, stop)
	if r.Context().Err() != nil { // the client has left, and its tokens wait for it
		return nil
	}
	cut := reader.armFor(r).unless(batch)
	defer cut.release()
	if cut.refused() {
		return cut.refuse()
	}
	return writeBatch(w, batch, cut)
}

// unless gives a fault back that does not come in this batch: the client may ask
// for the next one as soon as it has this, and must meet the fault there.
func (c *cut) unless(batch []event) *cut {
	if !c.has() || c.Byte > 0 || c.Kind == faultRefuse || c.among(batch) {
		return c
	}
	c.release()
	c.Fault = Fault{}
	return c
}

// batch returns all that there is to say. While that is nothing, it waits for ctx.
func (r *reader) batch(ctx context.Context, stop context.CancelFunc) (list []event) {
	for e := range r.events(ctx) {
		list = append(list, e)
		stop() // from here on, only what is there already
	}
	return list
}

// writeBatch is the response: one JSON array, with its length in front. Only a
// fault between its events takes it apart.
func writeBatch(w http.ResponseWriter, batch []event, cut *cut) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	out := &arraySink{verbatim: verbatim{w, http.NewResponseController(w)}, apart: cut.among(batch)}
	if err := stream(slices.Values(batch), out, cut); err != nil && err != errEnd {
		return err
	}
	return out.end()
}

// among says whether the fault falls between or within events of the batch. One
// that the tap does at a byte does not need to know where they are.
func (c *cut) among(batch []event) bool {
	if !c.has() || c.Byte > 0 {
		return c.has() && c.Kind == faultEnd
	}
	return slices.ContainsFunc(batch, func(e event) bool {
		_, inside := c.inside(e)
		return inside || c.behind(e)
	})
}

// An arraySink writes events as the elements of an array, a line each.
type arraySink struct {
	verbatim
	apart bool   // each event goes out by itself, in a chunk
	text  []byte // what did not go out yet
	count int
	part  bool // the last element was cut: what follows would not mend it
}

func (s *arraySink) send(e event) error { return s.element(e.json()) }

func (s *arraySink) sendPart(e event, from, to int) error {
	s.part = to < toEnd
	if piece := part(e.json(), from, to); from == 0 {
		return s.element(piece)
	} else {
		return s.write(piece)
	}
}

func (s *arraySink) element(object []byte) error {
	before := ",\n"
	if s.count++; s.count == 1 {
		before = "["
	}
	s.text = append(append(s.text, before...), object...)
	if !s.apart {
		return nil
	}
	defer func() { s.text = s.text[:0] }()
	return s.write(s.text)
}

// end closes the array and sends what did not go out yet.
func (s *arraySink) end() error {
	switch {
	case s.part:
		return nil
	case s.count == 0:
		s.text = append(s.text, "[]\n"...)
	default:
		s.text = append(s.text, "]\n"...)
	}
	if !s.apart || s.count == 0 {
		s.w.Header().Set("Content-Length", strconv.Itoa(len(s.text)))
	}
	return s.write(s.text)
}
