package views

import (
	"strings"
)

// The map of a run's time is drawn by js/bench/minimap.js. The document has its
// height, so that nothing moves when it comes, and what it says in words.
const (
	mapLane  = 18 // px
	mapLanes = 12 // at most
	mapScale = 18 // px, below the lanes
)

func (p RunProps) mapHeight() int { return min(p.mapped(), mapLanes)*mapLane + mapScale }

// mapped counts the lanes of the run: its connections and their streams.
func (p RunProps) mapped() int {
	lanes := map[[2]int]bool{}
	for _, r := range p.Rows {
		if r.Conn > 0 {
			lanes[[2]int{r.Conn, r.Lane}] = true
		}
	}
	return len(lanes)
}

// mapWords is the picture in words.
func (p RunProps) mapWords() string {
	if len(p.Rows) == 0 {
		return ""
	}
	last := p.Rows[len(p.Rows)-1]
	words := []string{amount(len(p.Rows), "row") + " in " + tenths(last.T) + " ms on " + amount(len(p.conns()), "connection")}
	return strings.Join(append(words, p.troubleWords()...), "; ") + "."
}

// troubleWords count what [ and ] stop at.
func (p RunProps) troubleWords() (words []string) {
	if gaps := p.where(func(r Row) bool { return r.Kind == "gap" }); len(gaps) > 0 {
		words = append(words, amount(len(gaps), "silence"))
	}
	if faults := p.where(func(r Row) bool { return r.Fault }); len(faults) > 0 {
		words = append(words, amount(len(faults), "fault")+", the first at "+tenths(faults[0].T)+" ms")
	}
	switch broken := p.where(func(r Row) bool { return r.Err != "" }); len(broken) {
	case 0:
	case 1:
		words = append(words, "1 row that breaks a rule")
	default:
		words = append(words, amount(len(broken), "row")+" that break a rule")
	}
	return words
}

func (p RunProps) where(fits func(Row) bool) (rows []Row) {
	for _, r := range p.Rows {
		if fits(r) {
			rows = append(rows, r)
		}
	}
	return rows
}

// amount is a number with its noun: 1 251 rows.
func amount(n int, noun string) string { return thousands(n) + " " + plural(n, noun) }
