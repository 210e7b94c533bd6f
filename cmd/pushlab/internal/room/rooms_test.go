package room

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"pushlab/cmd/pushlab/internal/progress"
)

func TestRoomsStartEndWipe(t *testing.T) {
	dir := t.TempDir()
	rs := openRooms(t, dir)
	if rs.Current() != nil {
		t.Error("a new store has a room")
	}
	first := started(t, rs)
	ada := join(t, first, "Ada")
	must(t, rs.Store.Pass(t.Context(), ada.Learner(), "EX03", "view"), rs.Store.Place(t.Context(), "other", "03-sse", ""))
	changed := first.Changed()
	must(t, rs.End(t.Context()))
	<-changed
	if !first.Ended() || rs.Current() != first || first.SeatOf(ada.Cookie()) != ada {
		t.Error("an ended room is not there for its export")
	}
	if _, err := first.Join(t.Context(), "Bob"); !errors.Is(err, ErrEnded) {
		t.Errorf("Join of an ended room = %v, want ErrEnded", err)
	}
	second := started(t, rs)
	if second.Code() == first.Code() || len(second.Seats()) != 0 || second.SeatOf(ada.Cookie()) != nil || second.RoleFor(first.HostSecret()) != Nobody {
		t.Error("something was carried over to the second room")
	}
	if got := openRooms(t, killed(t, dir)).Current(); got.ID() != second.ID() || got.Ended() {
		t.Error("after a restart the current room is not the open one")
	}
	must(t, rs.Wipe(t.Context()))
	if rs.Current() != nil || !second.Ended() {
		t.Error("the wiped room is still the current one")
	}
	if err := second.Collect(t.Context(), question); !errors.Is(err, ErrEnded) {
		t.Errorf("Collect in a wiped room = %v, want ErrEnded", err)
	}
}

func TestWipeLeavesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		rs := openRooms(t, dir)
		r := started(t, rs)
		teach(t, r)
		ada := r.Seat(1)
		ctx := t.Context()
		must(t, rs.Store.Place(ctx, ada.Learner(), "03-sse", ""), rs.Store.OwnRun(ctx, "hash", ada.Learner()),
			rs.Store.Keep(ctx, ada.Learner(), progress.Kept{View: "view-9"}, []byte("trace")),
			rs.Store.Name(ctx, ada.Learner(), "Ada"), rs.Store.Pass(ctx, "somebody-else", "EX03", "view"))
		must(t, rs.Wipe(ctx), rs.Store.Close())
		text, err := os.ReadFile(filepath.Join(dir, "progress.db"))
		must(t, err)
		for _, secret := range []string{ada.Learner(), ada.token, "Ada", "the speed", "no empty line", r.Code(), r.ID()} {
			if contains(text, secret) {
				t.Errorf("the file still holds %q", secret)
			}
		}
		if !contains(text, "somebody-else") {
			t.Error("another learner's progress is gone")
		}
		if log, err := os.Stat(filepath.Join(dir, "progress.db-wal")); err == nil && log.Size() > 0 {
			t.Errorf("the log holds %d bytes", log.Size())
		}
	})
}

func contains(text []byte, part string) bool { return bytes.Contains(text, []byte(part)) }

func TestSweepWipesAfterAWeek(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rs := openRooms(t, t.TempDir())
		sweep := func(after time.Duration) *Room {
			time.Sleep(after)
			must(t, rs.Sweep(t.Context()))
			return rs.Current()
		}
		ada := join(t, started(t, rs), "Ada")
		if sweep(6*24*time.Hour) == nil {
			t.Fatal("wiped after six days")
		}
		must(t, rs.Store.Predict(t.Context(), ada.Learner(), "03-sse", "p1", 1))
		if sweep(6*24*time.Hour) == nil {
			t.Fatal("wiped six days after a learner was there")
		}
		must(t, rs.End(context.Background()))
		if sweep(6*24*time.Hour) == nil {
			t.Fatal("wiped six days after its end")
		}
		if sweep(25*time.Hour) != nil {
			t.Error("not wiped after seven days")
		}
		if p, err := rs.Store.Progress(t.Context(), ada.Learner()); err != nil || len(p.Lessons) > 0 {
			t.Errorf("Progress = %+v, %v, want nothing", p, err)
		}
	})
}
