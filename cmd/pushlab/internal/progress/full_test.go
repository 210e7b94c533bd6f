package progress

import (
	"errors"
	"testing"
	"time"
)

// Who is full is refused until they have deleted something, here or in another
// pushlab over the same directory.
func TestFullUntilDeleted(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	s, other := mustOpen(t, dir), mustOpen(t, dir)
	now := time.Unix(1_763_700_000, 0)
	s.now = func() time.Time { return now }
	answer := func() error { return s.Answer(ctx, ada, "13-six-connections", "q1", 1, true) }
	for name, empty := range map[string]func(){
		"here":                         func() { must(t, s.Delete(ctx, ada)) },
		"in another pushlab, a moment": func() { must(t, other.Delete(ctx, ada)); now = now.Add(fullTime) },
	} {
		bulk(t, s, ada, maxRows)
		for range 2 { // by the table, then by the set
			if err := answer(); !errors.Is(err, ErrFull) {
				t.Errorf("%s: Answer = %v, want ErrFull", name, err)
			}
		}
		must(t, s.Answer(ctx, "grace-hopper", "13-six-connections", "q1", 1, true))
		empty()
		must(t, answer(), s.Delete(ctx, ada))
	}
}
