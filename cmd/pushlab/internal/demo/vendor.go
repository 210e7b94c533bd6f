package demo

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"pushlab/cmd/pushlab/internal/llm"
)

// A vendor is a wire format in which the model can be asked, so that the
// vendor's own client streams from a run. Its body has no room for knobs, so
// they come in the query or as headers: x-pushlab-tokens: 20.
type vendor struct {
	parse    func(body []byte) (llm.Ask, error)
	envelope func(llm.Reply) envelope
	refuse   func(status int, sentence string) *llm.Refusal
	body     func(r *llm.Refusal, requestID string) string
	idHeader string // of each response, for its request's id
	failure  int    // status of an error that the knob error asked for
}

// An envelope puts an answer into a vendor's words.
type envelope interface {
	Begin() []llm.Payload
	Token(seq int, text string) llm.Payload
	End(text string) []llm.Payload
	Fail(seq int, why *llm.Refusal) llm.Payload
	Whole(text string) string
}

// The knobs of the vendors' addresses. The rest of an answer's is of no use
// there: events have no ids, and the prompt is in the body.
var vendorKnobs = append(slices.DeleteFunc(slices.Clone(answerKnobs), func(k knob) bool {
	return slices.Contains([]string{"log", "ids", "epoch", "prompt", "check", "heartbeat", "framing"}, k.name)
}), errorKnob, knob{"check", refuseVendorCheck})

func refuseVendorCheck(*Knobs, string) error {
	return errors.New("is for the addresses sse and chat, whose events carry ids")
}

// errorKnob makes the model fail in the middle of an answer.
var errorKnob = number("error", 0, maxTokens, func(k *Knobs, n int) { k.Error = n })

// serve answers a request in the vendor's format.
func (v *vendor) serve(l *lab) handler {
	return func(w http.ResponseWriter, r *http.Request, run *Run) error {
		v.identify(w, l.runs)
		ask, err := v.ask(w, r)
		if err != nil {
			return err
		}
		k, err := l.vendorKnobs(run, r, ask)
		if err != nil {
			return err
		}
		if err := run.enter(); err != nil {
			return err
		}
		defer run.leave()
		reader := l.read(run, k.limited(ask.Limit), "")
		defer reader.close()
		return v.answer(w, r, reader, k, ask)
	}
}

// identify gives the request an id that the vendor's client can show.
func (v *vendor) identify(w http.ResponseWriter, runs *Runs) {
	w.Header().Set(v.idHeader, "req_"+runs.draw(requestIDLength))
	w.Header().Add("Access-Control-Expose-Headers", v.idHeader)
}

const requestIDLength = 24

func (v *vendor) ask(w http.ResponseWriter, r *http.Request) (llm.Ask, error) {
	body, err := readBody(w, r, maxBody)
	if err != nil {
		return llm.Ask{}, err
	}
	return v.parse(body)
}

// vendorKnobs reads the knobs of the query and of the headers.
func (l *lab) vendorKnobs(run *Run, r *http.Request, ask llm.Ask) (Knobs, error) {
	settings, err := query(r)
	if err != nil {
		return Knobs{}, err
	}
	k, err := l.requestKnobs(run, r, append(settings, headerSettings(r.Header)...), vendorKnobs)
	if err != nil {
		return k, err
	}
	k.Stream = ask.Stream
	if err := k.idempotent(r.Header); err != nil {
		return k, err
	}
	if r.ProtoMajor == 2 {
		err = k.fitsHTTP2()
	}
	if err == nil {
		err = k.fits()
	}
	return k, err
}

const knobHeader = "X-Pushlab-"

// headerSettings returns the knobs that came as headers, in alphabetical order.
func headerSettings(h http.Header) (list []setting) {
	for name, values := range h {
		for _, v := range values {
			if rest, ok := strings.CutPrefix(name, knobHeader); ok {
				list = append(list, setting{name: strings.ToLower(rest), value: v})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b setting) int { return strings.Compare(a.name, b.name) })
	return list
}

// limited says how long the answer becomes when it may have so many tokens.
func (k Knobs) limited(most int) Knobs {
	if most > 0 {
		k.Tokens = min(k.Tokens, most)
	}
	return k
}

// answer sends what the reader follows, as a stream or whole.
func (v *vendor) answer(w http.ResponseWriter, r *http.Request, reader *reader, k Knobs, ask llm.Ask) error {
	a := reader.answer
	reply := llm.Reply{Ask: ask, ID: a.epoch, Made: a.made, Tokens: a.tokens,
		Cut: ask.Limit > 0 && a.tokens == ask.Limit && k.Tokens > ask.Limit}
	said := v.envelope(reply)
	if k.Stream {
		return v.stream(w, r, reader, said, k.Error)
	}
	return v.whole(w, r, reader, said, k.Error)
}

// whole sends the answer in one body, when the last token is made.
func (v *vendor) whole(w http.ResponseWriter, r *http.Request, reader *reader, said envelope, failsAfter int) error {
	cut := reader.armFor(r)
	defer cut.release()
	if cut.refused() {
		return cut.refuse()
	}
	if !reader.awaitEnd(r.Context(), failsAfter) {
		if reader.after == failsAfter {
			return v.fail(reader.answer.run, failsAfter)
		}
		return errStopping // or the client has left, and reads nothing
	}
	return writeBody(w, http.StatusOK, []byte(said.Whole(string(reader.answer.text))))
}

// fail is the error that the knob error asks for, after a token.
func (v *vendor) fail(run *Run, seq int) *llm.Refusal {
	run.note("the model fails after token %d, as error=%d asked", seq, seq)
	return v.refuse(v.failure, "The model failed after token "+strconv.Itoa(seq)+", as error="+strconv.Itoa(seq)+" asked.")
}

// writeRefusal puts an error of any kind into the vendor's words.
func (v *vendor) writeRefusal(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request, run *Run) error {
		err := h(w, r, run)
		if refusal, ok := err.(*llm.Refusal); ok {
			v.write(w, refusal)
			return nil
		}
		return err
	}
}

func (v *vendor) write(w http.ResponseWriter, r *llm.Refusal) {
	writeBody(w, r.Status, []byte(v.body(r, w.Header().Get(v.idHeader)))) // the client is gone when this fails
}

// writeError is for what the lab itself refuses.
func (v *vendor) writeError(w http.ResponseWriter, e *statusError) {
	v.write(w, v.refuse(e.status, e.sentence))
}

// handler answers the vendor's address.
func (l *lab) vendor(v *vendor) http.Handler {
	return l.route("POST", v.writeRefusal(v.serve(l)), v.writeError)
}
