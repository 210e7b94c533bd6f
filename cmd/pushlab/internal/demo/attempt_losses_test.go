package demo

import (
	"bytes"
	"slices"
	"testing"
)

// The losses of EX10 come in each of their six orders, which the lab's chance
// decides, and at least five tokens lie between two of them.
func TestPlannedLosses(t *testing.T) {
	orders := map[string]bool{}
	for b := range byte(6) {
		rs := NewRuns(Config{Key: make([]byte, 32), Rand: bytes.NewReader(bytes.Repeat([]byte{b}, 3))})
		order, before, kinds := "", 0, []string(nil)
		for _, f := range plannedLosses(rs, "") {
			if f.Event-before < 5 || f.More > 0 || f.Byte > 0 {
				t.Errorf("%v comes %d tokens behind the loss before, want 5 at least", f, f.Event-before)
			}
			order, before, kinds = order+f.String()+" ", f.Event, append(kinds, f.Kind)
		}
		slices.Sort(kinds)
		if want := []string{faultBlackhole, faultFin, faultRst}; !slices.Equal(kinds, want) {
			t.Errorf("the kinds are %q, want %q", kinds, want)
		}
		orders[order] = true
	}
	if len(orders) != 6 {
		t.Errorf("%d orders, want 6: %v", len(orders), orders)
	}
}
