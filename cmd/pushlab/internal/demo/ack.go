package demo

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

const maxAck = 1 << 10

// serveAck takes the answer to a challenge. What it says is a courtesy: check
// decides from the trace, which has the same bytes.
//
//	server: event: challenge, data: {"nonce":"K7Q2XH","deadline":30000}   in the middle of a stream
//	client: POST /r/{run}/ack, text/plain, K7Q2XH
//	server: 200, one sentence
func (l *lab) serveAck(w http.ResponseWriter, r *http.Request, run *Run) error {
	body, err := readBody(w, r, maxAck)
	if err != nil {
		return err
	}
	late, err := run.answerChallenge(strings.TrimSpace(string(body)))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = fmt.Fprintf(w, "Right, %.1f s after the challenge. Now let the stream run to its end.\n", late.Seconds())
	return err
}

// answerChallenge says how long after the challenge of the open attempt its
// nonce came.
func (run *Run) answerChallenge(nonce string) (late time.Duration, err error) {
	c := run.openChallenge()
	if c == nil || c.sent.Load() == nil {
		return 0, &statusError{
			status:   http.StatusConflict,
			sentence: "No challenge is open in this run. Ask for the stream with check=EX01 first, and read on until its event: challenge.",
		}
	}
	late = run.runs.config.Now().Sub(*c.sent.Load())
	switch {
	case nonce != c.nonce:
		return late, badRequest("The body must be the nonce of the challenge in this run's stream, nothing else; %s was sent.", quote(nonce))
	case late > c.limit:
		return late, badRequest("The nonce is right, but it came %.1f s after the challenge, and %.0f s are allowed. Begin again.", late.Seconds(), c.limit.Seconds())
	}
	return late, nil
}

func (run *Run) openChallenge() *challenge {
	run.mu.Lock()
	defer run.mu.Unlock()
	if run.attempted == nil || !lastAttempt(run.Log).open {
		return nil
	}
	return run.attempted.challenge
}
