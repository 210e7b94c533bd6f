package demo

import "net/http"

// serveChat gives the same answer to a POST, as chat products do: fetch can send
// a body, EventSource can not.
//
//	page:   POST /r/{run}/chat, {"prompt": "…", "tokens": 300}
//	server: 200, text/event-stream           the events of serveSSE
//
// With "stream": false it answers when the whole text is there:
//
//	page:   POST /r/{run}/chat, {"prompt": "…", "stream": false}
//	server: 200, Content-Length, {"id": …, "text": …, "tokens": 300, "sha256": …}
//
// A request that may be a second try says so with Idempotency-Key: the same key
// gets the same answer from its first token, and the model starts once.
func (l *lab) serveChat(w http.ResponseWriter, r *http.Request, run *Run) error {
	k, err := l.chatKnobs(w, r, run)
	if err != nil {
		return err
	}
	if err := run.enter(); err != nil {
		return err
	}
	defer run.leave()
	if k.Round > 0 || k.Check == roundsExercise {
		return l.serveRound(w, run, k)
	}
	reader := l.read(run, k, r.Header.Get("Last-Event-ID"))
	defer reader.close()
	if k.Stream {
		return serveEvents(w, r, reader, k)
	}
	return serveWhole(w, r, reader)
}

// chatKnobs reads the knobs of the query, of the body and of the header.
func (l *lab) chatKnobs(w http.ResponseWriter, r *http.Request, run *Run) (Knobs, error) {
	settings, err := postSettings(w, r)
	if err != nil {
		return Knobs{}, err
	}
	k, err := l.requestKnobs(run, r, settings, chatKnobs)
	if err != nil {
		return k, err
	}
	return k, k.idempotent(r.Header)
}

var chatKnobs = append(withCheck("chat", answerKnobs),
	choice("stream", "true", "false", func(k *Knobs, on bool) { k.Stream = on }),
	number("round", 1, len(rounds), func(k *Knobs, n int) { k.Round = n }))

// maxBody has room for a prompt of maxPrompt bytes, each of them escaped.
const maxBody = 64 << 10

// postSettings returns the settings of the query and of the body. No body is an
// empty object.
func postSettings(w http.ResponseWriter, r *http.Request) ([]setting, error) {
	settings, err := query(r)
	if err != nil {
		return nil, err
	}
	body, err := readBody(w, r, maxBody)
	if err != nil || len(body) == 0 {
		return settings, err
	}
	members, err := parseObject(body)
	if err != nil {
		return nil, badRequest("The body must be one JSON object such as %s; %s was sent.", `{"tokens": 100}`, quote(string(body)))
	}
	return append(settings, members...), nil
}

// serveWhole waits for the end of the answer and sends it at once.
func serveWhole(w http.ResponseWriter, r *http.Request, reader *reader) error {
	cut := reader.armFor(r)
	defer cut.release()
	if cut.refused() {
		return cut.refuse()
	}
	a := reader.answer
	if !reader.awaitEnd(r.Context(), -1) {
		return errStopping // or the client has left, and reads nothing
	}
	body := event{id: reader.id(a.tokens + 1)}.appendID([]byte("{"))
	body = appendString(append(body, `"text":`...), string(a.text))
	body = append(append(body, ','), a.summary()[1:]...)
	return writeBody(w, http.StatusOK, body)
}
