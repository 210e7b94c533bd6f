package server

import (
	"net/http"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/static"
)

// A route adds an address to a place.
type route func(pattern string, h func(http.ResponseWriter, *http.Request) error)

func (s *Server) siteHandler() http.Handler { return s.site(s.siteRoutes) }

// siteRoutes lists every address of the site.
func (s *Server) siteRoutes(handle route) {
	s.courseRoutes(handle)
	s.runRoutes(handle)
	s.addRoom(handle)
	handle("GET /", s.noSuchPage) // another method gets 405 from the mux
}

// site is what every site has around its addresses.
func (s *Server) site(add func(route)) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", static.Handler())
	add(func(pattern string, h func(http.ResponseWriter, *http.Request) error) {
		mux.Handle(pattern, s.handle(h))
	})
	protect := http.NewCrossOriginProtection()
	protect.SetDenyHandler(s.handle(otherOrigin))
	return s.siteHost(s.secure(protect.Handler(mux)))
}

// courseRoutes are the pages of the course and what they save.
func (s *Server) courseRoutes(handle route) {
	handle("GET /{$}", s.home)
	handle("GET /lessons/{slug}/{$}", s.lesson)
	handle("GET /lessons/{slug}/{file}", s.lessonFile)
	handle("POST /lessons/{slug}/predict", s.predict)
	handle("POST /lessons/{slug}/quiz", s.quiz)
	handle("POST /lessons/{slug}/review", s.review)
	handle("GET /lessons/{slug}/captures/{name}/rows/{n}", s.captureRow)
	handle("GET /lessons/{slug}/captures/{name}/rows/{n}/boundaries", s.captureBoundaries)
	handle("GET /lessons/{slug}/captures/{name}/trace.jsonl", s.captureTrace)
	handle("GET /lessons/{slug}/captures/{name}/trace.pcapng", s.capturePcapng)
	handle("POST /place", s.savePlace)

	handle("GET /progress", s.progressPage)
	handle("GET /progress/export", s.export)
	handle("POST /progress/import", s.importProgress)
	handle("POST /progress/name", s.rename)
	handle("POST /progress/delete", s.deleteMe)

	handle("POST /runs", s.newRun)
	handle("GET /runs/{run}/worker.js", s.worker)
	handle("GET /theatre-worker.js", s.theatreWorker)
	handle("GET /race", s.race)
	handle("GET /reach", s.reach)
	handle("GET /tls", s.tlsPage)
	handle("GET /tls/certificate.pem", s.tlsFile)
}

// runRoutes are what there is to see of runs.
func (s *Server) runRoutes(handle route) {
	handle("GET /runs/{run}", s.runPage)
	handle("GET /runs/{run}/verdict", s.runVerdict)
	handle("GET /runs/{run}/rows", s.runRows)
	handle("GET /runs/{run}/rows/{n}", s.runRow)
	handle("GET /runs/{run}/rows/{n}/boundaries", s.runBoundaries)
	handle("GET /runs/{run}/figures", s.runFigures)
	handle("GET /runs/{run}/handshake", s.runHandshake)
	handle("POST /runs/{run}/roundtrips", s.runRoundTrips)
	handle("GET /runs/{run}/trace.jsonl", s.runTrace)
	handle("GET /runs/{run}/trace.pcapng", s.runPcapng)
	handle("POST /runs/{run}/keep", s.keep)
	handle("GET /v/{view}", s.viewPage)
	handle("GET /v/{view}/rows", s.viewRows)
	handle("GET /v/{view}/rows/{n}", s.viewRow)
	handle("GET /v/{view}/rows/{n}/boundaries", s.viewBoundaries)
	handle("GET /v/{view}/trace.jsonl", s.viewTrace)
	handle("GET /v/{view}/trace.pcapng", s.viewPcapng)
	handle("POST /v/{view}/delete", s.forget)
	handle("GET /control", s.control)

	handle("GET /healthz", s.health)
	handle("GET /debug/counters", s.counters)
}

// labHandler serves a recorded place: the demos' addresses, and a sign of life.
func (s *Server) labHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /healthz", s.handle(s.alive))
	demo.Mount(mux, s.runs, demo.Options{Origins: s.labOrigin, EchoLimit: s.config.EchoLimit, Edge: s.edgeAddress})
	return s.labHost(mux)
}

func (s *Server) noSuchPage(w http.ResponseWriter, r *http.Request) error {
	return notFound("There is no page at this address.", "The course map at / lists every lesson there is.")
}

// otherOrigin answers what another site's page would have a browser do.
func otherOrigin(http.ResponseWriter, *http.Request) error {
	return &statusError{status: http.StatusForbidden, what: "This request did not come from a page of this pushlab.",
		advice: "Nothing was changed. Open the page here and do it there."}
}
