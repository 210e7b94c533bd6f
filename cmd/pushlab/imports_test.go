package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// policy says who may import whom, as "a < b": b may import a. "<" is
// transitive, except in the line of cmd/pushlab, which imports only what that
// line lists. It is a statement of policy: change the code, not this text.
const policy = `
NONE < lessons, static, wire, tap, llm, sse, progress
lessons, static < views
wire < websocket, trace
wire, trace < check
llm, sse, websocket, tap, trace < demo
tap, trace < edge
progress < room
lessons, static, views, wire, websocket, sse, tap, trace, edge, demo, check, llm, progress, room < server
lessons, wire, websocket, sse, tap, trace, edge, demo, check, llm, progress, server < cmd/pushlab
`

func TestImportsGoDownward(t *testing.T) {
	allowed := readPolicy(t, policy)
	edges := 0
	for _, p := range listPackages(t) {
		name := shortName(p.ImportPath)
		may, ok := allowed[name]
		if !ok {
			t.Errorf("package %s is not in the policy", name)
			continue
		}
		for _, path := range p.Imports {
			if !strings.HasPrefix(path, "pushlab/") {
				continue
			}
			edges++
			if to := shortName(path); !slices.Contains(may, to) {
				t.Errorf("%s imports %s; it may import %v", name, to, may)
			}
		}
	}
	if edges < 10 {
		t.Errorf("saw %d imports between our packages, want at least 10: is the list still read right?", edges)
	}
}

// readPolicy returns the packages that each package may import.
func readPolicy(t *testing.T, text string) map[string][]string {
	t.Helper()
	direct := map[string][]string{}
	for line := range strings.Lines(text) {
		below, above, ok := strings.Cut(strings.TrimSpace(line), " < ")
		if !ok {
			continue
		}
		for to := range strings.SplitSeq(above, ", ") {
			if below == "NONE" {
				direct[to] = nil
				continue
			}
			direct[to] = append(direct[to], strings.Split(below, ", ")...)
		}
	}
	all := map[string][]string{}
	for name := range direct {
		all[name] = direct[name]
		if name != "cmd/pushlab" {
			all[name] = reach(direct, name, nil)
		}
	}
	return all
}

// reach follows "<" downward from name.
func reach(direct map[string][]string, name string, seen []string) []string {
	for _, below := range direct[name] {
		if !slices.Contains(seen, below) {
			seen = reach(direct, below, append(seen, below))
		}
	}
	return seen
}

func shortName(path string) string {
	path = strings.TrimPrefix(path, "pushlab/")
	return strings.TrimPrefix(path, "cmd/pushlab/internal/")
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

// listPackages asks the go command, so that build tags and generated files
// count as they do in the binary. Test files do not count.
func listPackages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "pushlab/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		packages = append(packages, p)
	}
}
