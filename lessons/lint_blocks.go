package lessons

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// lintBlocks checks that each block has its fallback and names what exists.
func (p *page) lintBlocks(known []Known) (errs []error) {
	for _, b := range p.parts {
		switch b.comment.name {
		case "":
			continue
		case KindDemo:
			errs = append(errs, p.lintDemo(b)...)
		case KindPredict, KindClaim:
			errs = append(errs, p.lintOwn(b, known)...)
		}
		if len(b.nodes) == 0 {
			errs = append(errs, p.errorf(b.node, "%s has no fallback for GitHub", b.comment.name))
		}
		for _, k := range known {
			errs = append(errs, p.lintNames(b, k)...)
		}
	}
	return errs
}

// lintDemo wants a picture and a transcript, and the recorded run they show.
func (p *page) lintDemo(b part) (errs []error) {
	var code, picture bool
	for _, n := range b.nodes {
		p.walk(n, func(n ast.Node) {
			code = code || n.Kind() == ast.KindFencedCodeBlock
			picture = picture || n.Kind() == ast.KindImage || strings.Contains(p.raw(n), "<img ")
		})
	}
	if !code || !picture {
		errs = append(errs, p.errorf(b.node, "demo %s needs a picture and a transcript (```)", b.comment.id))
	}
	if capture := b.comment.args["capture"]; capture == "" {
		errs = append(errs, p.errorf(b.node, "demo %s names no recorded run: capture=NAME", b.comment.id))
	} else if !p.exists(path.Join(p.lesson.Dir, capture+".jsonl")) {
		errs = append(errs, p.errorf(b.node, "the recorded run %s.jsonl is missing", capture))
	}
	return errs
}

// lintNames checks names of demos, knobs and exercises.
func (p *page) lintNames(b part, known Known) (errs []error) {
	c := b.comment
	knobs, demo := known.Demos[c.id]
	switch {
	case c.name == KindExercise && !slices.Contains(known.Exercises, c.id):
		errs = append(errs, p.errorf(b.node, "unknown exercise %q", c.id))
	case c.name == KindDemo && !demo:
		errs = append(errs, p.errorf(b.node, "unknown demo %q", c.id))
	case c.name == KindDemo:
		for _, key := range slices.Sorted(maps.Keys(c.args)) {
			if key != "capture" && !slices.Contains(knobs, key) {
				errs = append(errs, p.errorf(b.node, "demo %s has no knob %q", c.id, key))
			}
		}
	}
	return errs
}
