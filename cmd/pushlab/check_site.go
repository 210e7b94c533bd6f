package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/server"
)

// defaultSite is where pushlab serves without flags.
const defaultSite = "http://localhost:8080"

// A checkSite is a pushlab that serves, with a run of ours.
type checkSite struct {
	url string
	run checkRun
}

// A checkRun has the addresses of a run: the answer to POST /runs.
type checkRun struct {
	Run       string `json:"run"`
	Inspector string `json:"inspector"`
	Lab       string `json:"lab"`
	Edge      string `json:"edge"`
}

// findSite makes a run at a site: at the one that was named, or at the one that
// serves, or at one of our own.
func findSite(ctx context.Context, io stdio, named string) (s checkSite, stop func(), err error) {
	s.url = strings.TrimSuffix(named, "/")
	if named == "" {
		s.url = defaultSite
	}
	if s.run, err = newCheckRun(ctx, s.url); err == nil {
		return s, func() {}, nil
	}
	if named != "" {
		return s, nil, fmt.Errorf("no pushlab serves at %s: %w", named, err)
	}
	return openSite(ctx, io)
}

// openSite serves on free ports until stop is called. What it keeps is gone then.
func openSite(ctx context.Context, io stdio) (s checkSite, stop func(), err error) {
	dir, err := os.MkdirTemp("", "pushlab-check-")
	if err != nil {
		return s, nil, err
	}
	srv, err := server.New(ctx, server.Config{Addr: "127.0.0.1:0", DataDir: dir,
		Log: slog.New(slog.NewTextHandler(io.err, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		os.RemoveAll(dir)
		return s, nil, err
	}
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx)) // the last words come after an interrupt
	done := make(chan struct{})
	go func() {
		defer close(done)
		srv.Serve(serving)
	}()
	stop = func() {
		cancel()
		<-done
		os.RemoveAll(dir)
	}
	s.url = srv.Places()[0].URL
	if s.run, err = newCheckRun(ctx, s.url); err != nil {
		stop()
	}
	return s, stop, err
}

// newCheckRun makes a run.
func newCheckRun(ctx context.Context, site string) (run checkRun, err error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	err = askSite(ctx, "POST", site+"/runs", &run)
	if err == nil && (run.Run == "" || run.Lab == "") {
		err = errors.New("its answer to POST /runs names no run")
	}
	return run, err
}

// askSite reads one JSON object.
func askSite(ctx context.Context, method, address string, into any) error {
	r, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return withoutAddress(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return withoutAddress(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s", method, withoutRun(r.URL.Path), resp.Status)
	}
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		return fmt.Errorf("%s %s: %w", method, withoutRun(r.URL.Path), err)
	}
	return nil
}

// inRun finds the id of a run in a path: whoever has it can act in the run.
var inRun = regexp.MustCompile(`(/runs/)[^/]+`)

func withoutRun(path string) string { return inRun.ReplaceAllString(path, "${1}…") }

// withoutAddress leaves out the address, which has the id of a run.
func withoutAddress(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
