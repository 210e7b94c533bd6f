package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"time"
)

// articles runs the code of two articles beside the same code mended.
var articles = Demo{Slug: "articles", Title: "The code of the articles", Knobs: []Knob{
	{Name: "visits", Label: "Visits", Min: 1, Max: 5, Default: 1},
	{Name: "cut", Label: "FIN after", Unit: "tokens", Max: 300, Default: 20},
	{Name: "tokens", Label: "Length", Unit: "tokens", Min: 20, Max: 300, Default: 60},
	{Name: "tps", Label: "Speed", Unit: "tokens/s", Min: 5, Max: 200, Default: 5},
}}

// Two servers for the same stream: one as an article prints it, written again
// with the same defects, and the same one mended. Both say a token each time
// that their meter has one, and the meter counts.
//
//	browser: GET /r/{run}/d/articles/published?tokens=60&tps=5&cut=20
//	server:  data: token                     and nothing that says where it is
//	lab:     FIN behind token 20
//	server:  goes on, for nobody
//
//	browser: GET /r/{run}/d/articles/mended?tokens=60&tps=5&cut=20
//	server:  id: 1, data: "token"
//	lab:     FIN behind token 20
//	server:  stops
//	browser: the same, with Last-Event-ID: 20
//	server:  id: 21 …, event: done
//
// The article's loop has no end. Here the lab ends it after tokens of them.
func (l *lab) serveArticle(w http.ResponseWriter, r *http.Request, run *Run) error {
	settings, err := query(r)
	if err != nil {
		return err
	}
	k, err := l.knobs(run, settings, articleKnobs)
	if err != nil {
		return err
	}
	if err := run.enter(); err != nil {
		return err
	}
	defer run.leave()
	if path.Base(r.URL.Path) == "mended" {
		after, _ := strconv.Atoi(r.Header.Get("Last-Event-ID"))
		return mended(w, r, l.newMeter(r, run, k, min(max(after, 0), k.Tokens)))
	}
	published(w, r, l.newMeter(r, run, k, 0))
	return nil
}

// published writes until the meter ends. Three things could tell it that its
// reader has left, and it asks none of them: the request's context, the error of
// Fprintf and that of Flush. A token with an empty line in it loses what stands
// behind that line, since it is pasted as it is.
func published(w http.ResponseWriter, _ *http.Request, m *meter) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-cache")
	flusher := http.NewResponseController(w)
	for token := range m.tokens(context.Background()) {
		fmt.Fprintf(w, "data: %s\n\n", token)
		flusher.Flush()
	}
}

// mended waits for tokens no longer than its reader does, and looks at each
// write. It numbers its events, so that a reader can come back for the rest, and
// says when there is no rest.
func mended(w http.ResponseWriter, r *http.Request, m *meter) error {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	stream := http.NewResponseController(w)
	if err := stream.Flush(); err != nil { // while an error can still have its own status
		return err
	}
	for token := range m.tokens(r.Context()) {
		text, err := json.Marshal(token) // one line, whatever the token holds
		if err != nil {
			return err
		}
		stream.SetWriteDeadline(time.Now().Add(articlePatience))
		if _, err := fmt.Fprintf(w, "id: %d\ndata: %s\n\n", m.seq, text); err != nil {
			return nil // the reader has left, and there is nobody to tell
		}
		if err := stream.Flush(); err != nil {
			return nil
		}
	}
	if r.Context().Err() == nil {
		fmt.Fprintf(w, "event: done\ndata: %d\n\n", m.seq)
	}
	return nil
}

// articlePatience is how long a write may wait for a reader that does not read.
const articlePatience = 10 * time.Second
