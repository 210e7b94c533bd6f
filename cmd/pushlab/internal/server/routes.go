package server

import (
	"net/http"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/static"
)

// siteHandler lists every address of the site.
func (s *Server) siteHandler() http.Handler {
	mux := http.NewServeMux()
	handle := func(pattern string, h func(http.ResponseWriter, *http.Request) error) {
		mux.Handle(pattern, s.handle(h))
	}
	handle("GET /{$}", s.home)
	handle("GET /lessons/{slug}/{$}", s.lesson)
	handle("GET /lessons/{slug}/{file}", s.lessonFile)
	handle("POST /lessons/{slug}/predict", s.predict)
	handle("POST /lessons/{slug}/quiz", s.quiz)
	handle("GET /lessons/{slug}/captures/{name}/rows/{n}", s.captureRow)
	handle("POST /place", s.savePlace)

	handle("GET /progress", s.progressPage)
	handle("GET /progress/export", s.export)
	handle("POST /progress/import", s.importProgress)
	handle("POST /progress/name", s.rename)
	handle("POST /progress/delete", s.deleteMe)

	handle("POST /runs", s.newRun)
	handle("GET /runs/{run}", s.runPage)
	handle("GET /runs/{run}/rows/{n}", s.runRow)
	handle("GET /runs/{run}/trace.jsonl", s.runTrace)
	handle("GET /v/{view}", s.viewPage)
	handle("GET /v/{view}/rows/{n}", s.viewRow)
	handle("GET /v/{view}/trace.jsonl", s.viewTrace)
	handle("GET /control", s.control)

	mux.Handle("GET /static/", static.Handler())
	handle("GET /healthz", s.health)
	handle("GET /debug/counters", s.counters)
	handle("GET /", s.noSuchPage) // another method gets 405 from the mux

	protect := http.NewCrossOriginProtection()
	return s.siteHost(s.secure(protect.Handler(mux)))
}

// labHandler serves the recorded place: the demos' addresses and nothing else.
func (s *Server) labHandler() http.Handler {
	mux := http.NewServeMux()
	demo.Mount(mux, s.runs, demo.Options{Origins: s.labOrigin, EchoLimit: s.config.EchoLimit})
	return s.labHost(mux)
}

func (s *Server) noSuchPage(w http.ResponseWriter, r *http.Request) error {
	return notFound("There is no page at this address.", "The course map at / lists every lesson there is.")
}
