package server

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/progress"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/views"
)

// keptInfo says what is known of a kept run. The zero value stands for one that
// is live.
type keptInfo = progress.Kept

// viewLog returns the trace that a view shows, without the run's id: of the run
// while it is in memory, and else of the run as it was kept.
func (s *Server) viewLog(view string) (*trace.Log, keptInfo, error) {
	run, kept, err := s.findView(view)
	switch {
	case err != nil:
		return nil, kept, err
	case run != nil:
		return s.maskedLog(run), kept, nil
	}
	log, err := s.keptLog(kept)
	return log, kept, err
}

// findView returns the live run of a view, or else what is known of the kept
// one. A kept run that came back under its old id, empty, after it had left the
// memory does not stand before what was kept: the link was given for that.
func (s *Server) findView(view string) (*demo.Run, keptInfo, error) {
	kept, ok, err := s.store.Kept(s.done, view)
	if err != nil {
		return nil, keptInfo{}, err
	}
	run, err := s.findRun("", view)
	if ok && (err != nil || run.Log.Began().UnixMilli() != kept.Began.UnixMilli()) {
		return nil, kept, nil
	}
	return run, keptInfo{}, err
}

// keep handles "POST /runs/{run}/keep" with title, which may be empty.
func (s *Server) keep(w http.ResponseWriter, r *http.Request) error {
	run, err := s.findRun(r.PathValue("run"), "")
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return badRequest("The form could not be read.")
	}
	kept, packed, err := packRun(run)
	if err != nil {
		return err
	}
	kept.Title = cmp.Or(strings.TrimSpace(r.PostForm.Get("title")), "Run of "+kept.Began.Format(readerTime))
	if err := s.store.Keep(r.Context(), s.ensureLearner(w, r), kept, packed); err != nil {
		return keepError(err, len(packed))
	}
	answerForm(w, r, "/v/"+run.ViewID, map[string]any{"kept": true, "view": run.ViewID, "url": "/v/" + run.ViewID})
	return nil
}

// forget handles "POST /v/{view}/delete": who kept a run may delete it.
func (s *Server) forget(w http.ResponseWriter, r *http.Request) error {
	was, err := s.store.Forget(r.Context(), s.learner(r), r.PathValue("view"))
	switch {
	case errors.Is(err, progress.ErrNotYours):
		return &statusError{status: http.StatusForbidden, wrapped: err, what: "Another learner kept this run.",
			advice: "It is kept as it was. Only the browser with which it was kept can delete it."}
	case err != nil:
		return err
	case !was:
		return notFound("This run is not kept.", "The progress page lists the runs that you keep.")
	}
	answerForm(w, r, "/progress?forgotten=1#kept", map[string]any{"deleted": true})
	return nil
}

// answerForm answers a script with v, and leads a browser without scripts to a
// page.
func answerForm(w http.ResponseWriter, r *http.Request, page string, v any) {
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		writeJSON(w, http.StatusOK, v)
		return
	}
	http.Redirect(w, r, page, http.StatusSeeOther)
}

// keepError says what the learner can do about a run that was not kept. size is
// what the run would have taken.
func keepError(err error, size int) error {
	const inMemory = "Nothing was changed, and the run itself is still in memory. "
	refused := func(status int, what, advice string) error {
		return &statusError{status: status, wrapped: err, what: what, advice: inMemory + advice}
	}
	switch {
	case errors.Is(err, progress.ErrTooBig):
		return refused(http.StatusRequestEntityTooLarge,
			fmt.Sprintf("This run is %.1f MiB when it is packed, and a kept run may be %d MiB.", float64(size)/(1<<20), progress.MaxKept>>20),
			"Download its trace, or make a shorter run and keep that.")
	case errors.Is(err, progress.ErrManyKept):
		return refused(http.StatusConflict,
			fmt.Sprintf("You keep %d runs already, which is the most.", progress.MaxKeptRuns),
			"Delete one on the progress page, and keep this one then.")
	case errors.Is(err, progress.ErrNoRoom):
		return refused(http.StatusInsufficientStorage,
			"The runs that are kept here fill their space.",
			"Download its trace, or delete kept runs that nobody needs.")
	case errors.Is(err, progress.ErrNotYours):
		return refused(http.StatusConflict, "Another learner keeps this run already.", "Its link for others opens what they kept.")
	case errors.Is(err, progress.ErrInvalid):
		return refused(http.StatusBadRequest, "A title is at most 80 letters, digits, signs and single spaces.", "Keep it with a shorter or plainer one.")
	}
	return saveError(err)
}

// keptRuns lists the learner's kept runs for the progress page.
func (s *Server) keptRuns(r *http.Request) ([]views.KeptRun, error) {
	id := s.learner(r)
	if id == "" {
		return nil, nil
	}
	list, err := s.store.KeptBy(r.Context(), id)
	runs := make([]views.KeptRun, len(list))
	for i, k := range list {
		runs[i] = views.KeptRun{View: k.View, Title: k.Title, At: k.At.Format(readerTime), Rows: k.Rows, Bytes: thousands(int64(k.Bytes))}
	}
	return runs, err
}
