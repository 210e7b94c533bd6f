package room

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
)

func TestExportJSON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := started(t, openRooms(t, t.TempDir()))
		teach(t, r)
		must(t, r.Store.Predict(t.Context(), r.Seat(1).Learner(), "05-resume", "p9", 2), r.Store.Predict(t.Context(), r.Seat(1).Learner(), "03-sse", "p1", 3))
		var file bytes.Buffer
		must(t, r.ExportJSON(t.Context(), &file, true))
		var got export
		must(t, json.Unmarshal(file.Bytes(), &got))
		yes, no := true, false
		want := exportSeat{
			Seat: 1, Name: "Seat 01",
			Checkpoints: []exportCheckpoint{{"EX03", true, 180, 1, 0}, {"EX05a", true, 60, 1, 0}, {"EX05b", false, 0, 0, 0}, {"EX06", false, 0, 0, 0}},
			Predictions: []exportPrediction{{"03-sse", "p1", 1, 1, &no}, {"03-sse", "p1", 2, 3, &yes}, {"05-resume", "p9", 0, 2, nil}},
		}
		if len(got.Seats) != 3 || !reflect.DeepEqual(got.Seats[0], want) {
			t.Errorf("seats = %+v, want three, the first %+v", got.Seats, want)
		}
		if c := got.Seats[1].Checkpoints[0]; c != (exportCheckpoint{"EX03", false, 240, 4, 1}) {
			t.Errorf("seat 2 at EX03 = %+v, want 240 s, 4 attempts, 1 hint", c)
		}
		if gone := got.Seats[2].Gone; gone != "left" {
			t.Errorf("seat 3 is marked %q, want left", gone)
		}
		if want := []Card{{"the bytes", "the speed"}}; !reflect.DeepEqual(got.Cards, want) || got.Code != r.Code() {
			t.Errorf("cards = %v, want %v", got.Cards, want)
		}
		checkPrivate(t, r, file.String())
	})
}

// checkPrivate looks for what a file with pseudonyms may not hold.
func checkPrivate(t *testing.T, r *Room, file string) {
	t.Helper()
	for _, s := range r.everySeat() {
		for _, private := range []string{s.Name(), s.learner, s.token, s.Words(), s.Cookie()} {
			if strings.Contains(file, private) {
				t.Errorf("the export holds %q", private)
			}
		}
	}
}

func TestExportCSV(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := started(t, openRooms(t, t.TempDir()))
		teach(t, r)
		join(t, r, "=HYPERLINK(1),\"x\"")
		var named, pseudonyms bytes.Buffer
		must(t, r.ExportCSV(t.Context(), &named, false), r.ExportCSV(t.Context(), &pseudonyms, true))
		lines, err := csv.NewReader(&named).ReadAll()
		must(t, err)
		if len(lines) != 1+4*len(course)+3 || !reflect.DeepEqual(lines[0], csvHeader) {
			t.Fatalf("%d lines, the first %q", len(lines), lines[0])
		}
		for n, want := range map[int]string{
			1:  "checkpoint|1|Ada L.|EX03|true|180|1|0||||||",
			13: "checkpoint|4|'=HYPERLINK(1),\"x\"|EX03|false|0|0|0||||||",
			17: "prediction|1|Ada L.||||||03-sse|p1|1|1|false|",
		} {
			if got := strings.Join(lines[n], "|"); got != want {
				t.Errorf("line %d = %s\nwant %s", n, got, want)
			}
		}
		checkPrivate(t, r, pseudonyms.String())
	})
}

func TestCellsAreNoFormulas(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "Ada": "Ada", "=1": "'=1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "1=1": "1=1", "＝1": "'＝1", "é=": "é=",
	} {
		if got := cell(text); got != want {
			t.Errorf("cell(%q) = %q, want %q", text, got, want)
		}
	}
}
