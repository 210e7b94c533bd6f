package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"pushlab/cmd/pushlab/internal/demo"
	"pushlab/cmd/pushlab/internal/tap"
	"pushlab/cmd/pushlab/internal/trace"
)

const (
	tokenStreams = 100
	tokensEach   = 1000
)

// serveLab is the lab alone, with the tap or without it, until it is killed.
func serveLab(tapped bool) {
	runs := demo.NewRuns(demo.Config{Key: make([]byte, 32)})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("site http://%s\n", l.Addr())
	newLab(runs, tapped).Serve(recording(l, runs, tapped))
}

// newLab is a server of the lab's handlers, which also makes runs.
func newLab(runs *demo.Runs, tapped bool) *http.Server {
	mux := http.NewServeMux()
	demo.Mount(mux, runs, demo.Options{Origins: func(*http.Request) string { return "" }})
	mux.HandleFunc("POST /runs", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"lab":"http://%s/r/%s"}`, r.Host, runs.New().ID)
	})
	server := &http.Server{Handler: mux}
	if tapped {
		server.ConnContext, server.ConnState = tap.ConnContext, tap.ConnState
	}
	return server
}

// recording puts the tap on a listener.
func recording(l net.Listener, runs *demo.Runs, tapped bool) net.Listener {
	if !tapped {
		return l
	}
	return tap.Listen(l, tap.Config{Sink: trace.NewRecorder(runs.Lookup)})
}

// openLab serves a recorded lab in this process and returns its address.
func openLab(runs *demo.Runs) (address string, closeLab func() error, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := newLab(runs, true)
	go server.Serve(recording(l, runs, true)) // ends with closeLab
	return "http://" + l.Addr().String(), server.Close, nil
}

// measureTokens lets 100 streams carry 1,000 tokens each and reads the server's
// CPU time, with the tap and without it by turns.
func measureTokens(kind string, rounds int) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var with, without, ratio []float64
	for range rounds {
		a, err := tokensOnce(self, kind, true)
		if err != nil {
			return err
		}
		b, err := tokensOnce(self, kind, false)
		if err != nil {
			return err
		}
		with, without, ratio = append(with, a), append(without, b), append(ratio, a/b)
	}
	fmt.Printf("CPU per 100,000 tokens over %s, median of %d: %.2f s with the tap, %.2f s without, ratio %.2f\n",
		kind, rounds, median(with), median(without), median(ratio))
	return nil
}

func tokensOnce(self, kind string, tapped bool) (float64, error) {
	p, err := startProcess([]string{"site"}, self, "-role", "lab", fmt.Sprintf("-tap=%t", tapped))
	if err != nil {
		return 0, err
	}
	defer p.stop()
	before := p.cpu()
	var group sync.WaitGroup
	errs := make(chan error, tokenStreams)
	for range tokenStreams {
		group.Go(func() { errs <- drain(p, kind) })
	}
	group.Wait()
	for range tokenStreams {
		if err := <-errs; err != nil {
			return 0, err
		}
	}
	return (p.cpu() - before).Seconds(), nil
}

// drain reads the answer of a new run to its end.
func drain(p *process, kind string) error {
	lab, err := p.newRun()
	if err != nil {
		return err
	}
	return drainFrom(lab, kind)
}

// drainFrom reads an answer of a run to its end.
func drainFrom(lab, kind string) error {
	u, err := url.Parse(lab)
	if err != nil {
		return err
	}
	c, err := net.Dial("tcp", u.Host)
	if err != nil {
		return err
	}
	defer c.Close()
	upgrade := "Connection: close\r\n"
	if kind == "ws" {
		upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: pushlab.v1\r\n"
	}
	fmt.Fprintf(c, "GET %s/%s?ttft=0&tps=1000&tokens=%d HTTP/1.1\r\nHost: %s\r\n%s\r\n", u.Path, kind, tokensEach, u.Host, upgrade)
	c.SetReadDeadline(time.Now().Add(time.Minute))
	n, err := io.Copy(io.Discard, c)
	if n < tokensEach*8 {
		return fmt.Errorf("only %d bytes came (%v)", n, err)
	}
	return nil
}
