package lessons

import (
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// A prediction and a claim may be set beside what the learner's own run of a
// bench has shown. Their comments say which demo of the lesson, and which figures
// of its newest run:
//
//	<!-- predict: ID run=resume figure=wait -->
//	<!-- claim: R1 run=resume figures=wait,reconnects,- -->
//
// A figure is one of server.FigureNames, alone, or behind a transport or the number
// of an exchange: es.first, 2.tokens. A claim names one for each row of its table,
// - for a row that has none, and the head of the table says that its numbers are
// recorded.

// figureForm is a figure's name with what may stand before it.
var figureForm = regexp.MustCompile(`^(?:(?:es|fs|one|nd|lp|sp|ws|[1-9]|[12][0-9]|3[0-2])\.)?([a-z]+(?:-[a-z]+)*)$`)

// noFigure stands for a row of a claim's table that no run fills.
const noFigure = "-"

// ownFigures returns the figures that a block's comment names.
func ownFigures(c comment) []string {
	if c.name == KindPredict {
		return []string{c.args["figure"]}
	}
	return strings.Split(c.args["figures"], ",")
}

// addOwn gives a claim's table the column of the learner's run, empty so far.
func (p *page) addOwn(b part, s *Segment) {
	if s.Args["run"] == "" {
		return
	}
	names, rows := ownFigures(b.comment), tableRows(b)
	if len(rows) != len(names)+1 {
		p.failf(b.node, "claim %s: its table has rows: %d, and its comment figures: %d", s.ID, max(0, len(rows)-1), len(names))
		return
	}
	addCell(rows[0], "Your run", "")
	for i, row := range rows[1:] {
		addCell(row, "–", names[i])
	}
}

// tableRows returns the rows of a block's only table, the head first; nil when it
// has none, or several.
func tableRows(b part) (rows []ast.Node) {
	tables := 0
	for _, n := range b.nodes {
		if n.Kind() != extast.KindTable {
			continue
		}
		tables++
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			rows = append(rows, row)
		}
	}
	if tables != 1 {
		return nil
	}
	return rows
}

// addCell adds a cell that is there for scripts only: without them nothing would
// ever come into it.
func addCell(row ast.Node, text, figure string) {
	cell := extast.NewTableCell()
	cell.Alignment = row.LastChild().(*extast.TableCell).Alignment
	cell.SetAttributeString("class", []byte("own js-only"))
	if figure != "" && figure != noFigure {
		cell.SetAttributeString("data-figure", []byte(figure))
	}
	cell.AppendChild(cell, ast.NewString([]byte(text)))
	row.AppendChild(row, cell)
}

// lintOwn checks that a block names a bench of its lesson and figures that there
// are.
func (p *page) lintOwn(b part, known []Known) (errs []error) {
	c := b.comment
	figures, run := ownFigures(c), c.args["run"]
	if run == "" {
		if c.args["figure"]+c.args["figures"] != "" {
			errs = append(errs, p.errorf(b.node, "%s %s names figures of no run: run=DEMO is missing", c.name, c.id))
		}
		return errs
	}
	if !p.hasDemo(run) {
		errs = append(errs, p.errorf(b.node, "%s %s: this lesson has no demo %s", c.name, c.id, run))
	}
	for _, name := range figures {
		errs = append(errs, p.lintFigure(b, name, known)...)
	}
	if c.name == KindClaim && !p.saysRecorded(b) {
		errs = append(errs, p.errorf(b.node, "claim %s: the head of its table does not say that its numbers are recorded", c.id))
	}
	return errs
}

func (p *page) lintFigure(b part, name string, known []Known) (errs []error) {
	if name == noFigure && b.comment.name == KindClaim {
		return nil
	}
	m := figureForm.FindStringSubmatch(name)
	for _, k := range known {
		if m == nil || !slices.Contains(k.Measured, m[1]) {
			errs = append(errs, p.errorf(b.node, "%s %s: a run has no figure %q", b.comment.name, b.comment.id, name))
		}
	}
	return errs
}

func (p *page) hasDemo(slug string) bool {
	return slices.ContainsFunc(p.parts, func(b part) bool { return b.comment.name == KindDemo && b.comment.id == slug })
}

// saysRecorded says whether the head of a claim's table names a recorded column.
func (p *page) saysRecorded(b part) bool {
	rows := tableRows(b)
	return len(rows) > 0 && strings.Contains(strings.ToLower(p.text(rows[0])), "recorded")
}
