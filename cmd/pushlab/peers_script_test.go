//go:build peers

package main

import (
	"bufio"
	"bytes"
	"os/exec"
	"testing"
)

// scriptClient runs a program of testdata/peers with a lab and an extension.
func scriptClient(program, name string) func(*testing.T, string, string) string {
	return func(t *testing.T, lab, extension string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), program, peerScript(t, name), lab, extension).CombinedOutput()
		if err != nil {
			t.Errorf("%s ended with %v", name, err)
		}
		return string(out)
	}
}

// scriptServer runs a program of testdata/peers, which says its port first. It
// ends when its standard input does.
func scriptServer(program, name string) func(*testing.T, string) (string, <-chan string) {
	return func(t *testing.T, extension string) (string, <-chan string) {
		t.Helper()
		cmd := exec.Command(program, peerScript(t, name), extension)
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatalf("%s is needed: %v", program, err)
		}
		said := bufio.NewScanner(out)
		if !said.Scan() {
			cmd.Wait()
			t.Fatalf("%s did not start: %s", name, &stderr)
		}
		port, lines := said.Text(), make(chan string, 16)
		go func() {
			defer close(lines)
			for said.Scan() {
				lines <- said.Text()
			}
		}()
		t.Cleanup(func() { in.Close(); cmd.Wait() })
		return "ws://127.0.0.1:" + port, lines
	}
}
