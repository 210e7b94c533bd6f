package server

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/trace"
	"pushlab/views"
)

// newRun handles "POST /runs": a new run, and the base address of each place.
func (s *Server) newRun(w http.ResponseWriter, r *http.Request) error {
	run, forClass := s.runs.New(), r.FormValue("for") == "class"
	if id := s.learner(r); id != "" {
		if err := s.ownRun(r.Context(), run, id, forClass); err != nil {
			return saveError(err)
		}
	}
	s.madeBy(s.seat(r), run, forClass)
	answer := map[string]string{"run": run.ID, "view": run.ViewID, "inspector": "/runs/" + run.ID}
	for _, p := range s.runPlaces() {
		answer[p.Name] = s.runBase(r, p, run)
	}
	writeJSON(w, http.StatusCreated, answer)
	return nil
}

// ownRun saves who has made the run, and of one for the class stream that it is.
func (s *Server) ownRun(ctx context.Context, run *demo.Run, learner string, forClass bool) error {
	if forClass {
		if err := s.store.OwnRun(ctx, classHash(run.ID), learner); err != nil {
			return err
		}
	}
	return s.store.OwnRun(ctx, runHash(run.ID), learner)
}

// runBase is a run's address at a place, with the host of the request.
func (s *Server) runBase(r *http.Request, p *place, run *demo.Run) string {
	return fmt.Sprintf("%s://%s/r/%s", p.scheme, s.address(r, p), run.ID)
}

// errNotHere answers a view that shows nothing.
var errNotHere = notFound("This view's run is neither in memory nor kept.", "A run is dropped 30 minutes after its last byte. Ask whoever sent the link to run it again, and to keep it.")

// findRun returns the run of an id or of a view id.
func (s *Server) findRun(id, view string) (*demo.Run, error) {
	var (
		run *demo.Run
		err error
	)
	if view != "" {
		run, err = s.runs.View(view)
		if err != nil {
			return nil, errNotHere
		}
		return run, nil
	}
	run, err = s.runs.Get(id)
	if err != nil {
		return nil, notFound("There is no such run.", "The address was cut off or changed on its way. Open the lesson again: its bench shows the address of a new run.")
	}
	return run, nil
}

func (s *Server) runPage(w http.ResponseWriter, r *http.Request) error {
	run, err := s.findRun(r.PathValue("run"), "")
	if err != nil {
		return err
	}
	run.Log.Touch()
	page := views.RunProps{Layout: s.layout(r, "Run"), Run: run.ID, View: run.ViewID, Tap: s.tapPlace()}
	if page.Tap == nil {
		page.Lab, page.TLS = s.runBase(r, s.place("lab"), run), s.runBase(r, s.place("tls"), run)
	}
	pointAt(&page, run.Log, pointerOf(r))
	return s.render(w, r, views.RunPage(page))
}

// viewPage handles "GET /v/{view}": the same instrument, for reading only.
func (s *Server) viewPage(w http.ResponseWriter, r *http.Request) error {
	log, kept, err := s.viewLog(r.PathValue("view"))
	if err != nil {
		return err
	}
	page := views.RunProps{Layout: s.layout(r, cmp.Or(kept.Title, "Run")), View: r.PathValue("view"), ReadOnly: true, Kept: s.keptOf(r, kept)}
	pointAt(&page, log, pointerOf(r))
	return s.render(w, r, views.RunPage(page))
}

func (s *Server) runRow(w http.ResponseWriter, r *http.Request) error {
	run, err := s.findRun(r.PathValue("run"), "")
	if err != nil {
		return err
	}
	return writeRow(w, r, run.Log)
}

func (s *Server) viewRow(w http.ResponseWriter, r *http.Request) error {
	log, _, err := s.viewLog(r.PathValue("view"))
	if err != nil {
		return err
	}
	return writeRow(w, r, log)
}

// writeRow answers with all that is known of row n.
func writeRow(w http.ResponseWriter, r *http.Request, log *trace.Log) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return badRequest("%q is no row number.", r.PathValue("n"))
	}
	found, ok := findRow(log, n)
	if !ok {
		return notFound(fmt.Sprintf("This run has no row %d.", n), "Rows are counted from 1; a run that was dropped begins again with none.")
	}
	d := explain(log, found)
	if r.FormValue("parsers") != "" && d.Parse != nil {
		d.Parsers = flavoured(log, found.event)
	}
	writeJSON(w, http.StatusOK, d)
	return nil
}

func (s *Server) runTrace(w http.ResponseWriter, r *http.Request) error {
	run, err := s.findRun(r.PathValue("run"), "")
	if err != nil {
		return err
	}
	return writeTrace(w, run.Log)
}

func (s *Server) viewTrace(w http.ResponseWriter, r *http.Request) error {
	log, _, err := s.viewLog(r.PathValue("view"))
	if err != nil {
		return err
	}
	return writeTrace(w, log)
}

func writeTrace(w http.ResponseWriter, log *trace.Log) error {
	return download(w, jsonLines, log.WriteJSONL)
}
