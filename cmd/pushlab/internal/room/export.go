package room

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"pushlab/cmd/pushlab/internal/progress"
)

// An export is everything that a host takes home. No cookie, no learner id and
// no words are in it, and no card says whose it is.
type export struct {
	Format string       `json:"format"`
	Code   string       `json:"code"`
	Began  string       `json:"began"` // RFC 3339, UTC
	Ended  string       `json:"ended,omitempty"`
	Seats  []exportSeat `json:"seats"`
	Cards  []Card       `json:"cards"`
}

type exportSeat struct {
	Seat        int                `json:"seat"`
	Name        string             `json:"name"`
	Gone        string             `json:"gone,omitempty"` // "left", or "freed" by the host
	Checkpoints []exportCheckpoint `json:"checkpoints"`
	Predictions []exportPrediction `json:"predictions"`
}

type exportCheckpoint struct {
	Checkpoint string `json:"checkpoint"`
	Passed     bool   `json:"passed"`
	Seconds    int    `json:"seconds"`  // until it passed, or so far; 0 = not known
	Attempts   int    `json:"attempts"` // the first that passed included
	Hints      int    `json:"hints"`
}

type exportPrediction struct {
	Lesson string `json:"lesson"`
	Block  string `json:"block"`
	Round  int    `json:"round"`  // 1 or 2 with the room; 0 = alone
	Option int    `json:"option"` // from 1
	Right  *bool  `json:"right"`  // null: the room does not know
}

// ExportJSON writes the room as one JSON object.
func (r *Room) ExportJSON(ctx context.Context, w io.Writer, pseudonyms bool) error {
	e, err := r.export(ctx, pseudonyms)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "\t")
	return enc.Encode(e)
}

// csvHeader names the columns. A line is a checkpoint or a prediction of a
// seat, and leaves the columns of the other kind empty.
var csvHeader = []string{
	"kind", "seat", "name", "checkpoint", "passed", "seconds", "attempts", "hints",
	"lesson", "block", "round", "option", "right", "gone",
}

// ExportCSV writes a line per seat and checkpoint, then one per prediction.
func (r *Room) ExportCSV(ctx context.Context, w io.Writer, pseudonyms bool) error {
	e, err := r.export(ctx, pseudonyms)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	_ = out.Write(csvHeader) // Flush keeps the error
	for _, s := range e.Seats {
		for _, c := range s.Checkpoints {
			_ = out.Write(c.line(s))
		}
	}
	for _, s := range e.Seats {
		for _, p := range s.Predictions {
			_ = out.Write(p.line(s))
		}
	}
	out.Flush()
	return out.Error()
}

func (c exportCheckpoint) line(s exportSeat) []string {
	return []string{
		"checkpoint", strconv.Itoa(s.Seat), cell(s.Name), cell(c.Checkpoint), strconv.FormatBool(c.Passed),
		strconv.Itoa(c.Seconds), strconv.Itoa(c.Attempts), strconv.Itoa(c.Hints), "", "", "", "", "", s.Gone,
	}
}

func (p exportPrediction) line(s exportSeat) []string {
	right := ""
	if p.Right != nil {
		right = strconv.FormatBool(*p.Right)
	}
	return []string{
		"prediction", strconv.Itoa(s.Seat), cell(s.Name), "", "", "", "", "",
		cell(p.Lesson), cell(p.Block), strconv.Itoa(p.Round), strconv.Itoa(p.Option), right, s.Gone,
	}
}

// cell keeps a spreadsheet from taking text for a formula; some read wide signs too.
func cell(text string) string {
	if strings.IndexAny(text, "=+-@\t\r\n＝＋－＠") == 0 {
		return "'" + text
	}
	return text
}

// export collects the room. The learners' own predictions come from their
// progress, which is read before the room is looked at.
func (r *Room) export(ctx context.Context, pseudonyms bool) (export, error) {
	alone, err := r.progress(ctx)
	if err != nil {
		return export{}, err
	}
	now := r.Now()
	r.mu.RLock()
	defer r.mu.RUnlock()
	e := export{Format: "pushlab-room-1", Code: r.code, Began: stamp(r.began), Seats: []exportSeat{}, Cards: []Card{}}
	if !r.ended.IsZero() {
		e.Ended, now = stamp(r.ended), r.ended
	}
	for n := range r.next {
		if s := r.seats[n]; s != nil {
			e.Seats = append(e.Seats, r.exportSeat(s, alone[s], pseudonyms, now))
		}
	}
	e.Cards = append(e.Cards, r.cards...)
	return e, nil
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }

func (r *Room) exportSeat(s *Seat, alone progress.Progress, pseudonym bool, now time.Time) exportSeat {
	line := exportSeat{Seat: s.number, Name: s.name, Gone: s.goneWord(), Predictions: r.predictions(s, alone)}
	if pseudonym {
		line.Name = fmt.Sprintf("Seat %02d", s.number)
	}
	current := r.current(s)
	for i, c := range r.Checkpoints {
		out := exportCheckpoint{Checkpoint: c.ID, Hints: s.hinted(c.ID)}
		if t := s.tries[c.ID]; t != nil {
			out.Attempts = t.n
		}
		if s.path.done(i) {
			out.Passed, out.Seconds = true, int(s.path.passed[i].took/time.Second)
			out.Attempts++
		} else if i == current {
			out.Seconds = s.spent(now)
		}
		line.Checkpoints = append(line.Checkpoints, out)
	}
	return line
}

// predictions returns the seat's votes, then what it predicted alone.
func (r *Room) predictions(s *Seat, alone progress.Progress) []exportPrediction {
	list := []exportPrediction{}
	voted := map[string]bool{}
	for n := 1; n <= r.set.Asked.Last; n++ {
		q := r.questions[n]
		for round, option := range s.votes[n] {
			if option > 0 {
				right := option == q.Right
				list = append(list, exportPrediction{q.Lesson, q.Block, round + 1, option, &right})
				voted[q.Lesson+" "+q.Block] = true
			}
		}
	}
	own := len(list)
	for lesson, l := range alone.Lessons {
		for block, p := range l.Predictions {
			if p.Option > 0 && !voted[lesson+" "+block] {
				list = append(list, exportPrediction{lesson, block, 0, p.Option, nil})
			}
		}
	}
	slices.SortFunc(list[own:], func(a, b exportPrediction) int {
		return cmp.Or(cmp.Compare(a.Lesson, b.Lesson), cmp.Compare(a.Block, b.Block))
	})
	return list
}
