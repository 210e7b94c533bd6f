package demo

import "net/http"

// servePoll says what is new, and ends: short polling.
//
//	client: GET /r/{run}/poll?answer=A
//	server: 200, Content-Length, []               nothing yet
//	client: GET /r/{run}/poll?answer=A            a while later
//	server: 200, Content-Length, [{"id":"k3x9-1","token":"…"}, {"id":"k3x9-2","token":"…"}]
//	client: GET /r/{run}/poll?after=k3x9-2
//	server: 200, Content-Length, […, {"type":"done","id":"k3x9-301","tokens":300,"sha256":"…"}]
//	client: GET /r/{run}/poll?after=k3x9-301
//	server: 204                                   it has all
//
// after is the client's cursor: without one, what is made between two requests
// would have nobody to go to. Before it has an id it needs a name for the answer,
// or each poll would begin one of its own. The answer waits 10 s for the next.
// With every=MS the tokens come like news. cursor=off takes the cursor away: a
// poll gets the newest item, whether or not the client has it (cursor.go).
func (l *lab) servePoll(w http.ResponseWriter, r *http.Request, run *Run) error {
	k, err := l.queryKnobs(run, r, pollKnobs)
	if err != nil {
		return err
	}
	k.Hold = 0
	return l.serveBatch(w, r, run, k)
}
