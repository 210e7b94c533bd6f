package main

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"testing"

	"pushlab/cmd/pushlab/internal/websocket"
)

// get returns a page's body, whatever its status.
func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	return readBody(t, resp)
}

// newRun makes a run, with the cookies of client if there is one.
func newRun(t testing.TB, p *program, client *http.Client) (id, lab string) {
	t.Helper()
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Post(p.places["site"]+"/runs", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var run struct{ Run, Lab string }
	if err := json.NewDecoder(resp.Body).Decode(&run); err != nil {
		t.Fatalf("POST /runs: %s: %v", resp.Status, err)
	}
	return run.Run, run.Lab
}

func isClose(err error, code int) bool {
	var ce websocket.CloseError
	var pe *websocket.CloseError
	return errors.As(err, &ce) && ce.Code == code || errors.As(err, &pe) && pe.Code == code
}

func readBody(t *testing.T, resp *http.Response) string {
	t.Helper()
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
